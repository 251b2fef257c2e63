# SPDX-License-Identifier: Apache-2.0
"""The one call to the system clock."""

from datetime import UTC, datetime, timedelta

from lpse.core import clock


def test_now_is_aware_utc_cut_to_whole_milliseconds() -> None:
    before = datetime.now(UTC)
    moments = [clock.now() for _ in range(200)]
    after = datetime.now(UTC)
    assert all(moment.utcoffset() == timedelta(0) for moment in moments)
    assert all(moment.microsecond % 1000 == 0 for moment in moments)
    assert before - timedelta(milliseconds=1) < moments[0]
    assert moments[-1] <= after  # cut, never rounded into the future
    assert moments == sorted(moments)
