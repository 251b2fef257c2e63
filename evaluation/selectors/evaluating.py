# SPDX-License-Identifier: Apache-2.0
"""Reads of the evaluation: the sheet of requirements and bids, the offers, and the ranking they give."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from evaluation.models import ClarificationRequest, Evaluation, OpenedBid, OpenedFile
from evaluation.policy import SheetFacts as Facts
from evaluation.rules import clarifying, pricing
from evaluation.rules.arithmetic import Corrected, CorrectionKind
from evaluation.rules.clarifying import Outcome, Subject
from evaluation.rules.evaluate import evaluate
from evaluation.rules.local_content import Preference
from evaluation.rules.offer import Offer, Terms, Verdict, corrected, evaluation_file, items_of
from evaluation.rules.offer import plain as plain_amount
from evaluation.rules.preferring import local_content_words
from evaluation.rules.reading import Status as Found
from evaluation.rules.turns import Place, in_turn, turns
from evaluation.rules.warnings import warnings
from evaluation.selectors.bidders import bidder_of, names_of, with_bidders
from evaluation.selectors.cells import Cell as Cell
from evaluation.selectors.cells import Panel, panel_of, with_setting
from evaluation.selectors.cells import cells as cells
from evaluation.selectors.cells import history as history
from evaluation.selectors.proofs import after_proof
from evaluation.selectors.sheets import BidColumn as BidColumn
from evaluation.selectors.sheets import Sheet as Sheet
from evaluation.selectors.sheets import SheetRow as SheetRow
from evaluation.selectors.steps import fallen_bids, placed
from lpse import regulations
from lpse.core import money
from lpse.core.acts import Actor, Role
from lpse.core.canonical import timestamp
from lpse.core.said import Figure, Said, said
from lpse.regulations import Category
from lpse.regulations.book import PriceNumbers
from tenders import selectors as tenders
from tenders.models import CommitteeSeat, Item, Requirement, Tender
from tenders.rules import Position, Status
from vendors.rules import plain


def facts(tender: Tender, actor: Actor) -> Facts:
    """Return what policy asks of a tender and the actor's part in it."""
    seat = CommitteeSeat.objects.filter(tender=tender, user_id=actor.user_id).first() if actor.user_id else None
    return Facts(
        status=Status(tender.status),
        has_seat=seat is not None,
        is_chair=seat is not None and seat.position == Position.CHAIR,
        is_officer=actor.user_id is not None and tender.package.officer_id == actor.user_id,
        is_authority=actor.is_a(Role.BUDGET_AUTHORITY) and tenders.facts(actor, tender=tender).is_authority,
        seat_id=seat.pk if seat else None,
    )


def current_evaluation(tender: Tender) -> Evaluation | None:
    """Return the evaluation of the newest round."""
    return with_setting(tender.evaluations.all()).order_by("-round_no").first()


def opened_bids(tender: Tender) -> tuple[list[OpenedBid], list[OpenedBid]]:
    """Return the bids that opened, by price as read, then by receipt; and those that did not, with their reasons."""
    bids = list(
        with_bidders(OpenedBid.objects.filter(opening__tender=tender))
        .select_related("bid__statement", "bid__participation__vendor")
        .order_by("price_read", "bid__statement__received_at", "id")
    )
    return [bid for bid in bids if bid.result == "ok"], [bid for bid in bids if bid.result != "ok"]


def readable_bids(tender: Tender) -> list[OpenedBid]:
    """Return the bids that opened, by price as read, then by receipt."""
    return opened_bids(tender)[0]


def unreadable_bids(tender: Tender) -> list[OpenedBid]:
    """Return the bids that did not open, with their reasons, by receipt."""
    return opened_bids(tender)[1]


