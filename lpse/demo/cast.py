# SPDX-License-Identifier: Apache-2.0
"""The cast: always the same people, in tests, screenshots and the demo."""

import base64
import datetime as dt
import json
import os
import secrets
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.hashers import get_hasher, make_password

from lpse.accounts import selectors, services
from lpse.accounts.models import Agency, Office, User, WorkUnit
from lpse.core import clock
from lpse.core.acts import Actor, Role

OFFICIALS = {
    "ratna": ("Ratna Widyaningsih", Role.PROCUREMENT_OFFICER),
    "hendra": ("Hendra Saputra", Role.UNIT_HEAD),
    "bima": ("Bima Harjanto", Role.COMMITTEE),
    "citra": ("Citra Kamila", Role.COMMITTEE),
    "dodi": ("Dodi Anggoro", Role.COMMITTEE),
    "vera": ("Vera Lestari", Role.VERIFIER),
    "oki": ("Oki Firmansyah", Role.OPERATOR),
    "esti": ("Esti Pertiwi", Role.AUDITOR),
    "gita": ("Gita Maharani", Role.BUDGET_AUTHORITY),
    "putri": ("Putri Rahmawati", Role.INFORMATION_OFFICER),
    "surya": ("Surya Darmawan", Role.INFORMATION_SUPERIOR),
}
TRADERS = {"arung": "Rani Pradipta", "bahari": "Joko Santoso", "lintang": "Maya Kusuma"}
PASSWORD_BYTES = 12


@dataclass
class Cast:
    """The people by first name, with what only they know: passwords, members' seeds, statement keys."""

    people: dict[str, User] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    totp_secrets: dict[str, str] = field(default_factory=dict)
    seeds: dict[str, bytes] = field(default_factory=dict)
    passphrases: dict[str, str] = field(default_factory=dict)
    statement_keys: dict[tuple[str, str], Any] = field(default_factory=dict)

    def actor(self, name: str, *, stepped_up: bool = True) -> Actor:
        """Return the person as an actor who has just given the second factor."""
        return selectors.actor_for(self.people[name], stepped_up=stepped_up)

    def save(self, file: Path) -> None:
        """Keep what only these people know (0600), so that a later command can act for them in training."""
        known = {
            "passwords": self.passwords,
            "totp_secrets": self.totp_secrets,
            "passphrases": self.passphrases,
            "seeds": {name: base64.b64encode(seed).decode() for name, seed in self.seeds.items()},
        }
        write_private(file, json.dumps(known, indent=1))

    @classmethod
    def load(cls, file: Path) -> "Cast":
        """Read the cast of this installation back. Raises FileNotFoundError where no demo world was made."""
        known = json.loads(file.read_text(encoding="utf-8"))
        seeds = {name: base64.b64decode(seed) for name, seed in known["seeds"].items()}
        people = {name: User.objects.get(email=address(name)) for name in known["passwords"]}
        return cls(people, known["passwords"], known["totp_secrets"], seeds, known["passphrases"])


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = file.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    part.replace(file)


def address(name: str) -> str:
    """Return a person's e-mail address."""
    return f"{name}@{'sagara' if name in OFFICIALS else name}.example"


def gather() -> Cast:
    """Make the office, an agency, the officials with their appointments and the traders' accounts."""
    now = clock.now()
    Office.objects.get_or_create(pk=1, defaults=_office())
    agency, _made = Agency.objects.get_or_create(code="D.1", defaults={"name": "Dinas Kesehatan Kota Sagara"})
    WorkUnit.objects.get_or_create(agency=agency, name="Bidang Pelayanan Kesehatan")
    cast = Cast()
    for name, (full, role) in OFFICIALS.items():
        user = _person(cast, name, full)
        services.appoint(
            actor=Actor.clock(),
            user=user,
            role=role,
            agency=agency,
            since=now - dt.timedelta(days=30),
            until=now + dt.timedelta(days=700),
            decree_number=f"SK.{len(cast.people)}/2026",
            decree_on=now.date() - dt.timedelta(days=30),
            now=now,
        )
    for name, full in TRADERS.items():
        _person(cast, name, full)
    return cast


@cache
def _password(algorithm: str) -> tuple[str, str]:
    """Return the one password of the cast and its hash, made once per hasher: hashing is slow on purpose."""
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    return password, make_password(password, hasher=algorithm)


def _person(cast: Cast, name: str, full: str) -> User:
    password, hashed = _password(get_hasher().algorithm)
    user = User.objects.create(email=address(name), password=hashed, name=full)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    cast.totp_secrets[name] = generate_totp_secret()
    TOTP.activate(user, cast.totp_secrets[name])
    RecoveryCodes.activate(user)
    cast.people[name] = user
    cast.passwords[name] = password
    return user


def _office() -> dict[str, object]:
    hours = {str(day): ["07:30", "16:00"] for day in range(1, 6)}
    return {key: settings.OFFICE[key] for key in ("name", "org", "code", "zone")} | {"working_hours": hours}
