# SPDX-License-Identifier: Apache-2.0
"""Forms whose browser seals: what their page hands to it, and what a sent one brings."""

from complaints import services
from complaints.forms import ReplyForm, SealedComplaintForm, nonce_of
from complaints.models import SealedUpload
from complaints.selectors import sealed as reads
from documents.sealing import keyset
from documents.sealing.voice import MOST_BYTES, MOST_FILES
from lpse.core import clock

SealingForm = SealedComplaintForm | ReplyForm


def sealed_of(form: SealingForm) -> services.Sealed:
    """Return what a valid form brings sealed; the service tells of parts that were swept or sent before."""
    cleaned = form.cleaned_data
    waiting = SealedUpload.objects.in_bulk(cleaned["parts"])
    objects = [waiting[pk] for pk in cleaned["parts"] if pk in waiting]
    return services.Sealed(cleaned["header"], objects, cleaned["nonce"])


def sealing_facts(form: SealingForm) -> dict[str, object]:
    """Return what a page needs so that its browser can seal for this sending of this form."""
    keys = reads.keys_on_duty(clock.now())
    return {
        "auditors": reads.public_halves(keys),
        "auditor_count": len(keys),
        "fingerprints": [keyset.fingerprint(key.kem, key.sig) for key in keys],
        "form_name": nonce_of(str(form["nonce"].value() or "")) or "",
        "most_bytes": MOST_BYTES,
        "most_files": MOST_FILES,
    }
