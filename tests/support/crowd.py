# SPDX-License-Identifier: Apache-2.0
"""Many vendors at once: verified through the services, signed in, each on kept connections to the real web process."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from launcher.portal import portal_processes, web_answers
from launcher.processes import Process
from stdnum import luhn

from tests.support.site import Site

if TYPE_CHECKING:
    from documents.sealing.chunks import SealedObject
    from lpse.accounts.models import User
    from lpse.demo.cast import Cast
    from lpse.demo.vendors import Sealed
    from tenders.models import Tender
    from vendors.models import Vendor

APPLICATION = "lpse.wsgi:application"
TOKEN_LENGTH = 32


@dataclass(frozen=True)
class Web:
    """A running web server: its origin as links and pages name it, and what it costs."""

    process: Process
    origin: str

    def cpu_seconds(self) -> float:
        """Processor seconds that its processes have used so far. Source: proc(5), /proc/PID/stat."""
        assert self.process.popen is not None
        parent = self.process.popen.pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
        ticks = 0
        for pid in (str(parent), *children.split()):
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def web_server(
    site: Site, database: str, var: Path, application: str = APPLICATION, place: str = "web"
) -> Iterator[Web]:
    """The portal's web process, with its own settings, on a database of the site.

    ``application`` may name another WSGI application, served just the same; ``place`` is whose port it takes.
    """
    (var / "static").mkdir(parents=True, exist_ok=True)
    port = site.workspace.ports[place]
    processes = portal_processes(site.workspace, site.environment(database, var))
    web = next(process for process in processes if process.name == "web")
    ours = str(site.workspace.ports["web"])
    web.argv = [{APPLICATION: application, ours: str(port)}.get(str(part), part) for part in web.argv]
    web.name, web.ready = f"server-{place}", lambda: web_answers(port)
    try:
        site.supervisor.start(web)
        yield Web(web, f"http://localhost:{port}")
    finally:
        web.kill()
        if web in site.supervisor.processes:
            site.supervisor.processes.remove(web)


def verified_vendor(cast: Cast, name: str) -> Vendor:
    """A person outside the cast, with a second factor, and their business: registered, judged, verified."""
    import datetime as dt

    from lpse.core import clock
    from lpse.demo.vendors import PDF
    from vendors import selectors, services
    from vendors.rules import Part
    from vendors.services import Judged

    number = len(cast.people)
    cast.people[name] = _person(name)
    actor, now = cast.actor(name), clock.now()
    base = f"{number:08d}"
    vendor = services.register_vendor(
        actor=actor,
        form="UD",
        name=f"{name.title()} Sejahtera",
        business_number=f"9120{number:09d}",
        tax_number=f"{base}{luhn.calc_check_digit(base)}091000",
        address="Jalan Layar Terkembang 8",
        city="Sagara",
        phone="0411-555210",
        small_business=True,
        now=now,
    )
    until = now.date() + dt.timedelta(days=900)
    proof: dict[str, Any] = {"evidence": PDF, "evidence_name": "bukti.pdf", "now": now}
    rows: list[tuple[Part, dict[str, Any]]] = [
        (Part.LICENCE, {"kind": "NIB", "number": str(number), "issuer": "OSS-RBA", "valid_until": until}),
        (Part.TAX, {"year": now.year - 1, "number": f"SPT-{number}"}),
    ]
    for part, values in rows:
        services.add_row(actor=actor, part=part, values=values, **proof)
    services.submit_vendor(actor=actor, now=now)
    verdicts = {each.name: Judged(True) for each in selectors.fields_of(vendor)}
    vendor.refresh_from_db()
    return services.judge_vendor(actor=cast.actor("vera"), vendor=vendor, verdicts=verdicts, now=clock.now())


def _person(name: str) -> User:
    from allauth.account.models import EmailAddress
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from lpse.accounts.models import User

    user = User.objects.create(email=f"{name}@{name}.example", password="!", name=name.title())
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    TOTP.activate(user, generate_totp_secret())
    return user


def signed_in(user: User) -> dict[str, str]:
    """Cookies of a session as signing in with the second factor leaves it, and of the token for posting."""
    from allauth.account.internal.flows.login import record_authentication
    from django.conf import settings
    from django.contrib.auth import login
    from django.http import HttpRequest

    from lpse.accounts.signin import SessionStore

    request = HttpRequest()
    request.META |= {"REMOTE_ADDR": "127.0.0.1", "HTTP_USER_AGENT": "crowd"}
    request.session = SessionStore()
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, user, method="mfa", type="totp")
    request.session.save()
    token = secrets.token_hex(TOKEN_LENGTH // 2)
    return {settings.SESSION_COOKIE_NAME: str(request.session.session_key), settings.CSRF_COOKIE_NAME: token}


@dataclass(frozen=True)
class Sending:
    """A signed statement and the page it is posted to."""

    path: str
    body: bytes


def versions(
    cast: Cast, name: str, tender: Tender, sealed: Sealed, count: int, withdraw_each: int = 0
) -> list[Sending]:
    """A vendor's first ``count`` statements in order over one sealed bid, each signed and naming the one before.

    Every ``withdraw_each``-th of them withdraws the bid; 0 means none does.
    """
    from django.urls import reverse

    from documents.sealing import statement
    from lpse.core.canonical import b64u, canonical, sha256
    from vendors import selectors

    facts = selectors.room_facts(selectors.participation_for(cast.actor(name), tender))
    key = cast.statement_keys.setdefault((name, tender.code), statement.new_key())
    chain: list[Sending] = []
    prev: str | None = None
    for ver in range(1, count + 1):
        leaves = bool(withdraw_each) and ver % withdraw_each == 0
        listed: list[tuple[str, str, list[SealedObject]]] = (
            [] if leaves else [(facts["kind"], sealed.hh, sealed.objects)]
        )
        named = {word: facts[word] for word in ("tender", "lot", "round", "vendor")}
        document = statement.make_statement(**named, ver=ver, prev=prev, envelopes=listed)
        body = canonical(statement.sign_statement(document, key))
        prev = b64u(sha256(body))
        page = "vendors:withdraw-bid" if leaves else "vendors:submit-bid"
        chain.append(Sending(reverse(page, args=[tender.code]), body))
    return chain


@dataclass(frozen=True)
class Answer:
    """What the portal answered a posted statement."""

    status: int
    data: dict[str, Any]


class Link:
    """One kept connection, signed in; it posts as the bid room's script does. Use from one event loop only."""

    def __init__(self, origin: str, cookies: Mapping[str, str]) -> None:
        self._address = urlsplit(origin)
        token = cookies.get("csrf", "")
        self._head = (
            f"Host: {self._address.netloc}\r\nOrigin: {origin}\r\nAccept: application/json\r\n"
            f"Content-Type: application/json\r\nX-CSRFToken: {token}\r\n"
            f"Cookie: {'; '.join(f'{name}={value}' for name, value in cookies.items())}\r\n"
        )
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    async def __aenter__(self) -> Self:
        """Connect."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._address.port)
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Hang up."""
        self._writer.close()
        await self._writer.wait_closed()

    async def post(self, sending: Sending) -> Answer:
        """Post a statement and read the whole answer. Raises OSError or ValueError when the link breaks."""
        head = f"POST {sending.path} HTTP/1.1\r\n{self._head}Content-Length: {len(sending.body)}\r\n\r\n"
        self._writer.write(head.encode() + sending.body)
        lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        body = await self._reader.readexactly(int(headers["content-length"]))
        is_json = headers.get("content-type", "").startswith("application/json")
        return Answer(int(lines[0].split()[1]), json.loads(body) if is_json else {"page": body.decode()[:500]})
