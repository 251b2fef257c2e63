# SPDX-License-Identifier: Apache-2.0
"""Readers of pages at once, each on one kept connection: what the measures a1 and a3 of quality.md 3.3 press with."""

from __future__ import annotations

import asyncio
import itertools
import os
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import django

from tests.support.bench import compare, report
from tests.support.crowd import Web, web_server
from tests.support.site import Site

HELLO = "tests.bench.hello:application"
LINKS = 8
Prepared = TypeVar("Prepared")


@dataclass
class Reading:
    """``links`` readers ask one server for ``count`` pages in all; ``path(n)`` is the n-th page."""

    web: Web
    path: Callable[[int], str]
    count: int
    cookies: Mapping[str, str] = field(default_factory=dict)
    links: int = LINKS
    cpu: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Pages are numbered on through all measures."""
        self.numbers = itertools.count()

    def seconds(self) -> float:
        """Seconds per page over one measure; keeps the server's own processor seconds per page beside it."""
        spent, begun = self.web.cpu_seconds(), time.perf_counter()
        asyncio.run(self._all())
        taken = time.perf_counter() - begun
        self.cpu.append((self.web.cpu_seconds() - spent) / self.count)
        return taken / self.count

    async def _all(self) -> None:
        await asyncio.gather(*(self._read(self.count // self.links) for _ in range(self.links)))

    async def _read(self, count: int) -> None:
        host = self.web.origin.partition("://")[2]
        spoken = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = f"Host: {host}\r\nAccept-Language: id-ID,id;q=0.9\r\n" + (f"Cookie: {spoken}\r\n" if spoken else "")
        reader, writer = await asyncio.open_connection("127.0.0.1", int(host.rpartition(":")[2]))
        for _ in range(count):
            writer.write(f"GET {self.path(next(self.numbers))} HTTP/1.1\r\n{head}\r\n".encode())
            lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
            length = next(line for line in lines if line.startswith("content-length:"))
            body = await reader.readexactly(int(length.partition(":")[2]))
            if " 200 " not in lines[0]:
                raise RuntimeError(f"{lines[0]}: {body[:300]!r}")
        writer.close()
        await writer.wait_closed()


@contextmanager
def beside_hello(prepare: Callable[[], Prepared]) -> Iterator[tuple[Prepared, Web, Web]]:
    """What ``prepare`` made in a database of its own, the portal's web process there, and one that says hello."""
    site = Site()
    try:
        with site.copy_of_database() as database, ExitStack() as stack:
            os.environ |= {**site.environment(database), "DJANGO_SETTINGS_MODULE": "lpse.settings"}
            django.setup()
            site.object_store()
            made, var = prepare(), site.workspace.var
            ours = stack.enter_context(web_server(site, database, var))
            yield made, ours, stack.enter_context(web_server(site, database, var, HELLO, place="live"))
            from django.db import connection

            connection.close()
    finally:
        site.stop()


def measure(name: str, ours: Reading, bare: Reading) -> None:
    """Two lines: pages per second, and processor microseconds of the web process per page; a bar passes on either."""
    found = compare(ours.seconds, bare.seconds)
    facts = {"links": ours.links, "steady": found.steady, "load": round(os.getloadavg()[0], 1)}
    report(name, round(1 / found.ours), round(1 / found.baseline), found.speed_ratio, unit="pages/s", **facts)
    own, theirs = (statistics.median(each.cpu) * 1e6 for each in (ours, bare))
    report(f"{name}_cpu", round(own), round(theirs), theirs / own, unit="cpu us/page", **facts)
