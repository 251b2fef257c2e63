// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** What every page loads. Each module finds its own elements by a data- attribute; without them it does nothing. */
import { init as clock } from "./clock.js";
import { init as countdown } from "./countdown.js";
import { init as live } from "./live.js";
import { init as nav } from "./nav.js";

clock(document);
countdown(document);
nav(document);
live(document);

// A fragment that came in later (a live refresh, htmx) may bring elements of its own.
for (const name of ["lpse:refreshed", "htmx:afterSwap"]) {
  document.addEventListener(name, (event) => {
    if (event.target instanceof Element) countdown(event.target);
  });
}
