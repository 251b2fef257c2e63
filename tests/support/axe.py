# SPDX-License-Identifier: Apache-2.0
"""What axe-core finds wrong with a page; the contrast of each look of a text is measured once per run.

Contrast takes most of axe's time, and depends on nothing but a text's colour, size and weight and on what is painted
behind it. So that rule is led to texts whose look was not found right before; every other rule looks at everything.
"""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

CONTRAST = "color-contrast"
ENOUGH = 5
"""Texts of one look on one page that are measured: axe leaves out what something else covers."""
MARK = """([known, enough]) => {
  const right = new Set(known), looks = new Map(), grounds = new Map();
  const plain = "rgba(0, 0, 0, 0);none;1;normal;none;static";
  const groundOf = (element) => {
    if (!element) return "";
    if (!grounds.has(element)) {
      const style = getComputedStyle(element);
      const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.mixBlendMode, style.filter,
        style.position].join(";");
      grounds.set(element, groundOf(element.parentElement) + (own === plain ? "" : "|" + own));
    }
    return grounds.get(element);
  };
  const speaks = (element) => element.matches("input, select, textarea")
    || [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  for (const element of document.querySelectorAll("body *")) {
    element.removeAttribute("data-new-look");
    if (!speaks(element) || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const idle = !!element.closest(":disabled, [aria-disabled=true]") || !!element.closest("label")?.control?.disabled;
    const look = [element.tagName, element.className, idle, style.color, style.fontSize, style.fontWeight,
      style.textShadow, groundOf(element)].join(" ");
    if (right.has(look)) continue;
    looks.set(look, (looks.get(look) ?? 0) + 1);
    if (looks.get(look) <= enough) element.setAttribute("data-new-look", "");
  }
  return [...looks.keys()];
}"""
RUN = """async ([context, options]) => {
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-new-look]" }] });
  return (await axe.run(context ?? document, options)).violations;
}"""
_right: set[str] = set()
"""Looks of texts whose contrast was found right."""


def faults(page: Page, *, context: Any = None, only_contrast: bool = False) -> list[dict[str, Any]]:
    """Return axe's violations of a page as it stands: each with ``id``, ``help`` and ``nodes``.

    ``context`` is axe's: what to look at, or to leave out.
    """
    looks = page.evaluate(MARK, [sorted(_right), ENOUGH])
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if only_contrast:
        if not looks:
            return []
        options["runOnly"] = [CONTRAST]
    elif not looks:
        options["rules"] = {CONTRAST: {"enabled": False}}
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(RUN, [context, options])
    if CONTRAST not in {each["id"] for each in found}:
        _right.update(looks)
    return found


def said(found: list[dict[str, Any]]) -> list[str]:
    """Return violations as lines for people: the rule, and the first element that breaks it."""
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]