def sheet(tender: Tender, newest: Evaluation | None = None, viewer: Facts | None = None) -> Sheet:
    """Return the whole sheet in a constant number of queries, the bids in the order in which they are evaluated.

    ``newest`` is the round, where the caller has asked for it already; ``viewer`` the member who reads it.
    """
    evaluation = newest or current_evaluation(tender)
    requirements = list(tender.requirements.all())
    panel = panel_of(evaluation, requirements) if evaluation else Panel(two=False)
    found, (bids, unreadable) = cells(evaluation, panel, viewer), opened_bids(tender)
    files: dict[int, dict[str, list[OpenedFile]]] = {}
    for file in OpenedFile.objects.filter(opened_bid__in=bids).select_related("object"):
        files.setdefault(file.opened_bid_id, {}).setdefault(file.slot, []).append(file)
    fallen = fallen_bids(panel, found)
    columns = _columns(tender, evaluation, bids, requirements, found, files, fallen)
    asked: dict[tuple[int, int], tuple[ClarificationRequest, ...]] = {}
    for each in (each for bid in columns for each in bid.requests):
        if each.requirement_id is not None:
            place = (each.opened_bid_id, each.requirement_id)
            asked[place] = (*asked.get(place, ()), each)
    rows = [
        SheetRow(row, [(bid, placed(found, panel, (bid.id, row.pk), viewer, fallen, asked)) for bid in columns])
        for row in requirements
    ]
    return Sheet(evaluation, columns, rows, unreadable, panel, viewer)


def _columns(
    tender: Tender,
    evaluation: Evaluation | None,
    bids: Iterable[OpenedBid],
    requirements: Sequence[Requirement],
    found: Mapping[tuple[int, int], Cell],
    files: Mapping[int, dict[str, list[OpenedFile]]],
    fallen: Mapping[int, int],
) -> list[BidColumn]:
    """Return the bids in the order in which they are evaluated."""
    terms = terms_of(tender)
    requests = requests_of(evaluation)
    offers = after_proof(_offers(tender, terms, bids, requirements, found, _settled(requests)), evaluation)
    numbers, estimate = regulations.get(tender.regulation).price, Fraction(terms.owner_estimate)
    units = {str(number): Fraction(row.unit_price) for number, row in enumerate(tenders.estimate_rows(tender), start=1)}
    by_code, offered = {_code(bid): bid for bid in bids}, {offer.vendor: offer for offer in offers}
    columns = []
    for code, place in turns(terms, offers, numbers).items():
        bid, offer = by_code[code], offered[code]
        total = corrected(offer, terms).total
        columns.append(
            BidColumn(
                id=bid.pk,
                vendor=bidder_of(bid),
                code=code,
                price_read=offer.price,
                price_corrected=total,
                share=total / estimate,
                place=place,
                warnings=warnings(offer, total, estimate, Category(tender.category), units, numbers),
                files=files.get(bid.pk, {}),
                failed=offer.has_failed,
                empty_count=0
                if bid.pk in fallen
                else sum(_passed(found.get((bid.pk, row.pk))) is None for row in requirements),
                requests=tuple(each for each in requests if each.opened_bid_id == bid.pk),
                is_low=is_low(offer, terms, numbers),
                findings=findings_of(requests, numbers.low_price_limit).get(code, ()),
                is_unsettled=offer.verdict.status is Found.PASSED
                and offer.is_reasonable is None
                and is_low(offer, terms, numbers),
            )
        )
    return columns


def terms_of(tender: Tender) -> Terms:
    """Return what the documents fix for the evaluation; a lump sum has no quantities to correct by (R-EVAL-1)."""
    rows = () if _is_lump_sum(tender) else tender.items.all()
    quantities = {str(item.number): Fraction(item.quantity) for item in rows}
    return Terms(
        tender.evaluation_method,
        tender.category,
        tender.owner_estimate,
        quantities,
        is_one_file=tender.file_form == "one_file",
        preference=preference_of(tender),
    )


def preference_of(tender: Tender) -> Preference | None:
    """Return the price preference for local content, None where the value of the tender knows none (R-TKDN-1)."""
    numbers = regulations.get(tender.regulation).price
    if tender.preference_max is None or tender.owner_estimate <= numbers.preference_above.value:
        return None
    return Preference(Fraction(tender.preference_max), Fraction(numbers.preference_local_content.value))


def _is_lump_sum(tender: Tender) -> bool:
    return tender.package.contract_type == "lump_sum"


def offers_of(
    tender: Tender, evaluation: Evaluation | None, terms: Terms, bids: list[OpenedBid] | None = None
) -> list[Offer]:
    """Return the readable bids with the committee's verdicts so far, by vendor code; ``bids`` saves reading them.

    Who was not evaluated, because it was not its turn, says so.
    """
    requirements = list(tender.requirements.all())
    panel = panel_of(evaluation, requirements) if evaluation else Panel(two=False)
    found, settled = cells(evaluation, panel), _settled(requests_of(evaluation))
    read = readable_bids(tender) if bids is None else bids
    offers = after_proof(_offers(tender, terms, read, requirements, found, settled), evaluation)
    return in_turn(offers, turns(terms, offers, regulations.get(tender.regulation).price))


