# SPDX-License-Identifier: Apache-2.0
"""Pages of keys: a member's own, and the key set of a tender. Secrets are made and used in the browser only."""

from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from documents.sealing import keyset, memberkey
from lpse.accounts import selectors as accounts
from lpse.core import clock
from lpse.core.acts import Kind, Missing, refuse
from lpse.core.canonical import Malformed, parse
from lpse.views import acting, performs, signed_in
from tenders import forms, policy, selectors, services
from tenders.models import CommitteeSeat, KeySet, Tender
from tenders.policy import RULES, Act
from tenders.rules import Part, Status
from tenders.selectors import words

PENDING_MEMBER = "pending_member"
MOST_QR_LETTERS = 1500


@signed_in
def member_key(request: HttpRequest) -> HttpResponse:
    """Show a member's key, or the steps that make one."""
    actor = acting(request)
    if not actor.roles & RULES[Act.ENROL_MEMBER_KEY].roles or actor.user_id is None:
        raise Missing("member key")
    key = accounts.current_key(actor.user_id)
    if key is not None:
        seats = CommitteeSeat.objects.filter(key=key).exclude(
            tender__status__in=[Status.AWARDED, Status.FAILED, Status.CANCELLED]
        )
        context = {
            "key": key,
            "fingerprint": keyset.fingerprint(key.kem, key.sig),
            "running": [seat.tender for seat in seats.select_related("tender")],
        }
        return render(request, "tenders/member_key.html", context)
    member = request.session.setdefault(PENDING_MEMBER, services.new_member_id())
    form = forms.MemberKeyForm(initial={"member": member})
    return render(request, "tenders/enrol_member_key.html", {"form": form, "member": member})


@performs(Act.ENROL_MEMBER_KEY, step_up=True)
def enrol_member_key(request: HttpRequest) -> HttpResponse:
    """Take the key that the member's browser made."""
    form = forms.MemberKeyForm(request.POST or None)
    if request.method != "POST":
        return redirect("tenders:member-key")
    if not form.is_valid() or form.cleaned_data["member"] != request.session.get(PENDING_MEMBER):
        raise refuse(Kind.INPUT, "Kunci yang dikirim peramban tidak lengkap.", "Muat ulang halaman dan buat lagi.")
    services.enrol_member_key(actor=acting(request), now=clock.now(), **form.cleaned_data)
    del request.session[PENDING_MEMBER]
    messages.success(request, _("Kunci anggota Anda tercatat."))
    return redirect("tenders:member-key")


@performs(Act.END_MEMBER_KEY, step_up=True)
def end_member_key(request: HttpRequest) -> HttpResponse:
    """End one's own key."""
    if request.method == "POST":
        services.end_member_key(actor=acting(request), now=clock.now())
        messages.success(request, _("Kunci anggota diakhiri. Tender yang sudah memakainya tetap memakainya."))
    return redirect("tenders:member-key")


@signed_in
def key_file(request: HttpRequest) -> HttpResponse:
    """Download one's own key file: ciphertext that only the passphrase opens."""
    actor = acting(request)
    key = accounts.current_key(actor.user_id) if actor.user_id is not None else None
    if key is None:
        raise Missing("member key")
    response = HttpResponse(key.blob, content_type="application/jose")
    response["Content-Disposition"] = f'attachment; filename="kunci-{key.member}.jwe"'
    return response


@signed_in
@require_POST
def sheet_qr(request: HttpRequest) -> HttpResponse:
    """Draw the QR code of a key file for the recovery sheet; nothing is kept."""
    blob = request.POST.get("blob", "")
    try:
        memberkey.check_key_file(blob)
    except Malformed:
        raise refuse(Kind.INPUT, "Berkas kunci tidak terbaca.", "Muat ulang halaman dan buat lagi.") from None
    if len(blob) > MOST_QR_LETTERS:
        raise refuse(Kind.INPUT, "Berkas kunci terlalu besar untuk kode QR.", "Muat ulang halaman dan buat lagi.")
    code = segno.make(blob, error="m", micro=False)
    drawing = code.svg_inline(svgclass="qr", lineclass="qr__line", omitsize=True, border=4)
    return HttpResponse(drawing, content_type="image/svg+xml")


