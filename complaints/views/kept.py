# SPDX-License-Identifier: Apache-2.0
"""Files among words: kept at each press of a button, named in the form by a signed token, and told as a complaint."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from complaints.forms import EvidenceForm, PointForm
from complaints.rules import EVIDENCE_BYTES, Ground
from complaints.selectors import words
from documents.models import StoredObject
from lpse.core.acts import Actor, Missing
from lpse.views import acting
from tenders.models import Tender

Keep = Callable[[str, bytes], StoredObject]
_signer = signing.Signer(salt="complaints.evidence")


def with_kept_files(
    request: HttpRequest, tender: Tender, forms: Callable[[QueryDict], Iterable[EvidenceForm]], keep: Keep
) -> QueryDict:
    """Keep every good file that came along and name it in the posted data: browsers do not send a file twice."""
    data = request.POST.copy()
    for form in forms(data):
        form.is_valid()
        upload = form.cleaned_data.get("evidence")
        if upload and upload.size <= EVIDENCE_BYTES:
            kept = keep(upload.name[:120], upload.read())
            upload.seek(0)
            data[form.add_prefix("kept")] = _signer.sign_object([kept.pk, acting(request).user_id, tender.code])
            data[form.add_prefix("kept_name")] = upload.name[:120]
    return data


def kept_file(actor: Actor, tender: Tender, token: str) -> StoredObject:
    """Return a kept file; a name that this person was not given for this tender is no file. Raises Missing."""
    try:
        pk, user_id, code = _signer.unsign_object(token)
    except signing.BadSignature:
        raise Missing("evidence") from None
    if (user_id, code) != (actor.user_id, tender.code):
        raise Missing("evidence")
    return StoredObject.objects.get(pk=pk)


def kept_files(
    actor: Actor, tender: Tender, data: Mapping[str, str], forms: Iterable[EvidenceForm]
) -> list[StoredObject]:
    """Return every file that posted data names, in the order of its forms."""
    tokens = [str(data.get(form.add_prefix("kept"), "")) for form in forms]
    return [kept_file(actor, tender, token) for token in tokens if token]


def evidence_of(actor: Actor, tender: Tender, forms: Sequence[PointForm]) -> dict[int, StoredObject]:
    """Return the kept proofs of valid points by position."""
    tokens = ((position, form.cleaned_data.get("kept")) for position, form in enumerate(forms, start=1))
    return {position: kept_file(actor, tender, token) for position, token in tokens if token}


def retold(request: HttpRequest, data: Mapping[str, str], forms: Sequence[PointForm]) -> list[str]:
    """Return each point in words, as typed; one that was left empty says nothing."""
    told = (_point(request, data, form, position) for position, form in enumerate(forms, start=1))
    remedy = str(data.get("remedy", "")).strip()
    return [*(text for text in told if text), *([f"{_('Yang diminta')}:\n{remedy}"] if remedy else [])]


def _point(request: HttpRequest, data: Mapping[str, str], form: PointForm, position: int) -> str:
    said = {name: str(data.get(form.add_prefix(name), "")).strip() for name in PointForm.base_fields}
    if not any(said.values()):
        return ""
    ground = words.GROUND[Ground(said["ground"])] if said["ground"] in set(Ground) else "-"
    lines = [f"{_('Pokok')} {position}: {ground}", said["fact"]]
    lines += [f"{_('Pasal atau butir')}: {said['clause']}"] if said["clause"] else []
    name = said["kept_name"] or getattr(request.FILES.get(form.add_prefix("evidence")), "name", "")
    lines += [f"{_('Berkas bukti yang disebut')}: {name}"] if name else []
    return "\n".join(lines)
