# SPDX-License-Identifier: Apache-2.0
"""The pure parts of the common modules, run by the browser that people use."""

import functools
import hashlib
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from lpse import assets

Call = Callable[[str], Any]


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Static files and an empty page, without a line per request."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The portal's own modules on localhost, with an empty page before them."""
    folder = tmp_path_factory.mktemp("halaman")
    (folder / "index.html").write_text('<!doctype html><html lang="id"><title>Uji</title><body></body></html>')
    for name, file in assets.files().items():
        if name.startswith("js/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(file.read_bytes())
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def call(browser_page: Page, origin: str) -> Call:
    """Evaluate an expression in which ``clock``, ``countdown``, ``live``, ``nav`` and ``verify`` are the modules."""
    browser_page.goto(origin)
    names = {"clock": "clock", "countdown": "countdown", "live": "live", "nav": "nav", "verify": "verify-file"}
    loads = ", ".join(f"import('/js/{file}.js')" for file in names.values())
    prelude = f"async () => {{ const [{', '.join(names)}] = await Promise.all([{loads}]); return "

    def evaluate(expression: str) -> Any:
        return browser_page.evaluate(f"{prelude}{expression}; }}")

    return evaluate


def test_what_is_left_is_whole_seconds_and_never_negative(call: Call) -> None:
    assert call("[countdown.secondsLeft(10_999, 0), countdown.secondsLeft(999, 0), countdown.secondsLeft(0, 1)]") == [
        10,
        0,
        0,
    ]


def test_a_countdown_says_what_the_server_says(call: Call) -> None:
    assert call("countdown.oneLine(3 * 86400 + 19 * 3600 + 27 * 60)") == "3 hari 19 jam 27 menit"
    assert call("countdown.oneLine(2 * 3600 + 14 * 60 + 9)") == "02.14.09"
    assert call("countdown.oneLine(86400)") == "1 hari 0 jam 0 menit"
    assert call("countdown.oneLine(86399, 'en')") == "23:59:59"
    assert call("[0, 86399, 86400, 259199, 259200].map(countdown.urgency)") == ["urgent", "urgent", "soon", "soon", ""]


def test_a_reader_is_told_at_sixty_fifteen_five_and_one_minutes_once(call: Call) -> None:
    heard = call("""(() => { const heard = [];
        for (let left = 4000; left > 0; left--) heard.push(countdown.markPassed(left, left - 1));
        return heard.filter(Boolean); })()""")
    assert heard == [60, 15, 5, 1]


def test_a_page_that_slept_over_several_marks_hears_the_nearest(call: Call) -> None:
    assert call("countdown.markPassed(4000, 250)") == 5
    assert call("countdown.markPassed(250, 249)") is None


def test_the_time_of_day_follows_the_zone_of_the_office(call: Call) -> None:
    moment = 1_795_489_627_000
    assert call(f"clock.timeOfDay({moment}, clock.offsetMinutes('2026-11-24T10:00:00+07:00'))") == "10.07.07"
    assert call(f"clock.timeOfDay({moment}, 540, 'en')") == "12:07:07"
    assert call("[clock.offsetMinutes('x'), clock.offsetMinutes('2026-11-24T10:00:00-03:30')]") == [0, -210]


def test_a_device_that_is_off_is_told_how_far_and_which_way(call: Call) -> None:
    assert call("clock.skewWords(72_000)") == "Jam perangkat Anda lambat 1 menit 12 detik. Yang berlaku jam server."
    assert call("clock.skewWords(-45_000)") == "Jam perangkat Anda cepat 45 detik. Yang berlaku jam server."
    assert call("[clock.skewWords(29_999), clock.skewWords(-29_999)]") == ["", ""]


def test_only_an_act_in_a_message_is_heard(call: Call) -> None:
    messages = ['{"act":"opening"}', '{"act":7}', "[]", "null", "x", '{"html":"<b>"}']
    assert call(f"{messages!r}.map(live.actOf)") == ["opening", None, None, None, None, None]


def test_a_part_looks_again_for_its_own_acts_and_never_for_a_ping(call: Call) -> None:
    assert call("[live.concerns(undefined, 'opening'), live.concerns(undefined, 'ping')]") == [True, False]
    assert call("[live.concerns('opening close', 'close'), live.concerns('opening', 'close')]") == [True, False]


def test_reconnecting_waits_longer_each_time_and_at_most_half_a_minute(call: Call) -> None:
    assert call("[0, 1, 2, 9].map((attempt) => live.backoff(attempt, 1))") == [1000, 2000, 4000, 30000]
    assert call("live.backoff(0, 0)") == 500


def test_a_fragment_replaces_a_part_without_running_anything(call: Call, browser_page: Page) -> None:
    browser_page.evaluate("document.body.innerHTML = '<div id=p data-live-src=/x><p>lama</p></div>'")
    call("""(() => { window.ran = false; const part = document.getElementById('p');
        const answer = document.implementation.createHTMLDocument();
        answer.body.innerHTML = '<p>baru</p><script>window.ran = true</scr' + 'ipt>';
        live.replaceWith(part, answer); })()""")
    assert browser_page.inner_text("#p").strip() == "baru"
    assert browser_page.evaluate("window.ran") is False


def test_the_same_answer_leaves_the_page_alone_and_a_whole_page_gives_its_part(call: Call, browser_page: Page) -> None:
    browser_page.evaluate("document.body.innerHTML = '<div id=p><p>sama</p></div><i id=q>tetap</i>'")
    changes = call("""(() => { const part = document.getElementById('p'); let changes = 0;
        part.addEventListener('lpse:refreshed', () => changes++);
        for (const inner of ['<p>sama</p>', '<p>lain</p>', '<p>lain</p>']) {
          const answer = document.implementation.createHTMLDocument();
          answer.body.innerHTML = `<h1>Halaman</h1><div id=p>${inner}</div>`;
          live.replaceWith(part, answer);
        }
        live.replaceWith(part, null);
        return changes; })()""")
    assert changes == 1
    assert browser_page.inner_text("body").split() == ["lain", "tetap"]


def test_a_file_is_fingerprinted_in_the_browser_as_python_does(call: Call) -> None:
    body = bytes(range(256)) * 4096
    assert call("verify.fingerprint(new Blob([new Uint8Array(2 ** 20).map((_, place) => place % 256)]))") == (
        hashlib.sha256(body).hexdigest()
    )
    assert call("[0, 2 ** 28 + 1, 2 ** 30, 2 ** 30 + 1].map(verify.judge)") == ["ok", "large", "large", "tooLarge"]


def test_the_search_key_is_left_alone_while_somebody_types(call: Call) -> None:
    assert call("""(() => { const input = document.body.appendChild(document.createElement('input'));
        const press = (target, more) => nav.wantsSearch({ key: '/', target, ...more });
        return [press(document.body), press(input), press(document.body, { ctrlKey: true })]; })()""") == [
        True,
        False,
        False,
    ]


def test_a_double_click_sends_a_form_once_and_a_search_as_often_as_asked(call: Call, browser_page: Page) -> None:
    forms = "<form method=post id=act><button>a</button></form><form id=find><button>f</button></form>"
    browser_page.evaluate(f"document.body.innerHTML = '{forms}'")
    assert call("""(() => { nav.init(document); const sent = { act: 0, find: 0 };
        addEventListener('submit', (event) => {
          if (!event.defaultPrevented) sent[event.target.id] += 1;
          event.preventDefault();
        });
        for (const id of ['act', 'act', 'find', 'find']) document.querySelector(`#${id} button`).click();
        dispatchEvent(new Event('pageshow'));
        document.querySelector('#act button').click();
        return [sent.act, sent.find]; })()""") == [2, 2]


def test_paper_shows_what_a_screen_folds_away(call: Call, browser_page: Page) -> None:
    call("0")
    browser_page.add_style_tag(content=Path("lpse/static/css/base.css").read_text())
    browser_page.evaluate(
        "document.body.innerHTML = '<details class=disclose><summary>cara</summary><p id=p>2 x 3</p></details>'"
    )
    shown = "document.getElementById('p').checkVisibility({ contentVisibilityAuto: true })"
    assert browser_page.evaluate(shown) is False
    browser_page.emulate_media(media="print")
    assert browser_page.evaluate(shown) is True


def test_every_module_of_ours_says_its_licence_and_asks_for_checked_types() -> None:
    for name, file in assets.files().items():
        if name.startswith("js/") and name.endswith(".js"):
            first, second = Path(file).read_text().splitlines()[:2]
            assert (first, second) == ("// SPDX-License-Identifier: Apache-2.0", "// @ts-check"), name
