# SPDX-License-Identifier: Apache-2.0
"""scratch"""
from urllib.parse import urlsplit
from django.contrib.staticfiles import finders
from django.conf import settings as dj
import mimetypes
from django.test import Client
from lpse.demo import complaints as world
from .conftest import signed_in
PDF = b"%PDF-1.4\n%%EOF\n"

def test_shots(decided, chromium):
    cast, tender = decided.cast, decided.tender
    clients = {"tamu": Client(headers={"host":"localhost"}), **{n: signed_in(cast, n) for n in ("bahari","bima","esti")}}
    errors = []
    for width in (1366, 390):
        context = chromium.browser.new_context(viewport={"width": width, "height": 900}, locale="id-ID")
        pg = context.new_page()
        pg.on("console", lambda m: errors.append(m.text) if m.type=="error" else None)
        pg.on("pageerror", lambda e: errors.append(str(e)))
        state = {"who": "tamu", "override": None}
        def serve(route):
            url = urlsplit(route.request.url)
            if url.path.startswith("/static/"):
                name = url.path.split("/",3)[3]
                f = finders.find(name)
                if f: route.fulfill(body=open(f,"rb").read(), content_type=mimetypes.guess_type(name)[0] or "text/plain", headers={"Access-Control-Allow-Origin":"*"})
                else: route.fulfill(status=404, body="")
                return
            if state["override"] is not None:
                body = state["override"]; state["override"] = None
                route.fulfill(body=body, content_type="text/html"); return
            a = clients[state["who"]].get(url.path + ("?"+url.query if url.query else ""))
            route.fulfill(status=a.status_code if a.status_code<300 else 200, body=a.content, content_type=a.get("Content-Type","text/html"), headers={k:v for k,v in a.items() if k=="Content-Security-Policy"} | {"Content-Type": "text/html; charset=utf-8"})
        context.route("**/*", serve)
        def shot(who, path, name, override=None):
            if override is None:
                override = clients[who].get(path).content
            state["who"], state["override"] = who, override
            pg.goto("http://localhost:9"+path)
            pg.wait_for_load_state()
            wide = pg.evaluate("document.documentElement.scrollWidth")
            if wide > pg.viewport_size['width']: errors.append(f"{name} {width}: scrollWidth {wide}")
            pg.screenshot(path=f"/tmp/shots_c/{name}-{width}.png", full_page=True)
        state["base"] = 1
        base = f"/tender/{tender.code}/sanggah/"
        if width == 1366:
            shot("tamu", base, "objections-empty")
            shot("bahari", base+"ajukan/", "file")
            from .test_views import form, proof, FACT
            r = clients["bahari"].post(base+"ajukan/", form("pendek", FACT) | {"pokok-1-evidence": proof()})
            bad = r.content
            filed = world.file_objection(cast, "bahari", tender, evidence={1: ("surat-dukungan.pdf", PDF)})
            got = world.complain(tender=tender)
            world.handle_complaint(cast, got.complaint.case)
            other = world.complain(subject="Panitia meminta imbalan")
            third = world.complain(subject="Lama")
            world.close_complaint(cast, third.complaint.case)
            clients["tamu"].post("/pengaduan/lacak/", {"case": got.complaint.case, "code": got.code})
            from complaints.forms import new_nonce
            rec = clients["bima"].post("/pengaduan/kirim/", {"subject": "Syarat merek", "text": world.TEXT, "tender": tender.code, "nonce": new_nonce()}).content
            wrong = clients["bima"].post("/pengaduan/lacak/", {"case":"ADU-2222-2222","code":"x"}).content
        shot("tamu", base, "file-errors", bad)
        shot("bima", base, "objections-filed")
        shot("bima", base+f"{filed.number}/jawab/", "answer")
        shot("tamu", "/pengaduan/", "complaints")
        shot("tamu", "/pengaduan/kirim/", "send")
        shot("tamu", "/pengaduan/kirim/", "received", rec)
        shot("tamu", "/pengaduan/lacak/", "follow", wrong)
        shot("tamu", "/pengaduan/tiket/", "ticket")
        shot("esti", "/audit/pengaduan/", "desk")
        shot("esti", f"/audit/pengaduan/{got.complaint.case}/", "handle")
        if width == 390:
            world.answer_objection(cast, tender, [True, False])
            for w in (1366, 390):
                pg.set_viewport_size({"width": w, "height": 900})
                shot("tamu", base, "objections-answered") ; pg.screenshot(path=f"/tmp/shots_c/objections-answered-{w}.png", full_page=True)
        context.close()
    print(errors)
    assert not [e for e in errors if "WebSocket" not in e and "ERR" not in e], errors
