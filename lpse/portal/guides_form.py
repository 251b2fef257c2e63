# SPDX-License-Identifier: Apache-2.0
"""What a guide is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lpse.core.acts import Role


@dataclass(frozen=True)
class Step:
    """One step: what to do, in a heading and one or two sentences."""

    title: Any
    text: Any


@dataclass(frozen=True)
class Guide:
    """A guide for one task of one kind of reader; ``roles`` find it on their own list of tasks."""

    slug: str
    title: Any
    reader: Any
    summary: Any
    sign: str
    needs: Sequence[Any]
    steps: Sequence[Step]
    troubles: Sequence[Step]
    url: str
    link: Any
    roles: Sequence[Role] = ()
