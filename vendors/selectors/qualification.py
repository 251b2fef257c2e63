# SPDX-License-Identifier: Apache-2.0
"""Qualification data of a vendor as fields, each with the newest verdict on it, and what of it is about to end."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.models import StoredObject
from vendors.models import ROWS, Vendor, VerificationVerdict
from vendors.rules import (
    AT_ONCE,
    BODIES,
    EXPIRY_NOTICE,
    SOON,
    DeedKind,
    Part,
    Power,
    Tenure,
    Validity,
    validity,
    without_power,
)

LABELS = {
    "name": _("Nama badan usaha"),
    "business_number": _("NIB"),
    "tax_number": _("NPWP"),
    "address": _("Alamat"),
    "phone": _("Telepon"),
}
TITLES: dict[Part, Any] = {
    Part.LICENCE: _("Izin usaha dan SBU"),
    Part.TAX: _("SPT tahunan"),
    Part.TAX_STATUS: _("Status wajib pajak (KSWP)"),
    Part.BRANCH: _("Cabang (NITKU)"),
    Part.DEED: _("Akta"),
    Part.OWNER: _("Pemilik"),
    Part.DIRECTOR: _("Pengurus"),
    Part.POWER: _("Surat kuasa"),
    Part.PERSONNEL: _("Tenaga ahli"),
    Part.EQUIPMENT: _("Peralatan"),
    Part.EXPERIENCE: _("Pengalaman"),
    Part.RUNNING: _("Kontrak berjalan"),
    Part.FINANCE: _("Neraca"),
}
UNTIL = {
    Part.LICENCE: "valid_until",
    Part.TAX_STATUS: "valid_until",
    Part.DIRECTOR: "valid_until",
    Part.POWER: "valid_until",
    Part.PERSONNEL: "valid_until",
    Part.RUNNING: "ends_on",
}
"""The column with the last day of a row, of parts whose rows have one."""
DEEDS: dict[str, Any] = {DeedKind.ESTABLISHMENT: _("Akta pendirian"), DeedKind.AMENDMENT: _("Akta perubahan")}
TENURES: dict[str, Any] = {
    Tenure.OWNED: _("milik sendiri"),
    Tenure.LEASED: _("sewa"),
    Tenure.SUPPORTED: _("dukungan pihak lain"),
}


@dataclass(frozen=True)
class Field:
    """One thing a verifier judges; ``accepted`` is None before the first verdict.

    ``until`` is the last day of its validity; ``renews`` names the row it takes the place of once accepted.
    """

    name: str
    label: Any
    value: str
    evidence: StoredObject | None
    accepted: bool | None
    reason: str
    until: date | None = None
    renews: str = ""
    validity: Validity = Validity.FINE
    days_left: int | None = None

    @property
    def tone(self) -> str:
        """How loud the warning of an ending is: plain from 60 days on, then warn, then danger."""
        left = self.days_left
        return "danger" if left is None or left <= AT_ONCE else "warn" if left <= SOON else "plain"

    @property
    def part(self) -> str:
        """Kind of row: licence, tax and so on; the field's own name for identity."""
        return self.name.partition(".")[0]

    @property
    def row_id(self) -> str:
        """Number of the row, empty for identity."""
        return self.name.partition(".")[2]


@dataclass(frozen=True)
class Group:
    """Fields of one kind, as the vendor sees them: ``part`` names what may be added (empty for identity)."""

    part: str
    title: Any
    fields: list[Field]


def rows_of(vendor: Vendor, part: Part) -> Any:
    """Rows of a part that have not ended, oldest first."""
    model: Any = ROWS[part]
    return model.objects.filter(vendor=vendor, ended_at__isnull=True).order_by("pk")


def identity_of(vendor: Vendor) -> dict[str, str]:
    """What each field of identity says now."""
    return {
        "name": str(vendor),
        "business_number": vendor.business_number,
        "tax_number": vendor.tax_number,
        "address": f"{vendor.address}, {vendor.city}",
        "phone": vendor.phone,
    }


