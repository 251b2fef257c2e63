# SPDX-License-Identifier: Apache-2.0
"""Who may publish the result of a service survey, and when. Pure."""

from dataclasses import dataclass

from lpse.core.acts import Actor, Kind, Refusal, Role, check

_EARLY = Refusal(Kind.WHEN, "Masa survei ini belum berakhir.", "Terbitkan hasilnya sesudah masanya berakhir.")
_TWICE = Refusal(Kind.STATE, "Hasil survei ini sudah terbit.", "Lihat hasil dan rencananya pada halaman survei.")
_EMPTY = Refusal(Kind.STATE, "Tidak ada jawaban pada masa ini.", "Sebarkan tautan survei, lalu terbitkan masa berikut.")


@dataclass(frozen=True)
class SurveyFacts:
    """What is known of a span of the survey."""

    has_ended: bool = False
    has_answers: bool = False
    is_published: bool = False


def may_publish(actor: Actor, facts: SurveyFacts) -> Refusal | None:
    """Return why the actor may not publish the result with its plan, or None. Source: R-SKM-9."""
    refusal = check(actor, Role.UNIT_HEAD)
    if refusal is not None:
        return refusal
    if not facts.has_ended:
        return _EARLY
    if not facts.has_answers:
        return _EMPTY
    if facts.is_published:
        return _TWICE
    return check(actor, Role.UNIT_HEAD, step_up=True)
