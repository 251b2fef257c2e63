# SPDX-License-Identifier: Apache-2.0
"""Whose turn it is to be evaluated: the lowest bids first, and the next one when all of those have failed. Pure.

Source: Peraturan LKPP 9/2018 Lampiran 4.2.7 huruf b angka 1; R-EVAL-4.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from evaluation.rules.evaluate import beyond_limits
from evaluation.rules.offer import Offer, Terms, Verdict, content_of, evaluated, total_of
from evaluation.rules.ranking import Basis, Candidate, order_key
from evaluation.rules.reading import Method, Status
from lpse.core.said import Said, said
from lpse.regulations.book import PriceNumbers

OVER_ESTIMATE = "Peraturan LKPP 9/2018 Lampiran 4.2.7 huruf d angka 1; R-EVAL-3 [P]"


class Turn(StrEnum):
    """Whether a bid is to be evaluated, and what decides it."""

    EVERY = "every"
    """The method evaluates every bid."""
    FIRST = "first"
    """It is among the lowest that are evaluated first."""
    NEXT = "next"
    """It came in because every lower one failed."""
    WAITING = "waiting"
    """A lower bid may still pass."""
    SPARED = "spared"
    """A lower bid has passed."""
    PRICED_OUT = "priced_out"
    """Its price alone puts it out, whatever the committee finds."""


DUE = frozenset({Turn.EVERY, Turn.FIRST, Turn.NEXT})


@dataclass(frozen=True)
class Place:
    """A bid's turn: its ``number`` from the lowest corrected price on (None for one priced out), and ``words`` for it.

    ``is_extra`` says that the committee found its verdict although nothing asked for it.
    """

    turn: Turn
    number: int | None
    words: Said
    source: str
    is_extra: bool = False

    @property
    def is_due(self) -> bool:
        """Say whether the committee must find a verdict on every requirement of this bid."""
        return self.turn in DUE

    @property
    def sentence(self) -> Said:
        """Why it is its turn or not, with the article."""
        return said("{words} Dasar: {article}.", words=self.words, article=self.source)


def turns(terms: Terms, offers: Sequence[Offer], numbers: PriceNumbers) -> dict[str, Place]:
    """Return the place of each bid by its vendor.

    Bids stand in the order of their published corrected prices, where the tender prefers local content of their final
    evaluated ones, by which they are ranked (R-TKDN-2); equal ones as in the ranking (R-EVAL-17). As many as
    the book's number have their turn first; when all of those have failed the next one comes in, and so on until one
    passes or none is left. An open verdict may still pass. Who is out by price alone takes nobody's place. Only the
    lowest price with pass and fail in one file knows turns; all else evaluates every bid.
    """
    least = int(numbers.lowest_bids_evaluated.value) if _knows_turns(terms) else None
    places: dict[str, Place] = {}
    standing: list[Offer] = []
    failed = 0
    for offer, reason in _in_order(terms, offers):
        if reason is not None:
            places[offer.vendor] = _priced_out(offer, reason, turn=Turn.PRICED_OUT if least else Turn.EVERY)
            continue
        number = len(standing) + failed + 1
        turn = _turn(number, standing, least)
        places[offer.vendor] = _placed(offer, turn, number, failed, numbers, WORDS[terms.preference is not None])
        if offer.has_failed:
            failed += 1
        else:
            standing.append(offer)
    return places


def _knows_turns(terms: Terms) -> bool:
    return terms.method == Method.LOWEST_PRICE_PASS_FAIL and terms.is_one_file


def _in_order(terms: Terms, offers: Sequence[Offer]) -> Iterator[tuple[Offer, Said | None]]:
    """Yield the bids from the lowest published price on, each with why its price alone puts it out."""
    by_vendor = {offer.vendor: offer for offer in offers}
    candidates = [_candidate(offer, terms) for offer in offers]
    for each in sorted(candidates, key=lambda candidate: order_key(candidate, Basis.LOWEST_PRICE)):
        offer = by_vendor[each.vendor]
        yield offer, beyond_limits(Method(terms.method), total_of(offer, terms), Fraction(terms.owner_estimate))


def _candidate(offer: Offer, terms: Terms) -> Candidate:
    content = content_of(offer, terms)
    return Candidate(
        offer.vendor,
        evaluated(offer, terms),
        local_content=content.share if content else None,
        received_at=datetime.fromisoformat(offer.received_at),
    )


def _turn(number: int, standing: Sequence[Offer], least: int | None) -> Turn:
    if least is None:
        return Turn.EVERY
    if number <= least:
        return Turn.FIRST
    if not standing:
        return Turn.NEXT
    return Turn.WAITING if all(offer.verdict.is_open for offer in standing) else Turn.SPARED


WORDS: dict[bool, tuple[Said, Said]] = {
    False: (
        said("Wajib dinilai: urutan ke-{number} dari {least} harga terkoreksi terendah."),
        said("Tidak dinilai: ada penawaran dengan harga terkoreksi lebih rendah yang lulus."),
    ),
    True: (
        said("Wajib dinilai: urutan ke-{number} dari {least} harga evaluasi akhir terendah."),
        said("Tidak dinilai: ada penawaran dengan harga evaluasi akhir lebih rendah yang lulus."),
    ),
}
"""Of a bid whose turn comes first and of one that is spared, by whether the tender prefers local content."""


def _placed(
    offer: Offer, turn: Turn, number: int, failed: int, numbers: PriceNumbers, patterns: tuple[Said, Said]
) -> Place:
    source, least = str(numbers.lowest_bids_evaluated.source), int(numbers.lowest_bids_evaluated.value)
    is_extra = turn not in DUE and not offer.verdict.is_open
    if is_extra:
        words = said("Dinilai atas kehendak Pokja; gilirannya tidak datang.")
    elif turn is Turn.EVERY:
        words = said("Wajib dinilai: metode ini menilai setiap penawaran.")
    elif turn is Turn.FIRST:
        words = said(patterns[0], number=number, least=least)
    elif turn is Turn.NEXT:
        words = said("Wajib dinilai: {failed} penawaran yang lebih rendah tidak memenuhi syarat.", failed=failed)
    elif turn is Turn.WAITING:
        words = said("Belum dinilai: penawaran yang lebih rendah masih dapat lulus.")
    else:
        words = patterns[1]
    return Place(turn, number, words, source, is_extra)


def _priced_out(offer: Offer, reason: Said, *, turn: Turn) -> Place:
    if turn is Turn.EVERY:
        return Place(turn, None, said("Wajib dinilai: metode ini menilai setiap penawaran."), OVER_ESTIMATE)
    is_extra = not offer.verdict.is_open
    if is_extra:
        words = said("Dinilai atas kehendak Pokja. {reason}", reason=reason)
    else:
        words = said("Tidak perlu dinilai. {reason}", reason=reason)
    return Place(turn, None, words, OVER_ESTIMATE, is_extra)


def in_turn(offers: Sequence[Offer], places: Mapping[str, Place]) -> list[Offer]:
    """Return the bids, those without a verdict whose turn did not come marked as not evaluated, with the reason.

    A bid whose turn it is keeps its verdict of the moment: open, it counts as passed in a preview, and no sheet is
    locked on it.
    """
    return [_marked(offer, places[offer.vendor]) for offer in offers]


def _marked(offer: Offer, place: Place) -> Offer:
    if place.is_due or not offer.verdict.is_open:
        return offer
    return replace(offer, verdict=Verdict(Status.NOT_EVALUATED, reason=place.sentence, is_open=True))
