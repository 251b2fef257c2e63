# SPDX-License-Identifier: Apache-2.0
"""What a draft tender still lacks, part by part."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from lpse.core.acts import Actor
from lpse.core.said import Said, said
from lpse.regulations import Category as BookCategory
from lpse.regulations import StageKind, get, latest
from lpse.regulations.holidays import national
from lpse.regulations.planning import provisional_years
from lpse.regulations.schedules import check_schedule
from lpse.regulations.taxes import tax_numbers
from tenders.hints import hints
from tenders.models import Tender
from tenders.rules import Draft, Gap, Part, Planned, Position, Status, anchored, announcement_gaps
from tenders.selectors import words
from tenders.selectors.changes import planned
from tenders.selectors.doors import office_hours, zone_of
from tenders.selectors.writing import text_gaps

SLUGS = {
    Part.SCHEDULE: "jadwal",
    Part.DOCUMENTS: "dokumen",
    Part.REQUIREMENTS: "syarat",
    Part.ITEMS: "butir",
    Part.REVIEW: "reviu",
    Part.COMMITTEE: "panitia",
    Part.KEYS: "kunci",
}


@dataclass(frozen=True)
class Check:
    """One row of the wizard's task list: is the part complete, and what is missing."""

    part: Part
    label: Any
    url: str
    gaps: Sequence[Gap]
    warnings: Sequence[Gap]
    is_begun: bool

    @property
    def is_complete(self) -> bool:
        """Say whether nothing stands in the way of the announcement."""
        return not self.gaps


@dataclass(frozen=True)
class Checklist:
    """The task list of a draft tender."""

    rows: Sequence[Check]

    @property
    def gaps(self) -> list[Gap]:
        """Everything that keeps the tender from being announced."""
        return [gap for row in self.rows for gap in row.gaps]

    @property
    def is_complete(self) -> bool:
        """Say whether the tender may be announced."""
        return not self.gaps

    @property
    def done(self) -> int:
        """How many parts are complete."""
        return sum(row.is_complete for row in self.rows)


def schedule_gaps(tender: Tender, plan: Sequence[Planned], now: datetime) -> list[Gap]:
    """Return what stops this schedule from being announced at ``now``: presence, order, minima, stale plans."""
    if not plan:
        return [Gap(Part.SCHEDULE, "Jadwal belum disusun.")]
    zone = zone_of(tender)
    begins = next((stage.starts_at for stage in plan if stage.kind is StageKind.ANNOUNCEMENT), now)
    if not tender.training and begins.astimezone(zone).date() < now.astimezone(zone).date():
        return [Gap(Part.SCHEDULE, "Tanggal mulai pengumuman sudah lewat. Susun ulang jadwal.")]
    problems = check_schedule(
        anchored(plan, now, training=tender.training),
        get(tender.regulation),
        BookCategory(tender.category),
        calendar=national(),
        zone=zone,
        hours=office_hours(),
        owner_estimate_on=tender.owner_estimate_on,
        training=tender.training,
    )
    gaps = [Gap(Part.SCHEDULE, problem.message, problem.article, problem.is_warning) for problem in problems]
    if not tender.training and (years := provisional_years(plan, calendar=national(), zone=zone)):
        told = said(
            "Jadwal ini masih sementara: hari libur tahun {years} belum dibaca dari SKB. "
            "Periksa lagi setelah SKB terbit.",
            years=", ".join(map(str, years)),
        )
        gaps.append(Gap(Part.SCHEDULE, told, "R-CAL-4", is_warning=True))
    return gaps


def is_renewable(actor: Actor, tender: Tender, now: datetime) -> bool:
    """Say whether the officer may set the estimate of this draft again: it was set on an earlier day."""
    if tender.owner_estimate_on is None or tender.status != Status.DRAFT or tender.package.officer_id != actor.user_id:
        return False
    return tender.owner_estimate_on < now.astimezone(zone_of(tender)).date()


def tax_source() -> str:
    """Return where the rate of PPN that splits an estimate stands."""
    numbers = tax_numbers(latest().code)
    return f"{numbers.tariff.source}; {numbers.base_parts.source}"


def draft_of(tender: Tender) -> Draft:
    """Return what is known of the draft, but for its schedule; seven queries."""
    seats = tender.seats.aggregate(
        all=Count("id", distinct=True),
        chairs=Count("id", filter=Q(position=Position.CHAIR), distinct=True),
        pacts=Count("id", filter=Q(pact_at__isnull=False), distinct=True),
        keys=Count(
            "id",
            filter=Q(user__member_keys__isnull=False, user__member_keys__ended_at__isnull=True),
            distinct=True,
        ),
    )
    key_set = tender.key_sets.order_by("-gen").annotate(consent_count=Count("consents")).first()
    agreed = list(tender.agreements.values_list("voided_at", flat=True))
    return Draft(
        document_kinds=frozenset(tender.documents.values_list("kind", flat=True)),
        requirement_steps=frozenset(tender.requirements.order_by().values_list("step", flat=True).distinct()),
        item_count=tender.items.count(),
        seat_count=seats["all"],
        chair_count=seats["chairs"],
        pact_count=seats["pacts"],
        key_count=seats["keys"],
        is_key_set_proposed=key_set is not None,
        is_key_set_frozen=key_set is not None and key_set.frozen_at is not None,
        consent_count=key_set.consent_count if key_set is not None else 0,
        open_remark_count=tender.remarks.filter(settled_at=None).count(),
        is_agreed=None in agreed,
        was_agreed=bool(agreed),
        is_written=bool(tender.document_template),
    )


def _texts(tender: Tender) -> Iterator[tuple[Part, Said, str]]:
    """What a draft asks for in words: requirements, items, the written document. Three queries."""
    for row in tender.requirements.all():
        yield Part.REQUIREMENTS, said("Syarat {n}", n=row.number), f"{row.title}. {row.guidance}"
    for item in tender.items.all():
        yield Part.ITEMS, said("Butir {n}", n=item.number), item.description
    for text in tender.texts.all() if tender.document_template else ():
        yield Part.DOCUMENTS, said(words.DOCUMENT_FIELD[text.field]), text.text


def checklist(tender: Tender, now: datetime) -> Checklist:
    """Return the task list of a draft tender with everything that is missing at ``now``."""
    draft = draft_of(tender)
    plan = planned(tender)
    gaps = schedule_gaps(tender, plan, now) + announcement_gaps(draft) + text_gaps(tender) + hints(_texts(tender))
    begun = {
        Part.SCHEDULE: bool(plan),
        Part.DOCUMENTS: bool(draft.document_kinds) or draft.is_written,
        Part.REQUIREMENTS: bool(draft.requirement_steps),
        Part.ITEMS: draft.item_count > 0,
        Part.REVIEW: draft.was_agreed or draft.open_remark_count > 0,
        Part.COMMITTEE: draft.pact_count > 0,
        Part.KEYS: draft.is_key_set_proposed,
    }
    rows = [
        Check(
            part=part,
            label=words.PART[part],
            url=f"/tender/{tender.code}/susun/{SLUGS[part]}/",
            gaps=[gap for gap in gaps if gap.part is part and not gap.is_warning],
            warnings=[gap for gap in gaps if gap.part is part and gap.is_warning],
            is_begun=begun[part],
        )
        for part in Part
    ]
    return Checklist(rows)
