# SPDX-License-Identifier: Apache-2.0
"""The structured selection document of a draft: what stands in it, who writes what, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import override

from lpse.core.acts import Actor
from lpse.core.money import rupiah
from lpse.core.money import words as in_words
from lpse.core.said import Said, said
from lpse.regulations import get
from tenders.models import Tender
from tenders.rules import Gap, Part
from tenders.selection_templates import Owner, SelectionTemplate, filled, templates
from tenders.selectors import words
from tenders.selectors.doors import seat_of

OWNER_WORDS = {Owner.COMMITTEE: said("Pokja"), Owner.OFFICER: said("PPK")}


def template_of(tender: Tender) -> SelectionTemplate | None:
    """Return the template a draft's document is written from, or None for an uploaded one."""
    return templates().get(tender.document_template)


def texts_of(tender: Tender) -> dict[str, str]:
    """Return what people wrote, by field; one query."""
    return dict(tender.texts.values_list("field", "text"))


def owners_of(actor: Actor, tender: Tender) -> frozenset[Owner]:
    """Return as whose pen the actor writes: the committee's with a seat, the officer's on an own package."""
    pens = {Owner.COMMITTEE} if seat_of(actor, tender) else set()
    return frozenset(pens | ({Owner.OFFICER} if tender.package.officer_id == actor.user_id else set()))


def text_gaps(tender: Tender) -> list[Gap]:
    """Return the fields of a written document that nobody filled in yet, with who has to."""
    template = template_of(tender)
    if template is None:
        return []
    return [
        Gap(
            Part.DOCUMENTS,
            said(
                "{field} belum diisi {owner}.",
                field=words.DOCUMENT_FIELD[clause.field],
                owner=OWNER_WORDS[clause.owner] if clause.owner else "",
            ),
        )
        for clause in template.missing(texts_of(tender))
    ]


@dataclass(frozen=True)
class FieldLine:
    """A field as shown: its words, who writes it, whether it is still the template's own."""

    field: str
    number: str
    label: Said
    owner: Said
    text: str
    is_default: bool
    is_needed: bool
    may_write: bool


@dataclass(frozen=True)
class WrittenChapter:
    """The fields of a chapter."""

    title: str
    fields: Sequence[FieldLine]


def written_chapters(actor: Actor, tender: Tender, template: SelectionTemplate) -> list[WrittenChapter]:
    """Return the chapters that have fields, for the page on which people write."""
    texts, pens = texts_of(tender), owners_of(actor, tender)
    chapters = []
    for chapter in template.chapters:
        lines = [
            FieldLine(
                field=clause.field,
                number=clause.number,
                label=words.DOCUMENT_FIELD[clause.field],
                owner=OWNER_WORDS[clause.owner],
                text=texts.get(clause.field, clause.default),
                is_default=clause.field not in texts and bool(clause.default),
                is_needed=not clause.default,
                may_write=clause.owner in pens,
            )
            for clause in chapter.clauses
            if clause.owner
        ]
        if lines:
            chapters.append(WrittenChapter(chapter.title, lines))
    return chapters


def document_data(tender: Tender, template: SelectionTemplate) -> dict[str, Any]:
    """Return the whole document as plain data, in Indonesian whatever the page's language; three queries."""
    with override("id"):
        chapters = filled(template, _values(tender), texts_of(tender), _lists(tender))
    package = tender.package
    return {
        "title": template.title,
        "number": f"{tender.code}/DP",
        "template": f"{template.code}, versi {template.version}",
        "tender": {
            "code": tender.code,
            "title": tender.title,
            "agency": package.agency.name,
            "work_unit": package.work_unit.name,
        },
        "chapters": chapters,
    }


def _values(tender: Tender) -> dict[str, str]:
    package = tender.package
    return {
        "title": tender.title,
        "code": tender.code,
        "plan_code": package.plan_code,
        "category": str(words.CATEGORY[tender.category]).lower(),
        "location": package.location,
        "description": package.description or package.name,
        "duration_days": str(package.duration_days),
        "contract_type": str(words.CONTRACT[package.contract_type]).lower(),
        "fund_source": package.fund_source,
        "fiscal_year": str(package.fiscal_year),
        "ceiling": rupiah(tender.ceiling),
        "owner_estimate": rupiah(tender.owner_estimate),
        "owner_estimate_words": in_words(tender.owner_estimate),
        "office": settings.OFFICE["org"],
        "office_address": settings.OFFICE["address"],
        "work_unit": package.work_unit.name,
        "agency": package.agency.name,
        "regulation": get(tender.regulation).title,
    }


def _lists(tender: Tender) -> dict[str, list[dict[str, Any]]]:
    from tenders.templatetags.tenders_format import volume

    rows: dict[str, list[dict[str, Any]]] = {f"requirements.{step}": [] for step in words.STEP}
    for row in tender.requirements.order_by("number"):
        line = {"title": row.title.rstrip("."), "guidance": row.guidance, "needs_file": row.needs_file}
        rows[f"requirements.{row.step}"].append(line)
    rows["items"] = [
        {
            "number": str(item.number),
            "description": item.description,
            "quantity": volume(item.quantity),
            "unit": item.unit,
        }
        for item in tender.items.order_by("number")
    ]
    return rows
