# SPDX-License-Identifier: Apache-2.0
"""Tags of the interface: icons, static files with integrity, form controls, QR codes. They decide nothing."""

from functools import lru_cache
from urllib.parse import quote

import segno
from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from lpse import assets
from lpse.core import glossary

register = template.Library()
ICON_SIZES = {"": "icon", "sm": "icon icon--sm", "lg": "icon icon--lg"}


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, size: str = "") -> SafeString:
    """Draw a symbol of img/icons.svg; ``size`` is empty, "sm" or "lg". Silent for readers: words stand beside it."""
    drawing = '<svg class="{}" aria-hidden="true"><use href="{}"/></svg>'
    return format_html(drawing, ICON_SIZES[size], icon_address(name))


@register.simple_tag
def icon_address(name: str) -> str:
    """Return the address of a symbol, for a drawing with classes of its own."""
    return f"{static('img/icons.svg')}#i-{name}"


@register.simple_tag
@lru_cache(maxsize=8)
def inline_drawing(name: str) -> str:
    """Return a small SVG file as an address that holds it whole: one request less on every first view."""
    return "data:image/svg+xml," + quote(
        assets.path_of(name).read_text(encoding="utf-8").replace('"', "'"), safe=" =:/'"
    )


@register.simple_tag
@lru_cache(maxsize=64)
def style(name: str) -> SafeString:
    """Link a stylesheet with its integrity."""
    return format_html('<link rel="stylesheet" href="{}" integrity="{}">', static(name), assets.integrity(name))


@register.simple_tag
@lru_cache(maxsize=64)
def script(name: str) -> SafeString:
    """Load a classic script after the page, with its integrity (htmx, passkeys)."""
    return format_html('<script src="{}" integrity="{}" defer></script>', static(name), assets.integrity(name))


@register.simple_tag
@lru_cache(maxsize=64)
def module(name: str) -> SafeString:
    """Load an entry module with its integrity; what it imports is preloaded with an integrity of its own."""
    preloads = format_html_join(
        "\n",
        '<link rel="modulepreload" href="{}" integrity="{}">',
        ((static(part), assets.integrity(part)) for part in assets.imports(name)),
    )
    entry = format_html('<script type="module" src="{}" integrity="{}"></script>', static(name), assets.integrity(name))
    return preloads + mark_safe("\n") + entry


@register.filter
def kind_of_control(field: BoundField) -> str:
    """Say how a field is laid out: "check" (one box), "choices" (a group), "file", "hidden" or "input"."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "check"
    return "file" if isinstance(widget, FileInput) else "input"


@register.filter
def control(field: BoundField) -> SafeString:
    """Draw the widget of a field in our look; hint and error are named to readers by their ids."""
    attributes: dict[str, str | bool] = {}
    described = [f"{field.auto_id}_hint"] if field.help_text else []
    if field.errors:
        described.append(f"{field.auto_id}_error")
        attributes["aria-invalid"] = "true"
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if kind_of_control(field) in {"input", "file"}:
        attributes["class"] = f"input {field.field.widget.attrs.get('class', '')}".strip()
    return field.as_widget(attrs=attributes)


@register.simple_tag
def qr(text: str, label: str) -> SafeString:
    """Draw a QR code as inline SVG coloured by class; ``label`` says in words where it leads."""
    code = segno.make(text, error="m", micro=False)
    drawing = code.svg_inline(svgclass="qr", lineclass="qr__line", omitsize=True, border=4)
    safe = mark_safe(drawing)  # noqa: S308 the drawing holds numbers only, the text is encoded in its modules
    return format_html('<span class="qrbox" role="img" aria-label="{}">{}</span>', label, safe)


@register.filter
def initials(name: str) -> str:
    """Return up to two initials of a name for an avatar; legal forms (PT, CV) are not initials."""
    words = [word for word in name.replace(".", " ").split() if word.upper() not in {"PT", "CV", "UD", "FA"}]
    return "".join(word[0] for word in words[:2]).upper() or "?"


@register.inclusion_tag("components/term.html")
def term(code: str, label: str) -> dict[str, object]:
    """Explain a word of the field where it stands: ``label`` unfolds to its meaning and source (core/glossary.py).

    For places that hold blocks (dt, dd, td, li). Raises NoSuchTerm for a code the glossary lacks.
    """
    return {"term": glossary.term(code), "label": label}