def fields_of(vendor: Vendor) -> list[Field]:
    """All that is judged: identity, then the rows of every part; newest verdict of each. One query a part and one more.

    A verdict on a field of identity counts as long as the field says what was judged.
    """
    told = {row.field: row for row in VerificationVerdict.objects.filter(vendor=vendor).order_by("at", "pk")}
    found = []
    for name, value in identity_of(vendor).items():
        verdict = told.get(name)
        if verdict is not None and verdict.value not in ("", value):
            verdict = None
        accepted, reason = (verdict.accepted, verdict.reason) if verdict else (None, "")
        found.append(Field(name, LABELS[name], value, None, accepted, reason))
    for part in Part:
        for row in rows_of(vendor, part).select_related("evidence"):
            verdict = told.get(f"{part}.{row.pk}")
            accepted, reason = (verdict.accepted, verdict.reason) if verdict else (None, "")
            renews = f"{part}.{row.replaces_id}" if row.replaces_id and not row.accepted_at else ""
            name, until = f"{part}.{row.pk}", getattr(row, UNTIL.get(part, ""), None)
            found.append(
                Field(name, TITLES[part], WORDS[part](row), row.evidence, accepted, reason, until=until, renews=renews)
            )
    return found


def waiting_of(vendor: Vendor) -> list[Field]:
    """Rows on which no verifier has said anything yet."""
    return [each for each in fields_of(vendor) if each.row_id and each.accepted is None]


def groups_of(vendor: Vendor, today: date) -> list[Group]:
    """The vendor's own data in groups, with the verifier's remarks and how long each row is valid yet."""
    fields = [
        replace(each, validity=validity(each.until, today), days_left=(each.until - today).days if each.until else None)
        for each in fields_of(vendor)
    ]
    identity = Group("", _("Identitas"), [each for each in fields if not each.row_id])
    rows = [Group(part.value, TITLES[part], [each for each in fields if each.part == part]) for part in Part]
    return [identity, *rows]


def row_of(vendor: Vendor, part: str, row_id: int) -> Any:
    """A row of the vendor that has not ended, or None."""
    return rows_of(vendor, Part(part)).filter(pk=row_id).first() if part in set(Part) else None


def expiring_of(vendor: Vendor, today: date) -> list[Field]:
    """Accepted rows that end within the notice or ended as long ago, soonest first, unless their renewal waits.

    One query where nothing ends, and one more for each part of which something does.
    """
    span, asked = (today - EXPIRY_NOTICE, today + EXPIRY_NOTICE), []
    for part, column in UNTIL.items():
        known: Any = ROWS[part]
        renewals = known.objects.filter(replaces=OuterRef("pk"), ended_at__isnull=True)
        rows = rows_of(vendor, part).filter(accepted_at__isnull=False, **{f"{column}__range": span})
        named = rows.exclude(Exists(renewals)).annotate(of=Cast(Value(part.value), TextField())).order_by()
        asked.append(named.values_list("of", "pk"))
    ending: dict[Part, list[int]] = {}
    for word, pk in asked[0].union(*asked[1:], all=True):
        ending.setdefault(Part(word), []).append(pk)
    found = []
    for part, numbers in ending.items():
        for row in rows_of(vendor, part).filter(pk__in=numbers):
            until = getattr(row, UNTIL[part])
            name, value, told = f"{part}.{row.pk}", WORDS[part](row), validity(until, today)
            found.append(Field(name, TITLES[part], value, None, True, "", until=until, validity=told))
    return sorted(found, key=lambda each: each.until or today)


def unempowered_of(vendor: Vendor, today: date, *, judged: bool = False) -> list[str]:
    """Return the signers of a business with a deed who neither run it nor hold its power of attorney, by name.

    With ``judged`` only what a verifier accepted counts. A business without a deed (usaha perorangan, UD) is signed for
    by its owner; nothing is asked of it (R-VND-1).
    """
    if vendor.form not in BODIES:
        return []
    signers = vendor.seats.filter(power=Power.SIGNER, ended_at__isnull=True).values_list("user__name", flat=True)
    counted = {"accepted_at__isnull": False} if judged else {}
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    powers = rows_of(vendor, Part.POWER).filter(lasting, **counted).values_list("holder", flat=True)
    directors = rows_of(vendor, Part.DIRECTOR).filter(**counted).values_list("name", flat=True)
    return without_power(list(signers), list(directors), list(powers))


