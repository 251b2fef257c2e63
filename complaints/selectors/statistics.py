# SPDX-License-Identifier: Apache-2.0
"""How the office answers (statistik jawaban): in time, how fast, why, and how that changes. Two queries for all of it.

An answer counts once it was given or its end has passed. Questions count once their answer is published, clarifications
of bids once the result is out: before that their number is nobody's to know. Whatever has fewer than five answers is
withheld, and what subtraction would tell of it too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from complaints.rules import Ground, Outcome
from complaints.rules_survey import LEAST, span_of, withheld
from complaints.selectors import words
from complaints.selectors.survey import zone
from complaints.selectors.words_statistics import CLASS, NO_AGENCY, Answered
from lpse import language
from lpse.core.charts import Chart, Point, bars
from lpse.templatetags.lpse_format import desimal

MOST_BARS = 8
_COUNTED = """
WITH answers AS (
    SELECT 'objection' AS class, t.package_id, o.filed_at AS asked_at, o.due_at, o.answered_at
    FROM complaints_objection o JOIN evaluation_result r ON r.id = o.result_id
    JOIN tenders_tender t ON t.id = r.tender_id WHERE o.status <> 'withdrawn'
  UNION ALL
    SELECT 'appeal', t.package_id, a.clarified_at, a.due_at, a.decided_at
    FROM complaints_appeal a JOIN complaints_objection o ON o.id = a.objection_id
    JOIN evaluation_result r ON r.id = o.result_id JOIN tenders_tender t ON t.id = r.tender_id
    WHERE a.due_at IS NOT NULL AND a.status <> 'lapsed'
  UNION ALL
    SELECT 'complaint', t.package_id, c.received_at, c.due_at, c.closed_at
    FROM complaints_complaint c LEFT JOIN tenders_tender t ON t.id = c.tender_id
  UNION ALL
    SELECT 'question', t.package_id, q.asked_at, s.ends_at, w.published_at
    FROM vendors_question q JOIN vendors_answer w ON w.question_id = q.id JOIN tenders_tender t ON t.id = q.tender_id
    JOIN tenders_stage s ON s.tender_id = t.id AND s.kind = 'clarification' WHERE w.published_at IS NOT NULL
  UNION ALL
    SELECT 'clarification', t.package_id, c.asked_at, c.answer_until, w.answered_at
    FROM evaluation_clarificationrequest c JOIN evaluation_evaluation e ON e.id = c.evaluation_id
    JOIN tenders_tender t ON t.id = e.tender_id AND t.status IN ('decided', 'awarded')
    LEFT JOIN evaluation_clarificationanswer w ON w.request_id = c.id
), counted AS (
    SELECT class, coalesce(g.name, '') AS agency, to_char(due_at AT TIME ZONE %(zone)s, 'YYYY-"Q"Q') AS quarter,
        coalesce(answered_at < due_at, false) AS in_time, extract(epoch FROM answered_at - asked_at) / 86400 AS days
    FROM answers LEFT JOIN tenders_package p ON p.id = answers.package_id
    LEFT JOIN accounts_agency g ON g.id = p.agency_id
    WHERE answered_at IS NOT NULL OR due_at <= %(now)s
)
SELECT CASE WHEN grouping(quarter) = 0 THEN 'quarter' WHEN grouping(agency) = 0 THEN 'agency' ELSE 'class' END,
    coalesce(class, ''), coalesce(agency, quarter, ''), count(*), count(*) FILTER (WHERE in_time),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY days)
FROM counted GROUP BY GROUPING SETS ((class), (class, agency), (class, quarter)) ORDER BY 1, 2, 3
"""
_REASONS = """
SELECT 'ground', p.ground, count(*) FROM complaints_objectionpoint p
JOIN complaints_objection o ON o.id = p.objection_id WHERE o.status <> 'withdrawn' GROUP BY 2
UNION ALL SELECT 'outcome', outcome, count(*) FROM complaints_complaint WHERE status = 'closed' GROUP BY 2
ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Count:
    """Answers of one class, in one agency or quarter: how many, how many in time, the median of days until one."""

    n: int
    in_time: int
    median: Fraction | None

    @property
    def share(self) -> Fraction:
        """How many of a hundred came in time."""
        return Fraction(100 * self.in_time, self.n)


