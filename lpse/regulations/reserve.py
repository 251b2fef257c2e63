# SPDX-License-Identifier: Apache-2.0
"""What is reserved for micro and small business and cooperatives (usaha kecil). Source: law.md R-MTD-10."""

from decimal import Decimal

from lpse.regulations.book import Number, Source, Trust

RESERVED_UP_TO = Number(
    Decimal("15000000000"), Source("Perpres 12/2021 Pasal 65 dan Perpres 46/2025; R-MTD-10", Trust.SECONDARY)
)
"""Ceiling of a package in rupiah up to which it is for small business, unless its technique asks for more."""
