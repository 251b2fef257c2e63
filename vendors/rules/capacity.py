# SPDX-License-Identifier: Apache-2.0
"""What a vendor can carry beside its running work (SKN, SKP, KD) and has done before, with the arithmetic. Pure.

Every finding is told in words with its article and mark of trust, so that vendor and committee read the same. None of
them bars a bid: the committee judges. Source: law.md R-VND-5 to R-VND-9.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from lpse.core import money
from lpse.core.said import Figure, Said, said
from lpse.regulations.book import Category, Number, Source
from lpse.regulations.capacity import CapacityNumbers, ExperienceNumbers


class Measure(StrEnum):
    """What is reckoned of a vendor."""

    LICENCE = "licence"
    CERTIFICATE = "certificate"
    RETURNS = "returns"
    REAL = "skn"
    PACKAGES = "skp"
    CONTRACTS = "kd"
    RECENT = "recent"
    SIMILAR = "similar"
    LARGEST = "largest"


TITLES = {
    Measure.LICENCE: said("Izin usaha"),
    Measure.CERTIFICATE: said("Sertifikat badan usaha (SBU)"),
    Measure.RETURNS: said("SPT tahunan"),
    Measure.REAL: said("Sisa kemampuan nyata (SKN)"),
    Measure.PACKAGES: said("Sisa kemampuan paket (SKP)"),
    Measure.CONTRACTS: said("Kemampuan dasar (KD)"),
    Measure.RECENT: said("Pekerjaan terakhir"),
    Measure.SIMILAR: said("Pekerjaan sejenis"),
    Measure.LARGEST: said("Nilai pekerjaan sejenis tertinggi"),
}


@dataclass(frozen=True)
class Work:
    """A contract: its ``value`` in rupiah, from when to when it ran, and the code of its field (may be empty)."""

    title: str
    value: Decimal
    ends_on: date
    started_on: date | None = None
    field_code: str = ""


@dataclass(frozen=True)
class Paper:
    """A licence or certificate: how it is called, its grade (subclassification and qualification), its last day."""

    title: str
    grade: str = ""
    until: date | None = None

    def is_valid(self, on: date) -> bool:
        """Say whether it is valid on a day; its last day is included."""
        return self.until is None or self.until >= on


@dataclass(frozen=True)
class Standing:
    """What of a vendor's data the capacities are reckoned from: accepted rows alone.

    ``equity`` is that of the last balance sheet, of ``equity_year``; None without one.
    """

    is_small: bool
    founded_on: date | None = None
    equity: Decimal | None = None
    equity_year: int = 0
    running: Sequence[Work] = ()
    finished: Sequence[Work] = ()
    papers: Sequence[Paper] = ()
    tax_years: Sequence[int] = ()


@dataclass(frozen=True)
class Wanted:
    """What a tender asks for: its category, owner's estimate (HPS, rupiah) and the code of its field (may be empty)."""

    category: Category
    owner_estimate: Decimal
    field_code: str = ""


@dataclass(frozen=True)
class Finding:
    """One measure of a vendor: what it comes to, how it was reckoned, on which article.

    ``meets`` is None where the data or the law do not say: the committee judges it.
    """

    measure: Measure
    told: Said
    steps: tuple[Said, ...]
    source: Source
    meets: bool | None

    @property
    def title(self) -> Said:
        """Name of the measure."""
        return TITLES[self.measure]


def findings(known: Standing, wanted: Wanted | None, numbers: CapacityNumbers, on: date) -> tuple[Finding, ...]:
    """Return what is reckoned of a vendor on a day: for one tender, or in general (``wanted`` is None)."""
    found = papers(known, wanted, numbers, on)
    if not known.is_small and (wanted is None or wanted.category in numbers.real_categories):
        found.append(real_capacity(known, wanted, numbers))
    if wanted is None or wanted.category in numbers.packages_categories:
        found.append(package_capacity(known, numbers, on))
    if not known.is_small and (wanted is None or wanted.category in numbers.contracts_categories):
        found.append(basic_capacity(known, wanted, numbers, on))
    if wanted is not None:
        found += experience(known, wanted, numbers, on)
    return tuple(found)


def papers(known: Standing, wanted: Wanted | None, numbers: CapacityNumbers, on: date) -> list[Finding]:
    """Return whether licence, certificate of works and tax returns reach to the day. Source: R-VND-1, 4, 10."""
    found = [_valid(Measure.LICENCE, known.papers, numbers.licence_source, on)]
    if wanted is not None and wanted.category in numbers.contracts_categories and wanted.field_code:
        fitting = [each for each in known.papers if wanted.field_code in each.grade.upper().replace(" ", "")]
        if fitting:
            found.append(_valid(Measure.CERTIFICATE, fitting, numbers.certificate_source, on))
        else:
            told = said("Tidak ada SBU dengan subklasifikasi {code}.", code=wanted.field_code)
            found.append(Finding(Measure.CERTIFICATE, told, (), numbers.certificate_source, False))
    return [*found, tax_returns(known, numbers, on)]