def _offers(
    tender: Tender,
    terms: Terms,
    bids: Iterable[OpenedBid],
    requirements: Sequence[Requirement],
    found: Mapping[tuple[int, int], Cell],
    settled: Mapping[int, bool],
) -> list[Offer]:
    lump_sum, numbers = _is_lump_sum(tender), regulations.get(tender.regulation).price
    read = [(bid, items_of(bid.form)) for bid in bids]
    offers = [
        Offer(
            vendor=_code(bid),
            price=bid.price_read or Decimal(0),
            items=None if lump_sum else lines,
            lines=lines,
            received_at=timestamp(bid.bid.statement.received_at),
            verdict=_verdict(requirements, [found.get((bid.pk, row.pk)) for row in requirements]),
            is_reasonable=settled.get(bid.pk),
        )
        for bid, lines in read
    ]
    return sorted((_waiting(offer, terms, numbers) for offer in offers), key=lambda offer: offer.vendor)


def _waiting(offer: Offer, terms: Terms, numbers: PriceNumbers) -> Offer:
    """Return the offer, its verdict still open while a low price waits for its clarification."""
    waits = offer.verdict.status is Found.PASSED and offer.is_reasonable is None and is_low(offer, terms, numbers)
    return replace(offer, verdict=replace(offer.verdict, is_open=True)) if waits else offer


def is_low(offer: Offer, terms: Terms, numbers: PriceNumbers) -> bool:
    """Say whether the published corrected price is below 80 percent of the owner's estimate (R-EVAL-7)."""
    total = Fraction(plain_amount(corrected(offer, terms).total))
    return total > 0 and pricing.is_low(total, Fraction(terms.owner_estimate), Category(terms.category), numbers)


_ASKED = ("answer", "outcome", "opened_bid__bid__participation__vendor", "asked_by__user", "requirement")


def requests_of(evaluation: Evaluation | None) -> list[ClarificationRequest]:
    """Return what was asked of bidders in a round, with answers and outcomes; one query."""
    if evaluation is None:
        return []
    rows = ClarificationRequest.objects.filter(evaluation=evaluation).order_by("number")
    return list(rows.select_related(*_ASKED))


def _settled(requests: Iterable[ClarificationRequest]) -> dict[int, bool]:
    """Return by opened bid whether its low price was found reasonable."""
    return {
        row.opened_bid_id: row.outcome.outcome == Outcome.REASONABLE
        for row in requests
        if row.subject == Subject.LOW_PRICE and hasattr(row, "outcome")
    }


def _code(bid: OpenedBid) -> str:
    code: str = bid.bid.participation.vendor.code
    return code


def _passed(cell: Cell | None) -> bool | None:
    return None if cell is None else cell.passed


def _verdict(requirements: Sequence[Requirement], own: Sequence[Cell | None]) -> Verdict:
    """Return the finding of the first failed requirement, in the order of the documents."""
    for requirement, cell in zip(requirements, own, strict=True):
        if cell is not None and cell.passed is False:
            return Verdict(Found.FAILED, requirement.step, f"{requirement.title}: {cell.reason}")
    return Verdict(Found.PASSED, is_open=None in map(_passed, own))


@dataclass(frozen=True)
class PricedRow:
    """A row of the documents as one bid prices it; without ``unit_price`` the bid did not price it, in rupiah."""

    number: int
    description: str
    unit: str
    quantity: Decimal
    unit_price: Fraction | None
    total: Fraction


@dataclass(frozen=True)
class Change:
    """A correction as it is shown: a quantity, or rupiah."""

    kind: CorrectionKind
    number: str | None
    before: Decimal
    after: Decimal

    @property
    def words(self) -> Said:
        """What was corrected, as a sentence for the page and the minutes; the minutes print it in Indonesian."""
        if self.kind is CorrectionKind.TOTAL:
            before, after = money.rupiah(self.before), money.rupiah(self.after)
            return said("Jumlah seluruhnya {before} dikoreksi menjadi {after}.", before=before, after=after)
        if self.kind is CorrectionKind.MISSING:
            return said("Butir {n} tidak ditawar: dihitung dengan harga satuan nol.", n=self.number)
        if self.kind is CorrectionKind.UNKNOWN:
            return said("Butir {n} tidak ada dalam dokumen: tidak dihitung.", n=self.number)
        before, after = (Figure(plain(value).replace(".", ",")) for value in (self.before, self.after))
        pattern = said("Butir {n}: volume penawaran {before} diganti volume dokumen {after}.")
        return said(pattern, n=self.number, before=before, after=after)


