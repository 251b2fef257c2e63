# SPDX-License-Identifier: Apache-2.0
"""A verified vendor registers for a tender (mendaftar sebagai peserta) and signs the integrity pact."""

from datetime import datetime

from django.db import transaction

from lpse.core import words_of_time
from lpse.core.acts import Actor, Kind, Refusal, Refused, refuse
from lpse.core.said import said
from lpse.core.windows import Phase
from lpse.ledger import services as ledger
from lpse.regulations import StageKind, get
from tenders import selectors as tenders
from tenders.models import Tender
from tenders.pacts import PACTS, Party
from tenders.rules import Status
from tenders.services import lock
from vendors import policy, selectors
from vendors.models import Participation, Vendor
from vendors.policy import Act, person


@transaction.atomic
def join_tender(*, actor: Actor, tender: Tender, pact: bool, now: datetime) -> Participation:
    """Register the actor's vendor for a tender; asking again returns the same participation.

    Who registered stays secret until the close; the record shows only that the number grew.
    """
    tender = lock(tender.pk)
    policy.require(Act.JOIN_TENDER, actor, selectors.facts(actor))
    known = selectors.participation_of(actor, tender)
    if known is not None:
        return known
    vendor = selectors.vendor_of(actor)
    assert vendor is not None  # policy asked for a seat
    _require_open(tender, now)
    if refusal := selectors.refusal_of(vendor, tender, now) or paper_refusal(vendor, now):
        raise Refused(refusal)
    if not pact:
        raise refuse(
            Kind.INPUT, "Pakta integritas belum disetujui.", "Baca pakta integritas dan nyatakan persetujuan Anda."
        )
    row = Participation.objects.create(tender=tender, vendor=vendor, joined_at=now, joined_by_id=person(actor))
    count = Participation.objects.filter(tender=tender).count()
    hidden = {"vendor": vendor.code, "pact": ledger.put_document(PACTS[Party.VENDOR].document())}
    ledger.record(Act.JOIN_TENDER, actor=actor, subject=tender.code, public={"registered": count}, private=hidden)
    ledger.publish()
    return row


def paper_refusal(vendor: Vendor, now: datetime) -> Refusal | None:
    """Return why the papers of a verified vendor keep it from joining, or None: no power to sign, no tax standing.

    An answer on the tax status that nobody asked for is not required; one that says no counts until a newer says yes.
    Source: Peraturan LKPP 9/2018 Lampiran 3.4.1; law.md R-VND-1, R-VND-4.
    """
    if unempowered := selectors.unempowered_of(vendor, now.date(), judged=True):
        told = said("Surat kuasa {names} tidak ada atau sudah berakhir.", names=", ".join(unempowered))
        return Refusal(Kind.STATE, told, "Tambahkan surat kuasa yang berlaku pada data badan usaha Anda.")
    answer = selectors.tax_status_of(vendor)
    if answer is not None and not answer.is_confirmed:
        told = said(
            "Jawaban KSWP tanggal {on} menyatakan status pajak tidak valid.", on=f"{answer.checked_on:%d-%m-%Y}"
        )
        return Refusal(Kind.STATE, told, "Selesaikan kewajiban pajaknya, lalu lampirkan jawaban KSWP yang valid.")
    return None


def _require_open(tender: Tender, now: datetime) -> None:
    """Registration is open while the documents may be fetched (tahap pengunduhan dokumen)."""
    if tender.status != Status.ANNOUNCED:
        raise refuse(Kind.STATE, "Tender ini tidak sedang menerima peserta.", "Lihat keadaan tender pada halamannya.")
    window = tenders.window(tender, StageKind.DOCUMENT_DOWNLOAD)
    zone = tenders.zone_of(tender)
    source = str(get(tender.regulation).schedule.download_before_deadline.source)
    match window.state(now):
        case Phase.FUTURE:
            start = words_of_time.instant(window.starts_at, zone)
            told = said("Pendaftaran peserta dibuka {start}.", start=start)
            raise refuse(Kind.WHEN, told, "Kembali setelah waktu itu.", source)
        case Phase.PAST:
            end = words_of_time.deadline(window.ends_at, zone)
            told = said("Pendaftaran peserta berakhir {end}.", end=end)
            raise refuse(Kind.WHEN, told, "Cari tender lain yang masih dibuka.", source)
