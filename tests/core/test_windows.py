# SPDX-License-Identifier: Apache-2.0
"""Half-open windows: the start is in time, the end is late."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from lpse.core.windows import BadWindow, Phase, Window

START = datetime(2026, 11, 16, 1, tzinfo=UTC)
END = datetime(2026, 11, 24, 3, tzinfo=UTC)
MICRO = timedelta(microseconds=1)
WINDOW = Window(START, END)


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        (START - MICRO, Phase.FUTURE),
        (START, Phase.OPEN),
        (END - MICRO, Phase.OPEN),
        (END, Phase.PAST),
        (END + MICRO, Phase.PAST),
    ],
)
def test_equality_with_the_end_is_late(now: datetime, phase: Phase) -> None:
    assert WINDOW.state(now) is phase
    assert WINDOW.is_open(now) is (phase is Phase.OPEN)


def test_a_moment_is_judged_whatever_zone_it_is_told_in() -> None:
    wib = timezone(timedelta(hours=7))
    assert WINDOW.is_open(datetime(2026, 11, 24, 9, 59, 59, tzinfo=wib))
    assert not WINDOW.is_open(datetime(2026, 11, 24, 10, tzinfo=wib))


@pytest.mark.parametrize("end", [START, START - MICRO])
def test_a_window_that_does_not_end_after_its_start_is_refused(end: datetime) -> None:
    with pytest.raises(BadWindow, match="sesudah waktu mulai"):
        Window(START, end)


def test_a_naive_time_is_refused_at_every_door() -> None:
    naive = START.replace(tzinfo=None)
    for build in (lambda: Window(naive, END), lambda: Window(START, naive), lambda: WINDOW.state(naive)):
        with pytest.raises(BadWindow, match="zona"):
            build()


def test_touching_windows_do_not_overlap() -> None:
    following = Window(END, END + MICRO)
    assert not WINDOW.overlaps(following)
    assert not following.overlaps(WINDOW)
    assert WINDOW.overlaps(Window(END - MICRO, END + MICRO))


def test_windows_order_by_start_then_end() -> None:
    later = Window(START + MICRO, END)
    longer = Window(START, END + MICRO)
    assert sorted([later, longer, WINDOW]) == [WINDOW, longer, later]
