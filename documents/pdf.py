# SPDX-License-Identifier: Apache-2.0
"""Printed documents: Typst templates filled with data, PDF/A-2a and PDF/UA-1, the same bytes for the same data.

Templates stand in ``<app>/typst/<name>.typ`` and share ``documents/typst/letter.typ``. Data reaches them as JSON
and is set as text: nothing a person typed is ever read as Typst source.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

import segno
import typst
from django.conf import settings

from lpse.core import words_of_time

MEDIA_TYPE: Final = "application/pdf"


class BadTemplate(ValueError):
    """A template that is not there or does not fit its data: a mistake of the program, never of a person."""


def check_address(*, digest: str, paper: str = "") -> str:
    """Return the address on which a stranger checks a paper in hand: by its number, else by what it rests on.

    A file cannot name its own digest; under its number the check page shows it (law.md R-TTE-4).
    """
    asked = f"surat={quote(paper, safe='/')}" if paper else f"sidik={digest}"
    return f"{settings.SITE_URL}/periksa/?{asked}"


def render(
    template: str,
    data: Mapping[str, Any],
    *,
    drawn_at: datetime,
    digest: str,
    paper: str = "",
    training: bool = False,
) -> bytes:
    """Print ``template`` (``"evaluation/opening_minutes"``) with ``data`` and return the PDF.

    ``data`` is plain JSON: texts, whole numbers, lists, objects; instants and amounts come as the words to be printed.
    ``drawn_at`` is printed and is the document's date. ``digest`` (64 hex digits) names the data as the public record
    holds it: a file cannot carry its own digest. ``paper`` is the number by which the check page knows the paper; the
    QR code on the last page leads there (``check_address``).
    ``training`` prints a band on every page. Raises BadTemplate.
    """
    app, _slash, name = template.partition("/")
    source = Path(settings.BASE_DIR) / app / "typst" / f"{name}.typ"
    if not name.isidentifier() or not app.isidentifier() or not source.is_file():
        raise BadTemplate(f"There is no template {template}.")
    zone, address = ZoneInfo(settings.OFFICE["zone"]), check_address(digest=digest, paper=paper)
    frame = {
        "office": dict(settings.OFFICE),
        "drawn_at": words_of_time.instant(drawn_at, zone),
        "drawn_on": drawn_at.astimezone(zone).strftime("%Y-%m-%d"),
        "check_url": address,
        "digest": digest,
        "training": training,
        "qr": qr_drawing(address),
    }
    inputs = {"data": json.dumps(dict(data), ensure_ascii=False), "frame": json.dumps(frame, ensure_ascii=False)}
    try:
        return bytes(
            typst.compile(
                str(source),
                root=str(settings.BASE_DIR),
                ignore_system_fonts=True,
                format="pdf",
                sys_inputs=inputs,
                pdf_standards=["a-2a", "ua-1"],
                timestamp=int(drawn_at.timestamp()),
            )
        )
    except typst.TypstError as error:
        raise BadTemplate(f"{template} does not print: {error.message}") from error


def qr_drawing(text: str) -> str:
    """The QR code of ``text`` as SVG, error correction M, with the quiet zone of four modules that readers need."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=4, xmldecl=False, light="#fff")
    return out.getvalue().decode("ascii")
