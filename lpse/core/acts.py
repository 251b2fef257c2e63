# SPDX-License-Identifier: Apache-2.0
"""The grammar of every permission: who acts, what is refused and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person is appointed to be, or what acts in place of a person."""

    PROCUREMENT_OFFICER = "procurement_officer"
    UNIT_HEAD = "unit_head"
    COMMITTEE = "committee"
    VERIFIER = "verifier"
    OPERATOR = "operator"
    VENDOR = "vendor"
    AUDITOR = "auditor"
    BUDGET_AUTHORITY = "budget_authority"
    INFORMATION_OFFICER = "information_officer"
    INFORMATION_SUPERIOR = "information_superior"
    CLOCK = "clock"
    PUBLIC = "public"


class Kind(StrEnum):
    """Why an act is refused: the person, the time, the state of the thing, or what was sent."""

    WHO = "who"
    WHEN = "when"
    STATE = "state"
    INPUT = "input"


@dataclass(frozen=True)
class Refusal:
    """A reason in whole sentences: what happened and since when (message), what to do next (remedy).

    ``source`` is the article behind it with its mark of trust, as printed; empty where no law but the state of the
    thing, or the order of work, says no.
    """

    kind: Kind
    message: str
    remedy: str = ""
    source: str = ""

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class Refused(Exception):
    """An act that did not happen. Nothing was changed."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


class Missing(LookupError):
    """A thing that is not there, or not for this actor: the two look the same to whoever asks (404)."""


@dataclass(frozen=True)
class Task:
    """A thing that waits for a person (tugas): what, where, by when, and a word on why."""

    title: str
    url: str
    due_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class Actor:
    """Whoever performs an act: a person with the roles of today's appointments, the clock, or the public.

    ``lapsed`` says of each role the person held once when and why it ended, and what to do.
    """

    user_id: int | None
    name: str
    roles: frozenset[Role]
    stepped_up: bool = False
    lapsed: tuple[tuple[Role, Refusal], ...] = ()

    @classmethod
    def clock(cls) -> "Actor":
        """The portal itself, acting because a time was reached."""
        return cls(user_id=None, name="Jam portal", roles=frozenset({Role.CLOCK}))

    @classmethod
    def public(cls) -> "Actor":
        """A visitor without an account."""
        return cls(user_id=None, name="Masyarakat", roles=frozenset({Role.PUBLIC}))

    @property
    def person(self) -> int:
        """The account of the person acting. Raises Refused for the clock and for a visitor."""
        if self.user_id is None:
            raise refuse(Kind.WHO, "Tindakan ini memerlukan akun.", "Masuk lebih dahulu.")
        return self.user_id

    def lapse_of(self, *roles: Role) -> Refusal | None:
        """Return why the person no longer holds one of these roles, or None when they never did."""
        return next((refusal for role, refusal in self.lapsed if role in roles), None)

    def is_a(self, role: Role) -> bool:
        """Say whether the actor holds the role now."""
        return role in self.roles


def refuse(kind: Kind, message: str, remedy: str = "", source: str = "") -> "Refused":
    """Return the exception to raise for a refusal."""
    return Refused(Refusal(kind, message, remedy, source))


STEP_UP = Refusal(
    Kind.WHO,
    "Tindakan ini memerlukan faktor kedua yang baru saja diperiksa.",
    "Masukkan kode autentikator atau pakai kunci sandi, lalu ulangi.",
)


def check(actor: Actor, *roles: Role, step_up: bool = False) -> Refusal | None:
    """Refuse an actor who holds none of the roles, or whose second factor is older than 300 seconds."""
    if not any(role in actor.roles for role in roles):
        return actor.lapse_of(*roles) or Refusal(
            Kind.WHO, "Anda tidak memegang jabatan untuk tindakan ini.", "Periksa penunjukan Anda."
        )
    if step_up and not actor.stepped_up:
        return STEP_UP
    return None
