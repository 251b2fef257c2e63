# SPDX-License-Identifier: Apache-2.0
"""c3: 64 MiB sealed in Chromium as a vendor's page does it; baseline: WebCrypto's AES-256-GCM alone over as much.

Ours is reading the file, both digests and sealing, in 8 MiB segments, no upload. Floor 0.25,
goal 0.40. The second line adds the check that opens every sealed segment again before it leaves.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page

from tests.support.bench import compare, report
from tests.support.browser import Chromium, chromium_path
from tests.support.sealing import Office

SIZE = 64 * 2**20
SCRIPTS = Path(__file__).parents[2] / "lpse" / "static" / "js"
PREPARE = """async (facts) => {
  globalThis.sb1 = await import("/sb1/sb1.js");
  globalThis.made = await sb1.envelope.newEnvelope(facts.ctx, facts.keyset);
  globalThis.segment = crypto.getRandomValues(new Uint8Array(65536));
  const whole = new Uint8Array(8 << 20);
  for (let at = 0; at < whole.length; at += segment.length) whole.set(segment, at);
  globalThis.segment = whole;
}"""
OURS = """async (check) => {
  const file = document.querySelector("input").files[0];
  const env = sb1.canonical.unb64u(made.header.ctx.env);
  const begun = performance.now();
  let bytes = 0;
  const job = { file, env, hh: made.hh, n: 1, check: check ? made.key : undefined };
  for await (const part of sb1.chunks.sealObject(job)) {
    bytes += part.bytes.length;
  }
  if (bytes !== sb1.chunks.sealedLength(file.size)) throw new Error("not all of it");
  return (performance.now() - begun) / 1000;
}"""
BASELINE = """async (size) => {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const begun = performance.now();
  for (let done = 0; done < size; done += segment.length) {
    await crypto.subtle.encrypt({ name: "AES-GCM", iv: crypto.getRandomValues(new Uint8Array(12)) }, key, segment);
  }
  return (performance.now() - begun) / 1000;
}"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


def measure(page: Page) -> None:
    """Both ways of sealing against the bare cipher, one line each."""
    for name, check in (("c3", False), ("c3_checked", True)):
        result = compare(
            lambda check=check: float(page.evaluate(OURS, check)), lambda: float(page.evaluate(BASELINE, SIZE))
        )
        report(name, result.ours, result.baseline, result.speed_ratio, unit="s", bytes=SIZE, steady=result.steady)


@contextmanager
def bid_page(chosen: Path) -> Iterator[Page]:
    """A page of a fresh Chromium with the sealing scripts and an envelope at hand, and a real file chosen in it."""
    path = chromium_path()
    if path is None:
        raise SystemExit("Chromium is not installed")
    office = Office()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(SCRIPTS)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    chromium = Chromium(path)
    try:
        page = chromium.person("Arung", f"http://localhost:{server.server_address[1]}").go("/")
        page.set_content("<input type=file>")
        page.set_input_files("input", chosen)
        page.evaluate(PREPARE, {"ctx": office.context(), "keyset": office.keyset})
        yield page
    finally:
        chromium.close()
        server.shutdown()
        server.server_close()


def main() -> None:
    """Measure on a file of 64 MiB."""
    with TemporaryDirectory() as folder:
        chosen = Path(folder) / "penawaran.bin"
        chosen.write_bytes(bytes(range(256)) * (SIZE // 256))
        with bid_page(chosen) as page:
            measure(page)


if __name__ == "__main__":
    main()