def _valid(measure: Measure, rows: Sequence[Paper], source: Source, on: date) -> Finding:
    """Say whether one of these papers is valid on the day, and name those that are not."""
    valid = [each for each in rows if each.is_valid(on)]
    told = said("{count} dari {whole} masih berlaku pada {on}.", count=len(valid), whole=len(rows), on=_day(on))
    ended = [(each.title, each.until) for each in rows if each.until is not None and not each.is_valid(on)]
    steps = tuple(said("{title} berakhir {on}.", title=title, on=_day(until)) for title, until in ended)
    return Finding(measure, told, steps, source, bool(valid))


def tax_returns(known: Standing, numbers: CapacityNumbers, on: date) -> Finding:
    """Return whether the last two yearly tax returns were filed.

    Until the month of filing is over, the year before the last stands in for the last. Source: law.md R-VND-4.
    """
    count = int(numbers.returns.value)
    last = on.year - 1 if on.month > numbers.returns_month.value else on.year - 2
    since = known.founded_on.year if known.founded_on else 0
    awaited = [last - back for back in range(count) if last - back >= since]
    if not awaited:
        told = said("Belum ada SPT yang jatuh tempo sejak usaha ini berdiri.")
        return Finding(Measure.RETURNS, told, (), numbers.returns.source, True)
    filed = [year for year in awaited if year in known.tax_years]
    years = ", ".join(str(year) for year in awaited)
    told = said("{filed} dari {count} SPT terakhir ada ({years}).", filed=len(filed), count=len(awaited), years=years)
    step = said(
        "Tahun terakhir dihitung setelah akhir bulan ke-{month}; jawaban KSWP dari DJP tidak diambil portal ini.",
        month=_plain(numbers.returns_month.value),
    )
    return Finding(Measure.RETURNS, told, (step,), numbers.returns.source, len(filed) == len(awaited))


def real_capacity(known: Standing, wanted: Wanted | None, numbers: CapacityNumbers) -> Finding:
    """Return what is left of the vendor's real capacity (sisa kemampuan nyata): SKN = fp x fl x KB less running work.

    For goods and services of business that is not small. Running contracts count with their whole value, however much
    is done. The law that was read names no least SKN. Source: law.md R-VND-7.
    """
    source = numbers.turnover.source
    if known.equity is None:
        told = said("Belum dapat dihitung: belum ada neraca yang diterima verifikator.")
        return Finding(Measure.REAL, told, (), source, None)
    modal = Fraction(numbers.liquidity.value) * Fraction(known.equity)
    whole = Fraction(numbers.turnover.value) * modal
    taken = sum((Fraction(each.value) for each in known.running), Fraction(0))
    left = whole - taken
    steps = [
        said(
            "Modal kerja = {liquidity} x ekuitas neraca {year} {equity} = {modal}.",
            liquidity=_plain(numbers.liquidity.value),
            year=known.equity_year,
            equity=money.rupiah(known.equity),
            modal=money.rupiah(modal),
        ),
        said(
            "Kemampuan nyata = {turnover} x {modal} = {whole}.",
            turnover=_plain(numbers.turnover.value),
            modal=money.rupiah(modal),
            whole=money.rupiah(whole),
        ),
        said(
            "Dikurangi {count} kontrak berjalan dengan nilai penuh {taken} = {left}.",
            count=len(known.running),
            taken=money.rupiah(taken),
            left=money.rupiah(left),
        ),
    ]
    meets = False if left <= 0 else None
    if wanted is not None and left > 0:
        is_enough = left >= wanted.owner_estimate
        steps.append(
            said(
                "HPS {estimate}. Peraturan yang terbaca tidak menyebut batas terendah SKN; dokumen pemilihan yang "
                "menentukan.",
                estimate=money.rupiah(wanted.owner_estimate),
            )
        )
        meets = True if is_enough else None
    return Finding(Measure.REAL, said("SKN {left}.", left=money.rupiah(left)), tuple(steps), source, meets)


