# SPDX-License-Identifier: Apache-2.0
"""The gate (sealed-bids.md 7.8): the only place where the server's half of an envelope's secret is unwrapped.

It is called by the opening job alone. The database answers first, by its own clock and from the public record: the time
has come, the close stands in a signed head, the opening follows it, enough members have released. Then every box is
opened and every share tried; while one listed envelope lacks k good shares, nothing is unwrapped at all.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from documents.sealing.envelope import OpenResult, open_envelope, unwrap_server
from documents.sealing.hpke import Unopenable, derive_key_pair
from documents.sealing.keyset import server_key
from evaluation.models import Opening
from evaluation.rules.quorum import Quorum, weigh
from evaluation.selectors.ceremony import RecordDisagrees, broken_rule, material, releases_of
from tenders.services import server_seed


@dataclass(frozen=True)
class Unlocked:
    """What the gate answers. ``keys`` is empty unless every listed envelope has k good shares."""

    broken: str | None
    """The rule that forbids opening now, by its name in the database; None when time, record and quorum stand."""
    quorum: Quorum | None
    keys: Mapping[str, OpenResult]


def unlock(opening: Opening, wanted: Collection[str] = ()) -> Unlocked:
    """Return the keys of the ``wanted`` envelopes (header hashes), or why there are none.

    Raises RecordDisagrees when the tables do not say what the public record says.
    """
    broken = broken_rule(opening)
    if broken is not None:
        return Unlocked(broken, None, {})
    found = material(opening)
    secret, public = derive_key_pair(server_seed(opening.tender, opening.kind))
    if public != server_key(found.keyset, opening.kind):
        raise RecordDisagrees("the server's key is not the one in the key set")
    quorum = weigh(found.keyset, opening.hash, found.headers, secret, releases_of(opening))
    if not quorum.is_complete:
        return Unlocked(None, quorum, {})
    keys = {}
    for name in wanted:
        header = found.headers[name]
        try:
            half: bytes | None = unwrap_server(secret, header)
        except Unopenable:
            half = None
        keys[name] = open_envelope(header, found.keyset, half, quorum.shares[name])
    return Unlocked(None, quorum, keys)