@signed_in
def key_set(request: HttpRequest, code: str) -> HttpResponse:
    """Show the proposed key set; members check and accept it here, in their browsers."""
    actor = acting(request)
    tender = selectors.draft_for(actor, code)
    if tender.status != Status.DRAFT:
        return redirect("tenders:tender", code=code)
    now = clock.now()
    row = tender.key_sets.order_by("-gen").first()
    seat = selectors.seat_of(actor, tender)
    found = selectors.checklist(tender, now)
    context: dict[str, Any] = {
        "draft": tender,
        "tender": selectors.head(tender, now),
        "checklist": found,
        "row": next(each for each in found.rows if each.part is Part.KEYS),
        "seat": seat,
        "refusal": policy.may(Act.PROPOSE_KEY_SET, actor, selectors.facts(actor, tender=tender)),
        "seats": _seats(tender, row),
        "key_set": row,
        "key": accounts.current_key(actor.user_id) if actor.user_id is not None else None,
    }
    if row is not None and seat is not None:
        context |= _panel(row, seat)
    return render(request, "tenders/key_set.html", context)


def _seats(tender: Tender, row: KeySet | None) -> list[dict[str, Any]]:
    given = {consent.seat_id: consent for consent in row.consents.all()} if row else {}
    shown = []
    for seat in tender.seats.select_related("user", "key"):
        key = accounts.current_key(seat.user_id)
        shown.append(
            {
                "name": str(seat.user),
                "position": words.POSITION[seat.position],
                "fingerprint": keyset.fingerprint(key.kem, key.sig) if key else "",
                "consent": given.get(seat.pk),
            }
        )
    return shown


def _panel(row: KeySet, seat: CommitteeSeat) -> dict[str, Any]:
    """Return what the member's browser needs to check, sign and answer; nothing of it is secret."""
    document = parse(bytes(row.body))
    names = {
        each.key.member: str(each.user)
        for each in row.tender.seats.select_related("user", "key")
        if each.key is not None
    }
    return {
        "document": document,
        "people": [
            (names.get(person["id"], ""), keyset.fingerprint(person["kem"], person["sig"]))
            for person in document["members"]
        ],
        "has_consented": row.consents.filter(seat=seat).exists(),
        "body": bytes(row.body).decode(),
        "canary": bytes(row.canary_header).decode(),
        "form": forms.ConsentForm(initial={"key_set": row.hash}),
    }


@performs(Act.PROPOSE_KEY_SET)
def propose_key_set(request: HttpRequest, code: str) -> HttpResponse:
    """Propose the key set of a draft."""
    actor = acting(request)
    tender = selectors.draft_for(actor, code)
    if request.method == "POST":
        services.propose_key_set(actor=actor, tender=tender, now=clock.now())
        messages.success(request, _("Susunan kunci diajukan. Setiap anggota memeriksa dan menyetujuinya."))
    return redirect("tenders:key-set", code=code)


@performs(Act.CONSENT_TO_KEY_SET, step_up=True)
def consent_to_key_set(request: HttpRequest, code: str) -> HttpResponse:
    """Take a member's consent as signed in the browser."""
    actor = acting(request)
    tender = selectors.draft_for(actor, code)
    form = forms.ConsentForm(request.POST or None)
    if request.method != "POST":
        return redirect("tenders:key-set", code=code)
    if not form.is_valid():
        raise refuse(Kind.INPUT, "Persetujuan yang dikirim peramban tidak lengkap.", "Muat ulang halaman dan ulangi.")
    services.consent_to_key_set(actor=actor, tender=tender, now=clock.now(), **form.cleaned_data)
    messages.success(request, _("Persetujuan Anda tercatat dan kunci Anda teruji."))
    return redirect("tenders:key-set", code=code)
