# SPDX-License-Identifier: Apache-2.0
"""A lead declares a joint operation (KSO), each member answers for itself; the lead may dissolve it before a bid."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from lpse.core.acts import Actor, Kind, Missing, Refused, refuse
from lpse.core.said import said
from lpse.ledger import services as ledger
from tenders.models import Tender
from tenders.pacts import PACTS, Party
from tenders.services import lock
from vendors import policy, selectors
from vendors.models import Consortium, ConsortiumMember, Participation, Vendor
from vendors.policy import Act, person
from vendors.rules import VendorStatus
from vendors.rules.consortium import Share, share_refusal
from vendors.services.qualification import kept_evidence


@transaction.atomic
def declare_consortium(
    *,
    actor: Actor,
    tender: Tender,
    name: str,
    own_share: Decimal,
    partners: Sequence[Share],
    agreement: bytes,
    agreement_name: str,
    now: datetime,
) -> Consortium:
    """Declare that the actor's vendor leads a joint operation (KSO) in a tender that it joined.

    ``partners`` name the other members by NIB or NPWP with their shares in percent; all shares add up to 100. Every
    member then agrees by its own person; before that no bid is taken. Source: law.md R-ACT-11.
    """
    tender = lock(tender.pk)
    participation = selectors.participation_for(actor, tender)
    policy.require(Act.DECLARE_CONSORTIUM, actor, selectors.facts(actor))
    _require_unsettled(participation, now)
    if refusal := share_refusal(name, own_share, partners):
        raise Refused(refusal)
    found = _partners(participation.vendor, partners)
    kept = kept_evidence(agreement, agreement_name, now)
    if kept is None:
        raise refuse(
            Kind.INPUT, "Perjanjian KSO belum dilampirkan.", "Lampirkan perjanjian yang ditandatangani semua anggota."
        )
    row = Consortium(
        participation=participation, name=name.strip(), agreement=kept, declared_by_id=person(actor), declared_at=now
    )
    members = _written(row, own_share, found)
    hidden = {
        "vendor": participation.vendor.code,
        "consortium": row.pk,
        "members": [each.vendor.code for each in members],
    }
    ledger.record(Act.DECLARE_CONSORTIUM, actor=actor, subject=tender.code, public={}, private=hidden)
    return row


@transaction.atomic
def agree_to_consortium(*, actor: Actor, tender: str, consortium: int, pact: bool, now: datetime) -> ConsortiumMember:
    """Agree to a joint operation for the actor's own vendor, with the integrity pact. Raises Missing.

    From then on the vendor bids in this tender through the lead alone.
    """
    member = _asked(actor, Act.AGREE_TO_CONSORTIUM, tender, consortium, now)
    if not pact:
        raise refuse(
            Kind.INPUT, "Pakta integritas belum disetujui.", "Baca pakta integritas dan nyatakan persetujuan Anda."
        )
    if refusal := selectors.bar_of_member(member, now):
        raise Refused(refusal)
    if selectors.has_bid(member.vendor, member.tender):
        raise refuse(
            Kind.STATE,
            "Badan usaha Anda sudah memasukkan penawaran sendiri dalam tender ini.",
            "Tarik penawaran itu lebih dahulu bila hendak menawar sebagai KSO.",
        )
    member.answered_by_id, member.agreed_at = person(actor), now
    try:
        with transaction.atomic():
            member.save(update_fields=["answered_by", "agreed_at"])
    except IntegrityError:
        raise refuse(
            Kind.STATE,
            "Badan usaha Anda sudah menjadi bagian KSO lain dalam tender ini.",
            "Satu badan usaha hanya ikut satu penawaran dalam satu tender.",
        ) from None
    hidden = {"vendor": member.vendor.code, "consortium": consortium}
    hidden["pact"] = ledger.put_document(PACTS[Party.VENDOR].document())
    ledger.record(Act.AGREE_TO_CONSORTIUM, actor=actor, subject=member.tender.code, public={}, private=hidden)
    return member


@transaction.atomic
def refuse_consortium(*, actor: Actor, tender: str, consortium: int, reason: str, now: datetime) -> ConsortiumMember:
    """Refuse a joint operation for the actor's own vendor; the lead reads the reason. Raises Missing."""
    member = _asked(actor, Act.REFUSE_CONSORTIUM, tender, consortium, now)
    if not reason.strip():
        raise refuse(Kind.INPUT, "Penolakan memerlukan alasan.", "Tulis alasannya; pemuka KSO akan membacanya.")
    member.answered_by_id, member.refused_at, member.reason = person(actor), now, reason.strip()
    member.save(update_fields=["answered_by", "refused_at", "reason"])
    hidden = {"vendor": member.vendor.code, "consortium": consortium, "reason": member.reason}
    ledger.record(Act.REFUSE_CONSORTIUM, actor=actor, subject=member.tender.code, public={}, private=hidden)
    return member