def package_capacity(known: Standing, numbers: CapacityNumbers, on: date) -> Finding:
    """Return how many packages the vendor can still carry (sisa kemampuan paket): SKP = KP - P, at least one.

    KP is 5 for small business; for others 6, or 1.2 of the most packages at one time in the last five years, whichever
    is more. Source: law.md R-VND-8.
    """
    count, source = len(known.running), numbers.packages.source
    if known.is_small:
        able = Fraction(numbers.small_packages.value)
        first = said("Kemampuan paket (KP) usaha mikro dan kecil = {able}.", able=_plain(able))
    else:
        most = most_at_once([*known.running, *known.finished], _years_before(on, numbers.packages_years), on)
        able = max(Fraction(numbers.packages.value), Fraction(numbers.packages_share.value) * most)
        first = said(
            "Kemampuan paket (KP) = yang terbesar dari {least} dan {share} x {most} paket yang pernah dikerjakan "
            "bersamaan dalam {years} tahun terakhir = {able}.",
            least=_plain(numbers.packages.value),
            share=_plain(numbers.packages_share.value),
            most=most,
            years=_plain(numbers.packages_years.value),
            able=_plain(able),
        )
    left = able - count
    reckoned = said(
        "SKP = {able} - {count} kontrak berjalan = {left}; paling sedikit {least}.",
        able=_plain(able),
        count=count,
        left=_plain(left),
        least=_plain(numbers.packages_least.value),
    )
    told = said("SKP {left} dari {able} paket.", left=_plain(left), able=_plain(able))
    return Finding(Measure.PACKAGES, told, (first, reckoned), source, left >= numbers.packages_least.value)


def most_at_once(works: Sequence[Work], since: date, until: date) -> int:
    """Return how many works ran on the fullest day from ``since`` to ``until``, both included.

    A work without a known first day counts on its last day only.
    """
    spans = [
        (max(each.started_on or each.ends_on, since), min(each.ends_on, until))
        for each in works
        if each.ends_on >= since and (each.started_on or each.ends_on) <= until
    ]
    return max((sum(first <= day <= last for first, last in spans) for day, _last in spans), default=0)


def basic_capacity(known: Standing, wanted: Wanted | None, numbers: CapacityNumbers, on: date) -> Finding:
    """Return the basic capacity for works (kemampuan dasar): KD = 3 x the largest comparable contract of 15 years.

    For works of business that is not small; KD must reach the estimate. Contracts count with their nominal value: no
    price index is loaded. Comparable is one of the same subclassification, where the tender names one.
    Source: law.md R-VND-9.
    """
    source, code = numbers.contracts.source, wanted.field_code if wanted else ""
    since = _years_before(on, numbers.contracts_years)
    rows = [each for each in known.finished if since <= each.ends_on <= on and code in ("", each.field_code)]
    years = _plain(numbers.contracts_years.value)
    if not rows:
        told = (
            said("Tidak ada pengalaman {code} yang selesai dalam {years} tahun terakhir.", code=code, years=years)
            if code
            else said("Belum ada pengalaman yang selesai dalam {years} tahun terakhir.", years=years)
        )
        return Finding(Measure.CONTRACTS, told, (), source, None if wanted is None else False)
    best = max(rows, key=lambda each: each.value)
    able = Fraction(numbers.contracts.value) * Fraction(best.value)
    steps = [
        said(
            "KD = {factor} x {value} ({title}, selesai {on}) = {able}.",
            factor=_plain(numbers.contracts.value),
            value=money.rupiah(best.value),
            title=best.title,
            on=_day(best.ends_on),
            able=money.rupiah(able),
        ),
        said("Nilai nominal: indeks harga belum dimuat di portal ini, jadi KD sebenarnya dapat lebih besar."),
    ]
    if wanted is not None and not code:
        steps.append(said("Tender ini tidak menyebut subklasifikasi; Pokja menilai apakah pekerjaan itu sebanding."))
    meets = None
    if wanted is not None:
        steps.append(
            said("KD paling sedikit sama dengan HPS {estimate}.", estimate=money.rupiah(wanted.owner_estimate))
        )
        is_enough = able >= wanted.owner_estimate
        meets = True if is_enough and code else None if is_enough else False
    return Finding(Measure.CONTRACTS, said("KD {able}.", able=money.rupiah(able)), tuple(steps), source, meets)


