# SPDX-License-Identifier: Apache-2.0
"""Reads of results: what is in force, what was voided, and until when it may be objected to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from evaluation.models import Award, Result, Standing
from evaluation.rules.local_content import Preference
from evaluation.rules.offer import evaluation_file
from evaluation.rules.preferring import arithmetic
from evaluation.rules.reading import Status as Found
from evaluation.rules.reckoning import SOURCE, price_words, proof_words, rank_words
from evaluation.selectors import evaluating as sheets
from lpse import regulations
from lpse.core.calendar import Calendar, TrainingClock
from lpse.core.canonical import parse, unb64u
from lpse.core.said import Said, said
from lpse.ledger.models import Document
from lpse.regulations import Category, holidays
from lpse.regulations.deadlines import Deadline, objection_and_answer
from tenders.models import Tender
from tenders.selectors import hours_of
from vendors.models import Vendor
from vendors.selectors import bidder_names


@dataclass(frozen=True)
class ResultPage:
    """What the result tab shows; ``not_evaluated`` are the codes of the bids whose turn did not come."""

    result: Result | None
    standings: list[Standing]
    winner: Standing | None
    reserves: list[Standing]
    reserve_names: list[str]
    voided: list[Result]
    award: Award | None
    not_evaluated: frozenset[str]
    clarified: list[tuple[str, tuple[Said, ...]]]
    """How the clarifications of each bidder ended, in words."""
    preferred: list[tuple[str, tuple[Said, ...]]]
    """How the final evaluated price of each ranked bidder came about; empty where no local content is preferred."""
    reckoned: list[tuple[Standing, str, tuple[Said, ...]]]
    """Every standing with its bidder's name and how each of its figures came about."""
    is_objection_open: bool
    has_hold: bool
    consortia: Mapping[str, str]
    """Joint operations (KSO) among the bidders with their members, by the code of their lead."""

    @property
    def winner_name(self) -> str:
        """The winner as it is named: a joint operation with its members."""
        return self.consortia.get(self.winner.vendor.code, str(self.winner.vendor)) if self.winner else ""


def calendar_of(tender: Tender) -> Calendar:
    """Return what counts days for this tender: the holidays of the country, or the seconds of a training day."""
    return TrainingClock(settings.TRAINING_DAY_SECONDS) if tender.training else holidays.national()


def objection_window(tender: Tender, announced_at: datetime) -> tuple[Deadline, Deadline]:
    """Return the end of the objection window, and the last day to answer, each with its arithmetic."""
    return objection_and_answer(
        Category(tender.category),
        announced_at,
        regulation=regulations.get(tender.regulation),
        calendar=calendar_of(tender),
        zone=ZoneInfo(tender.zone),
        hours=hours_of(tender),
    )


def result_in_force(tender: Tender) -> Result | None:
    """Return the announced result that was not voided."""
    return tender.results.filter(voided_at__isnull=True).first()


def result_page(tender: Tender, now: datetime) -> ResultPage:
    """Return the result with its standings, the voided ones before it, and the award."""
    results = list(tender.results.select_related("evaluation").order_by("announced_at"))
    result = next((row for row in results if row.voided_at is None), None)
    standings = list(result.standings.select_related("vendor", "opened_bid")) if result else []
    ranked = [row for row in standings if row.rank is not None]
    bids, names = (_published(result), bidder_names(tender)) if result else ({}, {})
    return ResultPage(
        result=result,
        standings=standings,
        winner=ranked[0] if ranked else None,
        reserves=ranked[1:3],
        reserve_names=[_named(row, names) for row in ranked[1:3]],
        voided=[row for row in results if row.voided_at is not None],
        award=Award.objects.filter(tender=tender).select_related("vendor", "letter").first(),
        not_evaluated=frozenset(code for code, bid in bids.items() if bid["verdict"]["status"] == Found.NOT_EVALUATED),
        clarified=_clarified(result, names) if result else [],
        preferred=_preferred(tender, ranked, names),
        reckoned=[(row, _named(row, names), _reckoned(tender, row, len(ranked), bids)) for row in standings],
        is_objection_open=result is not None and now < result.objection_ends_at,
        has_hold=tender.holds.filter(lifted_at__isnull=True).exists(),
        consortia=names,
    )


def _named(row: Standing, names: Mapping[str, str]) -> str:
    return names.get(row.vendor.code, str(row.vendor))


def _preferred(tender: Tender, ranked: list[Standing], names: Mapping[str, str]) -> list[tuple[str, tuple[Said, ...]]]:
    preference = sheets.preference_of(tender)
    if preference is None:
        return []
    return [(_named(row, names), _arithmetic(preference, row)) for row in ranked]


def _arithmetic(preference: Preference, row: Standing) -> tuple[Said, ...]:
    return arithmetic(
        preference,
        Fraction(row.local_content or 0),
        Fraction(row.preferred_price or 0),
        Fraction(row.price_corrected or 0),
        Fraction(row.price_evaluated or 0),
    )


def _clarified(result: Result, joint: Mapping[str, str]) -> list[tuple[str, tuple[Said, ...]]]:
    requests = sheets.requests_of(result.evaluation)
    names = {row.opened_bid.bid.participation.vendor.code: row.opened_bid.bid.participation.vendor for row in requests}
    limit = regulations.get(result.tender.regulation).price.low_price_limit
    return [(joint.get(code, str(names[code])), found) for code, found in sheets.findings_of(requests, limit).items()]


def _published(result: Result) -> dict[str, dict[str, Any]]:
    """Return the bids of the published evaluation file by vendor."""
    return {bid["vendor"]: bid for bid in parse(_body(result))["bids"]}


def _reckoned(tender: Tender, row: Standing, count: int, bids: dict[str, dict[str, Any]]) -> tuple[Said, ...]:
    """Return how the figures of a standing came about; a bid that did not open has none but its reason."""
    preference = sheets.preference_of(tender)
    standing = rank_words(row.rank, count, is_preferred=preference is not None, reason=row.reason)
    if row.price_read is None:
        return (standing,)
    corrected = None if row.price_corrected is None else Fraction(row.price_corrected)
    is_lump_sum = tender.package.contract_type == "lump_sum"
    prices = price_words(Fraction(row.price_read), corrected, Fraction(tender.owner_estimate), is_lump_sum=is_lump_sum)
    preferred = _arithmetic(preference, row) if preference is not None and row.rank is not None else ()
    proof = proof_words(bids.get(row.vendor.code, {}).get("proof", ""))
    return (*prices, *preferred, standing, *proof, said("Dasar: {article}.", article=SOURCE))


def _body(result: Result) -> bytes:
    return bytes(Document.objects.get(sha256=unb64u(result.document, 32).hex()).body)


def published_file(tender: Tender) -> bytes | None:
    """Return the bytes of the evaluation file of the newest result, as published; None before there is one."""
    result = tender.results.order_by("-announced_at").first()
    if result is None:
        return None
    return _body(result)


def own_file(tender: Tender, vendor: Vendor) -> dict[str, Any] | None:
    """Return a bidder's own copy of the evaluation file of the result in force, or None for who did not bid."""
    result = result_in_force(tender)
    if result is None or not result.standings.filter(vendor=vendor).exists():
        return None
    terms = sheets.terms_of(tender)
    offers = sheets.offers_of(tender, result.evaluation, terms)
    return evaluation_file(terms, offers, items_for=vendor.code)