@dataclass(frozen=True)
class Line:
    """One bid of the ranking preview, with every row and every correction on the way to its figures."""

    vendor: str
    code: str
    place: Place
    is_evaluated: bool
    price_read: Decimal
    corrected: Corrected
    row: Mapping[str, Any]
    share: Fraction
    rows: list[PricedRow]
    findings: tuple[Said, ...] = ()
    """How each clarification of this bid ended, in words."""
    preferred: tuple[Said, ...] = ()
    """How the final evaluated price came about, where the tender prefers local content."""

    @property
    def corrections(self) -> list[Change]:
        """The corrections that show: a total that differs by less than half a sen was only rounded by the vendor."""
        changes = []
        for each in self.corrected.corrections:
            places = 4 if each.kind is CorrectionKind.QUANTITY else 2
            before, after = (money.rounded(value, places) for value in (each.before, each.after))
            if each.kind is not CorrectionKind.TOTAL or before != after:
                changes.append(Change(each.kind, each.number, Decimal(plain(before)), Decimal(plain(after))))
        return changes


def preview(tender: Tender, evaluation: Evaluation | None) -> list[Line]:
    """Return the ranking the present verdicts give, recomputed from the published form of the data."""
    bids = readable_bids(tender)
    if not bids:
        return []
    terms = terms_of(tender)
    offers = offers_of(tender, evaluation, terms, bids)
    names = names_of(tender, bids)
    by_code = {offer.vendor: offer for offer in offers}
    numbers = regulations.get(tender.regulation).price
    items, places = list(tender.items.all()), turns(terms, offers, numbers)
    findings = findings_of(requests_of(evaluation), numbers.low_price_limit)
    lines = []
    for row in ranking(tender, terms, offers):
        offer = by_code[row["vendor"]]
        total = corrected(offer, terms)
        share = total.total / Fraction(terms.owner_estimate)
        is_evaluated = offer.verdict.status is not Found.NOT_EVALUATED
        lines.append(
            Line(
                vendor=names[offer.vendor],
                code=offer.vendor,
                place=places[offer.vendor],
                is_evaluated=is_evaluated,
                price_read=offer.price,
                corrected=total,
                row=row,
                share=share,
                rows=_priced_rows(items, offer),
                findings=findings.get(offer.vendor, ()),
                preferred=local_content_words(offer, terms),
            )
        )
    return lines


def findings_of(requests: Iterable[ClarificationRequest], limit: str) -> dict[str, tuple[Said, ...]]:
    """Return how each bidder's clarifications ended, in words, by vendor code; ``limit`` is what makes a price low."""
    findings: dict[str, tuple[Said, ...]] = {}
    for row in requests:
        if hasattr(row, "outcome"):
            words = clarifying.sentence(Outcome(row.outcome.outcome), row.outcome.reason, limit)
            code = _code(row.opened_bid)
            findings[code] = (*findings.get(code, ()), words)
    return findings


def _priced_rows(items: Iterable[Item], offer: Offer) -> list[PricedRow]:
    if offer.items is None:
        return []
    prices = {row.number: row.unit_price for row in offer.items}
    return [
        PricedRow(
            number=item.number,
            description=item.description,
            unit=item.unit,
            quantity=Decimal(plain(item.quantity)),
            unit_price=prices.get(str(item.number)),
            total=Fraction(item.quantity) * prices.get(str(item.number), Fraction(0)),
        )
        for item in items
    ]


def ranking(tender: Tender, terms: Terms, offers: list[Offer]) -> list[dict[str, Any]]:
    """Return the rows of ``evaluate`` for the published file of these offers."""
    rows: list[dict[str, Any]] = evaluate(
        evaluation_file(terms, offers), regulation=regulations.get(tender.regulation)
    )["ranking"]
    return rows
