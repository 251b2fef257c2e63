# SPDX-License-Identifier: Apache-2.0
"""The description of the read API (OpenAPI 3.1), made from the rule book and the words that its answers are made of.

Nothing is described that is not served, and nothing is served under ``/data/`` that is not described: a test asks.
"""

from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from lpse.core.acts import Kind
from lpse.core.calendar import Unit
from lpse.regulations import CATEGORY_LABELS, Category, Rule, latest

VERSION: Final = "1"
"""Of the API, as its addresses say; a member is added within a version, never taken away."""
JSON: Final = "application/json"
EXAMPLE: Final = {"rule": Rule.OBJECTION.value, "category": Category.GOODS.value, "from": "2026-03-13"}


def description() -> dict[str, Any]:
    """Return the whole description; the same for everybody until a release changes it."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"Data terbuka {settings.OFFICE['org']}",
            "version": VERSION,
            "description": "Untuk dibaca siapa pun, tanpa kunci dan tanpa pendaftaran. Waktu memakai zona kantor.",
            "contact": {"name": settings.OFFICE["org"], "email": settings.OFFICE["email"]},
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": settings.SITE_URL}],
        "paths": {reverse("portal:deadline-data"): _deadline(), reverse("portal:openapi"): _self()},
        "components": {"schemas": {"Deadline": _answer(), "Refusal": _refusal()}},
    }


def _deadline() -> dict[str, Any]:
    answers = {
        "200": ("Tenggat itu, dengan setiap hari yang dihitung dan dilewati.", "Deadline"),
        "400": ("Pertanyaannya tidak terbaca: nama aturan, kategori, atau tanggal.", "Refusal"),
        "404": ("Aturan itu tidak ada untuk kategori ini, atau tabel hari libur tahun itu belum ada.", "Refusal"),
    }
    return {
        "get": {
            "operationId": "deadline",
            "summary": "Tenggat menurut peraturan",
            "description": "Jawaban yang sama dengan halaman /hitung-tenggat/ dan manage.py deadline --json.",
            "parameters": [
                _parameter("rule", _rules(), {"type": "string", "enum": list(Rule)}),
                _parameter("category", _categories(), {"type": "string", "enum": list(Category)}),
                _parameter("from", "Tanggal kejadian yang memulai hitungan (hari ke-0).", _date()),
            ],
            "responses": {
                status: {"description": told, "content": {JSON: {"schema": {"$ref": f"#/components/schemas/{name}"}}}}
                for status, (told, name) in answers.items()
            },
        }
    }


def _parameter(name: str, told: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": True,
        "description": told,
        "schema": schema,
        "example": EXAMPLE[name],
    }


def _rules() -> str:
    rows = {str(clock.rule): str(clock.label) for clock in latest().clocks}
    return "Aturan yang dihitung. " + "; ".join(f"{rule}: {label}" for rule, label in rows.items()) + "."


def _categories() -> str:
    return "Jenis pengadaan. " + "; ".join(f"{each}: {CATEGORY_LABELS[each]}" for each in Category) + "."


def _date() -> dict[str, Any]:
    return {"type": "string", "format": "date"}


def _answer() -> dict[str, Any]:
    skipped = {"on": _date(), "why": {"type": "string", "description": "Mengapa hari itu tidak dihitung."}}
    return _object(
        {
            "rule": {"type": "string", "enum": list(Rule)},
            "days": {"type": "integer", "minimum": 1, "description": "Lamanya, dalam satuan unit."},
            "unit": {"type": "string", "enum": list(Unit)},
            "due_on": _date() | {"description": "Hari terakhir."},
            "due_at": {
                "type": "string",
                "format": "date-time",
                "description": "Saat pertama yang terlambat; batasnya sendiri tidak termasuk.",
            },
            "counted": {"type": "array", "items": _date()},
            "skipped": {"type": "array", "items": _object(skipped)},
            "provisional": {
                "type": "boolean",
                "description": "Benar bila hari libur tahun itu belum ditetapkan dengan keputusan.",
            },
            "source": {"type": "string", "description": "Pasal, dengan tanda seberapa pasti naskahnya dibaca."},
        }
    )


def _refusal() -> dict[str, Any]:
    return _object(
        {
            "kind": {"type": "string", "enum": [Kind.INPUT, Kind.STATE]},
            "message": {"type": "string", "description": "Apa yang salah, dalam bahasa permintaan."},
            "remedy": {"type": "string", "description": "Apa yang dapat dilakukan."},
        }
    )


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": True}


def _self() -> dict[str, Any]:
    return {
        "get": {
            "operationId": "openapi",
            "summary": "Uraian ini",
            "responses": {
                "200": {"description": "OpenAPI 3.1.", "content": {JSON: {"schema": {"type": "object"}}}},
            },
        }
    }
