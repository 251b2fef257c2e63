// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** Says in words when a passkey was not used; the ceremony itself is django-allauth's script. */

const WORDS = {
  id: "Kunci sandi tidak dipakai: dibatalkan, habis waktu, atau tidak ada di perangkat ini. Coba lagi atau pakai kode.",
  en: "The passkey was not used: cancelled, timed out, or not on this device. Try again or use a code.",
};

/** @param {Document} page */
export const init = (page) => {
  page.addEventListener("allauth.error", (event) => {
    const box = page.querySelector("[data-passkey-error]");
    if (!(box instanceof HTMLElement)) return;
    event.preventDefault(); // else the script writes it to the console only
    box.textContent = page.documentElement.lang.startsWith("en") ? WORDS.en : WORDS.id;
    box.hidden = false;
  });
};

init(document);