def experience(known: Standing, wanted: Wanted, numbers: CapacityNumbers, on: date) -> list[Finding]:
    """Return what the law asks of finished work: one of late, one of the same group, and how large the largest was.

    Small business younger than three years needs none in works (R-VND-6). Subcontracts count. Where the tender names
    no code of its field, the committee compares. Source: law.md R-VND-5, R-VND-6.
    """
    if wanted.category in numbers.contracts_categories:
        return _of_works(known, numbers, on)
    asked = numbers.experience.get(wanted.category)
    if asked is None:
        return []
    found = []
    division, group = wanted.field_code[: numbers.division], wanted.field_code[: numbers.group]
    if asked.recent:
        code = "" if asked.recent_is_any else division
        found.append(_done(known, Measure.RECENT, asked.recent, code, on, is_any=asked.recent_is_any))
    if asked.similar:
        found.append(_done(known, Measure.SIMILAR, asked.similar, group, on))
    if asked.largest and asked.largest_fraction and (asked.largest_of_small or not known.is_small):
        found.append(_largest(known, asked, wanted, group, on))
    return found


def _of_works(known: Standing, numbers: CapacityNumbers, on: date) -> list[Finding]:
    """Say of small business in works whether it is new enough to need no experience."""
    if not known.is_small or known.founded_on is None:
        return []
    years, source = _plain(numbers.new_business.value), numbers.new_business.source
    is_new = known.founded_on > _years_before(on, numbers.new_business)
    step = said("Akta pendirian bertanggal {on}.", on=_day(known.founded_on))
    if is_new:
        told = said("Tidak diperlukan: usaha kecil yang berdiri kurang dari {years} tahun.", years=years)
        return [Finding(Measure.SIMILAR, told, (step,), source, True)]
    told = said(
        "Diperlukan: usaha ini berdiri {years} tahun atau lebih; dokumen pemilihan menyebut syaratnya.", years=years
    )
    return [Finding(Measure.SIMILAR, told, (step,), source, True if known.finished else None)]


def _done(known: Standing, measure: Measure, years: Number, code: str, on: date, *, is_any: bool = False) -> Finding:
    """Say whether one work of a field ended within so many years."""
    rows = _within(known.finished, _years_before(on, years), on, lambda each: each.field_code.startswith(code))
    span = _plain(years.value)
    if code:
        told = said(
            "{count} pekerjaan dengan kode {code} selesai dalam {years} tahun terakhir.",
            count=len(rows),
            code=code,
            years=span,
        )
    else:
        told = said("{count} pekerjaan selesai dalam {years} tahun terakhir.", count=len(rows), years=span)
    steps = tuple(_line(each) for each in rows[:3])
    if not code and not is_any and rows:
        return Finding(measure, told, (*steps, _UNCODED), years.source, None)
    return Finding(measure, told, steps, years.source, bool(rows))


def _largest(known: Standing, asked: ExperienceNumbers, wanted: Wanted, code: str, on: date) -> Finding:
    """Say whether the largest similar work reaches the fraction of the estimate."""
    assert asked.largest is not None and asked.largest_fraction is not None
    rows = _within(known.finished, _years_before(on, asked.largest), on, lambda each: each.field_code.startswith(code))
    least = Fraction(asked.largest_fraction.value) * Fraction(wanted.owner_estimate)
    best = max((each.value for each in rows), default=Decimal(0))
    told = said("Tertinggi {best}; paling sedikit {least}.", best=money.rupiah(best), least=money.rupiah(least))
    step = said(
        "{fraction} x HPS {estimate} = {least}, dari pekerjaan {years} tahun terakhir.",
        fraction=_plain(asked.largest_fraction.value),
        estimate=money.rupiah(wanted.owner_estimate),
        least=money.rupiah(least),
        years=_plain(asked.largest.value),
    )
    if best >= least and not code:
        return Finding(Measure.LARGEST, told, (step, _UNCODED), asked.largest.source, None)
    return Finding(Measure.LARGEST, told, (step,), asked.largest.source, best >= least)


_UNCODED = said("Tender ini tidak menyebut kode bidangnya; Pokja menilai apakah pekerjaannya sejenis.")


def _within(works: Sequence[Work], since: date, until: date, fits: Callable[[Work], bool]) -> list[Work]:
    rows = [each for each in works if since <= each.ends_on <= until and fits(each)]
    return sorted(rows, key=lambda each: each.ends_on, reverse=True)


def _line(work: Work) -> Said:
    return said(
        "{title}, {value}, selesai {on}.", title=work.title, value=money.rupiah(work.value), on=_day(work.ends_on)
    )


def _years_before(on: date, years: Number) -> date:
    """The same day so many years earlier; of 29 February the 28th."""
    year = on.year - int(years.value)
    try:
        return on.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 2, 28)


def _day(on: date) -> str:
    return f"{on:%d-%m-%Y}"


def _plain(value: Decimal | Fraction) -> Figure:
    """A number without needless zeros, with a comma: ``7,2``."""
    text = f"{money.rounded(Fraction(value), 2):f}"
    return Figure((text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ","))
