# SPDX-License-Identifier: Apache-2.0
"""Copies by mail against a real SMTP conversation: refused ones wait and lose nothing, taken ones are sent once."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_string, policy

import pytest
from django.test import override_settings

from lpse.core import clock
from lpse.demo import vendors as trade
from lpse.demo.cast import Cast
from lpse.notices import delivering, letters
from lpse.notices.models import Letter, Notice


class Post(socketserver.ThreadingTCPServer):
    """A mail server of as much of RFC 5321 as a client needs; it refuses recipients while ``refuses``."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.refuses: tuple[str, ...] = ()
        self.taken: list[str] = []


class Talk(socketserver.StreamRequestHandler):
    """One client's conversation."""

    server: Post

    def handle(self) -> None:
        self.say("220 post")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].upper()
            if verb == "QUIT":
                self.say("221 bye")
                return
            if verb == "RCPT" and any(each in line for each in self.server.refuses):
                self.say("450 mailbox busy")
            elif verb == "DATA":
                self.say("354 go on")
                body = b""
                while not body.endswith(b"\r\n.\r\n"):
                    body += self.rfile.readline()
                self.server.taken.append(body[:-5].decode())
                self.say("250 taken")
            else:
                self.say("250 ok")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def post_office(*refuses: str) -> Iterator[Post]:
    """A mail server, and Django's mail pointed at it."""
    with Post() as server:
        server.refuses = refuses
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        host, port = server.server_address[:2]
        backend = "django.core.mail.backends.smtp.EmailBackend"
        with override_settings(EMAIL_BACKEND=backend, EMAIL_HOST=host, EMAIL_PORT=port):
            yield server
        server.shutdown()


@pytest.fixture
def two_letters(cast: Cast) -> list[Letter]:
    """The verifier's letter and the vendor's, both due."""
    trade.verified_vendor(cast, "arung")
    while delivering.deliver(now=clock.now()):
        pass
    return list(Letter.objects.order_by("pk"))


def test_a_letter_says_what_changed_what_to_do_and_where(two_letters: list[Letter], cast: Cast) -> None:
    with post_office() as office:
        assert letters.send_due(now=clock.now()) == 2
        assert letters.send_due(now=clock.now()) == 0
    mail = message_from_string(office.taken[1], policy=policy.default)
    own = Notice.objects.get(recipient=cast.people["arung"])
    assert mail["To"] == cast.people["arung"].email
    assert mail["Subject"] == f"[{own.subject}] Data badan usaha Anda terverifikasi."
    first, second = mail.get_content().replace("\r", "").splitlines()[:2]
    assert first == "Data badan usaha Anda terverifikasi."
    assert second.startswith("Anda dapat mendaftar sebagai peserta tender.")
    assert f"/pemberitahuan/{own.pk}/" in mail.get_content()


def test_a_letter_refused_200_times_is_still_there_and_the_other_one_arrives(
    two_letters: list[Letter], cast: Cast
) -> None:
    address = cast.people["vera"].email
    now = clock.now()
    with post_office(address) as office:
        for _attempt in range(200):
            letters.send_due(now=now)
            now += letters.LONGEST_WAIT
        refused = Letter.objects.get(address=address)
        assert (refused.sent_at, refused.attempts) == (None, 200)
        assert "450" in refused.problem
        assert [message_from_string(each)["To"] for each in office.taken] == [cast.people["arung"].email]
        office.refuses = ()
        assert letters.send_due(now=now) == 1
    refused.refresh_from_db()
    assert refused.sent_at == now
    assert Notice.objects.filter(recipient=cast.people["vera"]).count() == 1


def test_a_mail_server_that_is_away_makes_letters_wait_and_nothing_else(two_letters: list[Letter]) -> None:
    now = clock.now()
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=1
    ):
        assert letters.send_due(now=now) == 0
    assert {letter.next_at for letter in Letter.objects.all()} == {now + letters.FIRST_WAIT}
    assert Letter.objects.filter(sent_at=None).count() == 2


@pytest.mark.parametrize(
    ("attempts", "wait"),
    [(1, timedelta(minutes=1)), (2, timedelta(minutes=2)), (9, timedelta(minutes=256)), (10, timedelta(hours=6)),
     (5000, timedelta(hours=6))],
)  # fmt: skip
def test_waits_double_up_to_six_hours(attempts: int, wait: timedelta) -> None:
    assert letters.wait_after(attempts) == wait
