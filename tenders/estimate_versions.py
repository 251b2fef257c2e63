# SPDX-License-Identifier: Apache-2.0
"""Versions of an owner's estimate (HPS): rows as they are kept, and how two versions differ. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from tenders.estimate import EstimateRow
from tenders.rules import line_total

FIRST: Final = 1
"""Number of the version a draft tender begins with: the rows of its package, or those of the tender it repeats."""


@dataclass(frozen=True)
class RowChange:
    """One row that differs: None before is new, None after is gone. Numbers are those of its own version, from 1."""

    number_before: int | None
    before: EstimateRow | None
    number_after: int | None
    after: EstimateRow | None

    @property
    def difference(self) -> Decimal:
        """How much the row adds to the estimate in rupiah; negative when it takes away."""
        return _total(self.after) - _total(self.before)

    @property
    def total_before(self) -> Decimal | None:
        """The row's sum before, in rupiah."""
        return None if self.before is None else _total(self.before)

    @property
    def total_after(self) -> Decimal | None:
        """The row's sum now, in rupiah."""
        return None if self.after is None else _total(self.after)


def _total(row: EstimateRow | None) -> Decimal:
    return Decimal(0) if row is None else line_total(row.quantity, row.unit_price)


def total_of(rows: Sequence[EstimateRow]) -> Decimal:
    """Return the estimate with PPN in rupiah: each row rounded to the sen, then added up."""
    return sum((_total(row) for row in rows), Decimal(0))


def as_data(rows: Sequence[EstimateRow]) -> list[dict[str, Any]]:
    """Return rows as a version keeps them: numbered from 1, numbers as text with the places of their columns."""
    return [
        {
            "number": number,
            "description": row.description,
            "unit": row.unit,
            "quantity": str(row.quantity.quantize(Decimal("0.0001"))),
            "unit_price": str(row.unit_price.quantize(Decimal("0.01"))),
            "is_tax_free": row.is_tax_free,
            "source": row.source.strip(),
        }
        for number, row in enumerate(rows, start=1)
    ]


def of_data(data: Sequence[Mapping[str, Any]]) -> list[EstimateRow]:
    """Return the rows that ``as_data`` wrote, in their order."""
    return [
        EstimateRow(
            description=row["description"],
            unit=row["unit"],
            quantity=Decimal(row["quantity"]),
            unit_price=Decimal(row["unit_price"]),
            is_tax_free=row["is_tax_free"],
            source=row["source"],
        )
        for row in data
    ]


def row_changes(before: Sequence[EstimateRow], after: Sequence[EstimateRow]) -> list[RowChange]:
    """Return the rows that differ, in the order of ``after``, then those that are gone.

    A row is followed by its words (description and unit), so that a row taken out does not make every later one look
    new; rows whose words changed are followed by their number. Rows that only moved are the same.
    """
    left = dict(enumerate(before, start=1))
    found: dict[int, int] = {}
    for same in (_words, None):
        for number, row in enumerate(after, start=1):
            if number in found:
                continue
            if same is None:
                match = number if number in left else None
            else:
                match = next((old for old, each in left.items() if same(each) == same(row)), None)
            if match is not None:
                found[number] = match
                del left[match]
    numbered = dict(enumerate(before, start=1))
    changed = [
        RowChange(found.get(number), numbered.get(found.get(number, 0)), number, row)
        for number, row in enumerate(after, start=1)
    ]
    gone = [RowChange(number, row, None, None) for number, row in left.items()]
    return [each for each in changed if as_row(each.before) != as_row(each.after)] + gone


def as_row(row: EstimateRow | None) -> dict[str, Any] | None:
    """Return a row as it is kept, without its number: equal for equal rows, however their numbers were written."""
    return None if row is None else {name: value for name, value in as_data([row])[0].items() if name != "number"}


def _words(row: EstimateRow) -> tuple[str, str]:
    return row.description.casefold(), row.unit.casefold()