@transaction.atomic
def dissolve_consortium(*, actor: Actor, tender: Tender, now: datetime) -> Consortium:
    """Dissolve the joint operation that the actor's vendor leads, before its first bid. Raises Missing."""
    tender = lock(tender.pk)
    participation = selectors.participation_for(actor, tender)
    policy.require(Act.DISSOLVE_CONSORTIUM, actor, selectors.facts(actor))
    row = participation.consortia.filter(dissolved_at__isnull=True).first()
    if row is None:
        raise Missing(tender.code)
    _require_unsettled(participation, now)
    row.dissolved_at = now
    row.save(update_fields=["dissolved_at"])
    hidden = {"vendor": participation.vendor.code, "consortium": row.pk}
    ledger.record(Act.DISSOLVE_CONSORTIUM, actor=actor, subject=tender.code, public={}, private=hidden)
    return row


def _written(row: Consortium, own_share: Decimal, partners: Sequence[tuple[Vendor, Decimal]]) -> list[ConsortiumMember]:
    """Write a joint operation down with its members; its lead agrees by declaring it."""
    participation = row.participation
    lead = ConsortiumMember(
        tender=participation.tender,
        vendor=participation.vendor,
        share=own_share,
        is_lead=True,
        answered_by_id=row.declared_by_id,
        agreed_at=row.declared_at,
    )
    others = [ConsortiumMember(tender=lead.tender, vendor=each, share=share) for each, share in partners]
    try:
        with transaction.atomic():
            row.save()
            for member in (lead, *others):
                member.consortium = row
                member.save()
    except IntegrityError:
        raise refuse(
            Kind.STATE,
            "Badan usaha Anda sudah menjadi bagian sebuah KSO dalam tender ini.",
            "Bubarkan KSO yang lama lebih dahulu bila Anda pemukanya.",
        ) from None
    return [lead, *others]


def _asked(actor: Actor, act: Act, tender: str, consortium: int, now: datetime) -> ConsortiumMember:
    """The open place of the actor's vendor in a joint operation, its tender locked. Raises Missing and Refused."""
    member = selectors.place_for(actor, tender, consortium)
    lock(member.tender_id)
    policy.require(act, actor, selectors.facts(actor))
    member = selectors.place_for(actor, tender, consortium)
    if member.answered_by_id is not None or member.left_at is not None:
        raise refuse(
            Kind.STATE,
            "Jawaban badan usaha Anda atas KSO ini sudah tercatat, atau KSO-nya sudah dibubarkan.",
            "Hubungi pemuka KSO bila ada yang berubah.",
        )
    _require_unsettled(member.consortium.participation, now)
    return member


def _require_unsettled(participation: Participation, now: datetime) -> None:
    """A joint operation is declared, answered and dissolved while bids are taken, before its first one."""
    if participation.statements.exists():
        raise refuse(
            Kind.STATE,
            "Penawaran sudah terkirim; susunan KSO tidak berubah lagi.",
            "Susunan KSO ditetapkan sebelum penawaran pertama dikirim.",
        )
    if not selectors.takes_bids(participation.tender, now):
        raise refuse(
            Kind.WHEN,
            "Masa pemasukan penawaran sudah berakhir atau tender tidak lagi berjalan.",
            "Lihat keadaan tender pada halamannya.",
        )


def _partners(lead: Vendor, partners: Sequence[Share]) -> list[tuple[Vendor, Decimal]]:
    """The verified vendors named by their numbers, each once and none the lead."""
    found: list[tuple[Vendor, Decimal]] = []
    for each in partners:
        vendor = selectors.vendor_by_number(each.number)
        if vendor is None or vendor.status != VendorStatus.VERIFIED:
            raise refuse(
                Kind.INPUT,
                said("{number} bukan NIB atau NPWP penyedia yang terverifikasi di portal ini.", number=each.number),
                "Periksa nomornya, atau minta anggota itu mendaftar dan diverifikasi dahulu.",
            )
        if vendor.pk == lead.pk or vendor.pk in [known.pk for known, _share in found]:
            raise refuse(
                Kind.INPUT,
                said("{number} disebut dua kali, atau badan usaha Anda sendiri.", number=each.number),
                "Sebut setiap anggota lain satu kali; bagian Anda diisi tersendiri.",
            )
        found.append((vendor, each.share))
    return found