Key = tuple[Answered, str]


@dataclass(frozen=True)
class Counts:
    """Everything that was counted: by class, by class and agency, by class and quarter, and reasons."""

    by_class: Mapping[Answered, Count]
    by_agency: Mapping[Key, Count]
    by_quarter: Mapping[Key, Count]
    grounds: Mapping[str, int]
    outcomes: Mapping[str, int]


@dataclass(frozen=True)
class Figure:
    """One figure of the page: a sentence, a chart when anything may be shown, the same as a table, and n."""

    name: str
    title: str
    sentence: str
    chart: Chart
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    n: int
    places: int = 1

    @property
    def is_withheld(self) -> bool:
        """Whether there is too little to draw."""
        return not self.chart.bars


def counts_at(now: datetime) -> Counts:
    """Count every answer due or given by ``now``; two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {"zone": zone().key, "now": now})
        found = cursor.fetchall()
        cursor.execute(_REASONS)
        reasons = cursor.fetchall()
    sets: dict[str, dict[Key, Count]] = {"class": {}, "agency": {}, "quarter": {}}
    for kind, name, of, n, in_time, median in found:
        exact = None if median is None else Fraction(str(round(median, 4)))
        sets[kind][Answered(name), of] = Count(n, in_time, exact)
    return Counts(
        {name: count for (name, _of), count in sets["class"].items()},
        sets["agency"],
        sets["quarter"],
        {word: n for kind, word, n in reasons if kind == "ground"},
        {word: n for kind, word, n in reasons if kind == "outcome"},
    )


def figures_of(counts: Counts) -> list[Figure]:
    """Return the figures of the page; pure but for the language."""
    # Nowhere stands how many answers there are of all kinds, so a kind that is left out cannot be had by subtraction.
    shown = {name: count for name, count in counts.by_class.items() if count.n >= LEAST}
    return [
        _in_time(counts, shown),
        _medians(counts, shown),
        _agencies(counts),
        _quarters(counts),
        _reasons("alasan", _("Alasan sanggah"), {words.GROUND[Ground(key)]: n for key, n in counts.grounds.items()}),
        _reasons("hasil", _("Hasil pengaduan"), {words.OUTCOME[Outcome(key)]: n for key, n in counts.outcomes.items()}),
    ]


def _shown(counts: Mapping[Any, Count]) -> dict[Any, Count]:
    """Return the parts that may be shown."""
    hidden = withheld({key: count.n for key, count in counts.items()})
    return {key: count for key, count in counts.items() if key not in hidden}


def _shown_within(counts: Mapping[Key, Count]) -> dict[Key, Count]:
    """Return the parts that may be shown, judged within each class."""
    found: dict[Key, Count] = {}
    for name in Answered:
        found |= _shown({key: count for key, count in counts.items() if key[0] is name})
    return found


def _row(label: str, count: Count | None) -> tuple[str, ...]:
    if count is None:
        return (label, _("kurang dari 5"), "–", "–")
    return (label, str(count.n), f"{desimal(count.share, 1)} %", desimal(count.median, 1))


def _head(first: str) -> tuple[str, ...]:
    return (first, "n", _("Tepat waktu"), _("Median hari"))


def _in_time(counts: Counts, shown: Mapping[Answered, Count]) -> Figure:
    total = Count(sum(each.n for each in shown.values()), sum(each.in_time for each in shown.values()), None)
    sentence = _nothing()
    if shown:
        low = min(shown, key=lambda name: shown[name].share)
        sentence = _("%(share)s persen jawaban tepat waktu; terendah pada %(low)s: %(part)s persen.") % {
            "share": desimal(total.share, 1),
            "low": CLASS[low],
            "part": desimal(shown[low].share, 1),
        }
    points = [Point(str(CLASS[name]), count.share, count.n) for name, count in shown.items()]
    rows = [_row(str(CLASS[name]), shown.get(name)) for name in counts.by_class]
    return Figure("tepat", _("Dijawab tepat waktu"), sentence, bars(points), _head(_("Jenis")), rows, total.n)


def _medians(counts: Counts, shown: Mapping[Answered, Count]) -> Figure:
    known = {name: count.median for name, count in shown.items() if count.median is not None}
    sentence = _nothing()
    if known:
        slow = max(known, key=lambda name: known[name])
        sentence = _("Separuh jawaban %(slow)s terbit dalam %(days)s hari atau kurang; itu yang paling lama.") % {
            "slow": CLASS[slow],
            "days": desimal(known[slow], 1),
        }
    points = [Point(str(CLASS[name]), median, shown[name].n) for name, median in known.items()]
    rows = [_row(str(CLASS[name]), shown.get(name)) for name in counts.by_class]
    n = sum(shown[name].n for name in known)
    return Figure("lama", _("Median hari sampai dijawab"), sentence, bars(points), _head(_("Jenis")), rows, n)


def _agencies(counts: Counts) -> Figure:
    shown = _shown_within(counts.by_agency)
    together: dict[str, Count] = {}
    for (_name, agency), count in shown.items():
        before = together.get(agency, Count(0, 0, None))
        together[agency] = Count(before.n + count.n, before.in_time + count.in_time, None)
    busy = sorted(together, key=lambda agency: (-together[agency].n, agency))[:MOST_BARS]
    sentence = _nothing()
    if busy:
        low = min(busy, key=lambda agency: together[agency].share)
        sentence = _("%(agency)s paling jarang tepat waktu: %(share)s persen jawaban.") % {
            "agency": low or NO_AGENCY,
            "share": desimal(together[low].share, 1),
        }
    points = [
        Point(f"{place}", together[agency].share, together[agency].n, name=f"{place}. {agency or NO_AGENCY}")
        for place, agency in enumerate(busy, start=1)
    ]
    numbered = {agency: f"{place}. " for place, agency in enumerate(busy, start=1)}
    rows = [
        _row(f"{numbered.get(agency, '')}{agency or NO_AGENCY}, {CLASS[name]}", shown.get((name, agency)))
        for name, agency in counts.by_agency
    ]
    n = sum(count.n for count in shown.values())
    title = _("Tepat waktu menurut instansi")
    return Figure("instansi", title, sentence, bars(points), _head(_("Instansi dan jenis")), rows, n)


def _quarters(counts: Counts) -> Figure:
    shown = _shown_within(counts.by_quarter)
    together: dict[str, Count] = {}
    for (_name, quarter), count in shown.items():
        before = together.get(quarter, Count(0, 0, None))
        together[quarter] = Count(before.n + count.n, before.in_time + count.in_time, None)
    last = sorted(together)[-MOST_BARS:]
    sentence = _nothing()
    if last:
        newest = together[last[-1]]
        sentence = _("%(quarter)s: %(share)s persen jawaban tepat waktu.") % {
            "quarter": language.told(span_of(last[-1]).words()),
            "share": desimal(newest.share, 1),
        }
    points = [Point(f"{code[5:]} {code[:4]}", together[code].share, together[code].n) for code in last]
    rows = [
        _row(f"{language.told(span_of(quarter).words())}, {CLASS[name]}", shown.get((name, quarter)))
        for name, quarter in sorted(counts.by_quarter, key=lambda key: (key[1], key[0]), reverse=True)
    ]
    n = sum(count.n for count in shown.values())
    title = _("Tepat waktu per triwulan")
    return Figure("tren", title, sentence, bars(points), _head(_("Triwulan jatuh tempo dan jenis")), rows, n)


def _reasons(name: str, title: str, found: Mapping[Any, int]) -> Figure:
    hidden = withheld(found)
    shown = {label: n for label, n in found.items() if label not in hidden}
    sentence = _nothing()
    if shown:
        most = max(shown, key=lambda label: shown[label])
        sentence = _("Paling sering: %(reason)s, %(n)s kali.") % {"reason": most, "n": shown[most]}
    points = [
        Point(f"{place}", Fraction(n), n, name=f"{place}. {label}")
        for place, (label, n) in enumerate(shown.items(), start=1)
    ]
    places = {label: f"{place}. " for place, label in enumerate(shown, start=1)}
    rows = [
        (f"{places.get(label, '')}{label}", str(n) if label in shown else _("kurang dari 5"))
        for label, n in found.items()
    ]
    return Figure(name, title, sentence, bars(points), (_("Alasan atau hasil"), "n"), rows, sum(shown.values()), 0)


def _nothing() -> str:
    return _("Kurang dari %(least)s jawaban: belum ada yang ditampilkan.") % {"least": LEAST}
