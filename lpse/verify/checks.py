# SPDX-License-Identifier: Apache-2.0
"""All checks in their order. Each is a pure function of the evidence that yields what it found."""

from collections.abc import Callable, Iterator

from lpse.verify import batches, opening, receipts, record, tender
from lpse.verify.evidence import Evidence
from lpse.verify.findings import Check, Finding

OF_RECORD = (
    record.checkpoint_is_signed,
    record.genesis_names_the_keys,
    record.leaves_are_included,
    record.log_is_whole,
    record.time_never_goes_back,
    record.history_was_not_rewritten,
    record.bundle_agrees_with_log,
)
OF_TENDER = (
    tender.keysets_are_the_committees,
    lambda evidence, item: tender.deadline_only_moves_later(item),
    tender.close_reveals_every_bid,
    opening.evaluation_can_be_repeated,
    opening.openings_list_every_bid,
    opening.releases_reach_the_quorum,
)


def run(evidence: Evidence) -> Iterator[Finding]:
    """Yield every finding, the record first, then each tender, then receipts and batches.

    A document of a shape nobody foresaw breaks its check and stops none of the others.
    """
    for check in OF_RECORD:
        yield from _guarded(check.__name__, check, evidence)
    tenders = tender.tenders_of(evidence)
    if not tenders:
        yield from Check("4 tender", ["bukti tidak memuat satu tender pun"]).findings("")
    for item in tenders:
        yield from tender.documents_are_there(item)
        for of_tender in OF_TENDER:
            yield from _guarded(item.code, of_tender, evidence, item)
    for receipt in evidence.receipts:
        yield from _guarded(receipt.name, receipts.receipt_is_kept, evidence, receipt, tenders)
    yield from _guarded("kelompok", batches.batches_hide_nothing, evidence, tenders)


def _guarded(name: str, check: Callable[..., Iterator[Finding]], *arguments: object) -> Iterator[Finding]:
    try:
        found = list(check(*arguments))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as error:
        found = list(Check(f"bentuk {name}", [f"dokumen berbentuk lain: {type(error).__name__}: {error}"]).findings(""))
    yield from found