def tax_status_of(vendor: Vendor) -> Any:
    """Return the newest accepted answer on the tax status (KSWP), or None where there is none."""
    return rows_of(vendor, Part.TAX_STATUS).filter(accepted_at__isnull=False).order_by("checked_on", "pk").last()


def _until(row: Any) -> str:
    if row.valid_until is None:
        return ""
    return gettext("berlaku sampai %(on)s") % {"on": f"{row.valid_until:%d-%m-%Y}"}


def _rupiah(value: Any) -> str:
    return "Rp" + f"{value:,.0f}".replace(",", ".")


def _joined(*words: Any) -> str:
    return ", ".join(str(word) for word in words if word)


def _licence(row: Any) -> str:
    kbli = f"KBLI {row.kbli} ({row.kbli_version})" if row.kbli else ""
    return _joined(f"{row.kind} {row.number}", row.issuer, kbli, row.grade, _until(row))


def _deed(row: Any) -> str:
    return _joined(f"{DEEDS[row.kind]} {row.number}", f"{row.dated_on:%d-%m-%Y}", row.notary, row.approval)


def _owner(row: Any) -> str:
    share = f"{row.share.normalize():f}".replace(".", ",")
    return _joined(row.name, row.identity_number, f"{share}%")


def _director(row: Any) -> str:
    return _joined(row.name, row.position, row.identity_number, _until(row))


def _tax_status(row: Any) -> str:
    asked = gettext("dijawab %(on)s") % {"on": f"{row.checked_on:%d-%m-%Y}"}
    return _joined(gettext("Valid") if row.is_confirmed else gettext("Tidak valid"), row.number, asked, _until(row))


def _power(row: Any) -> str:
    granted = gettext("dari %(name)s") % {"name": row.granted_by}
    dated = f"{row.number}, {row.dated_on:%d-%m-%Y}"
    return _joined(row.holder, row.identity_number, granted, dated, _until(row))


def _personnel(row: Any) -> str:
    years = gettext("%(n)s tahun pengalaman") % {"n": row.years}
    return _joined(row.name, row.expertise, row.identity_number, row.certificate, years, _until(row))


def _equipment(row: Any) -> str:
    return _joined(f"{row.count} {row.name}", row.capacity, row.year, TENURES[row.tenure], row.location)


def _experience(row: Any) -> str:
    finished = gettext("selesai %(on)s") % {"on": f"{row.finished_on:%d-%m-%Y}"}
    part = gettext("sebagai subkontraktor") if row.is_subcontract else ""
    return _joined(row.title, row.client, _rupiah(row.value), _code(row), finished, part)


def _running(row: Any) -> str:
    done = gettext("%(share)s%% selesai") % {"share": f"{row.done.normalize():f}".replace(".", ",")}
    span = gettext("%(first)s sampai %(last)s") % {
        "first": f"{row.started_on:%d-%m-%Y}",
        "last": f"{row.ends_on:%d-%m-%Y}",
    }
    return _joined(row.title, row.client, _rupiah(row.value), _code(row), done, span)


def _code(row: Any) -> str:
    return gettext("kode bidang %(code)s") % {"code": row.field_code} if row.field_code else ""


def _finance(row: Any) -> str:
    equity = gettext("ekuitas %(value)s") % {"value": _rupiah(row.equity)}
    assets = gettext("aset %(value)s") % {"value": _rupiah(row.assets)}
    return _joined(row.year, assets, equity, row.auditor)


WORDS: dict[Part, Callable[[Any], str]] = {
    Part.LICENCE: _licence,
    Part.TAX: lambda row: _joined(row.year, row.number),
    Part.TAX_STATUS: _tax_status,
    Part.BRANCH: lambda row: _joined(row.name, row.number, row.address),
    Part.DEED: _deed,
    Part.OWNER: _owner,
    Part.DIRECTOR: _director,
    Part.POWER: _power,
    Part.PERSONNEL: _personnel,
    Part.EQUIPMENT: _equipment,
    Part.EXPERIENCE: _experience,
    Part.RUNNING: _running,
    Part.FINANCE: _finance,
}
"""Each kind of row as a line of words."""
