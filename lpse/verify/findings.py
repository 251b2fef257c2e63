# SPDX-License-Identifier: Apache-2.0
"""What a check says: it holds, it is broken, or something is reported that nobody can decide from here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """How a line of the result begins."""

    HOLDS = "SAH"
    BROKEN = "GAGAL"
    REPORT = "CATATAN"
    TRAINING = "LATIHAN"


@dataclass(frozen=True)
class Finding:
    """One line of the result. ``check`` is the number and name of the check."""

    verdict: Verdict
    check: str
    text: str

    def __str__(self) -> str:
        return f"{self.verdict:<8} {self.check}: {self.text}"


@dataclass
class Check:
    """Collects what one check finds; without problems it ends in one line that says what holds."""

    name: str
    problems: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)

    def require(self, condition: bool, problem: str) -> bool:
        """Note the problem unless the condition holds; return the condition."""
        if not condition:
            self.problems.append(problem)
        return condition

    def report(self, text: str) -> None:
        """Note something that is told and is no failure."""
        self.reports.append(text)

    def findings(self, holds: str) -> Iterator[Finding]:
        """Yield the lines of this check."""
        for problem in self.problems:
            yield Finding(Verdict.BROKEN, self.name, problem)
        if not self.problems:
            yield Finding(Verdict.HOLDS, self.name, holds)
        for report in self.reports:
            yield Finding(Verdict.REPORT, self.name, report)
