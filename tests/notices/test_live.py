# SPDX-License-Identifier: Apache-2.0
"""The live socket against the running portal: real Valkey, real ASGI process, real worker and beat."""

import asyncio
import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.test import override_settings
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from lpse.core.acts import Actor
from lpse.ledger import services as ledger
from lpse.notices import rules, services
from tests.support.journey import Journey

CODE = "T-2026-0412"


@contextmanager
def listening(journey: Journey, query: str, origin: str | None = None) -> Iterator[ClientConnection]:
    """A socket as a page of the portal opens it."""
    address = f"{settings.LIVE_URL}/live/?{query}"
    with connect(address, origin=origin or journey.url, open_timeout=20, proxy=None) as line:  # type: ignore[arg-type]
        yield line


def next_act(line: ClientConnection, *, but: str = rules.PING) -> str:
    """The next act heard, pings left out."""
    while True:
        message = json.loads(line.recv(timeout=20))
        assert set(message) == {"act"}
        if message["act"] != but:
            return str(message["act"])


def hears(journey: Journey, line: ClientConnection, topic: str, act: str) -> str:
    """Say ``act`` until it is heard: joining a group is not answered, so the first words may come too early."""
    for _attempt in range(40):
        assert services.look_again(topic, act)
        try:
            message = json.loads(line.recv(timeout=0.5))
        except TimeoutError:
            continue
        if message["act"] == act:  # others may come between: the clock's ping, and what the record itself tells
            return str(message["act"])
    raise AssertionError("nothing was heard")


def test_beat_worker_broker_and_socket_together_make_the_dot_green(journey: Journey) -> None:
    with listening(journey, "topik=portal") as line:
        assert json.loads(line.recv(timeout=30)) == {"act": "ping"}


def test_a_page_hears_of_its_own_topics_only(journey: Journey) -> None:
    with listening(journey, "topik=ledger") as line:
        assert hears(journey, line, "ledger", "record") == "record"
        services.look_again("portal", "elsewhere")
        services.look_again("ledger", "again")
        heard = next_act(line, but="record")
    assert heard == "again"


def test_a_tender_is_heard_once_the_record_names_it(journey: Journey) -> None:
    with listening(journey, f"topik=tender.{CODE}") as line, pytest.raises(ConnectionClosed) as closed:
        line.recv(timeout=20)
    assert closed.value.rcvd is not None and closed.value.rcvd.code == 4404
    ledger.record("tenders.announce", actor=Actor.clock(), subject=CODE, public={})
    with listening(journey, f"topik=tender.{CODE}") as line:
        assert hears(journey, line, f"tender.{CODE}", "opening") == "opening"


def test_a_page_of_another_origin_is_refused(journey: Journey) -> None:
    with pytest.raises(InvalidStatus) as refused, listening(journey, "topik=portal", "https://jahat.example"):
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("query", ["", "topik=", "topik=user.1", "topik=tender.T-1999-0001"])
def test_a_socket_without_a_topic_that_exists_is_closed(journey: Journey, query: str) -> None:
    with listening(journey, query) as line, pytest.raises(ConnectionClosed) as closed:
        line.recv(timeout=20)
    assert closed.value.rcvd is not None and closed.value.rcvd.code == 4404


def test_a_socket_that_talks_is_closed_and_nobody_hears_it(journey: Journey) -> None:
    with listening(journey, "topik=portal") as talker, listening(journey, "topik=portal") as other:
        talker.send('{"type":"look.again","text":"{\\"act\\":\\"forged\\"}"}')
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                talker.recv(timeout=20)
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 4400
        assert next_act(other, but="none") == "ping"


def test_a_broker_that_is_away_is_logged_and_stops_nobody(
    settings,
    caplog: pytest.LogCaptureFixture,  # type: ignore[no-untyped-def]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, never listening: every connection is refused
        address = f"redis://127.0.0.1:{taken.getsockname()[1]}/0"
        backend = "channels_redis.pubsub.RedisPubSubChannelLayer"
        layer = {"default": {"BACKEND": backend, "CONFIG": {"hosts": [address]}}}
        with override_settings(CHANNEL_LAYERS=layer):
            assert services.look_again("portal", "ping") is False
    assert "live message not sent" in caplog.text


def test_an_async_caller_is_served_too(broker: object) -> None:
    async def caller() -> bool:
        return services.look_again("portal", "ping")

    with ThreadPoolExecutor(max_workers=1) as aside:  # a browser of another test may keep a loop in this thread
        assert aside.submit(asyncio.run, caller()).result() is True
