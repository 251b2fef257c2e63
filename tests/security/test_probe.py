# SPDX-License-Identifier: Apache-2.0
import itertools, collections
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.db import transaction

def named(resolver, space="", prefix=""):
    for e in resolver.url_patterns:
        if isinstance(e, URLResolver):
            yield from named(e, f"{space}{e.namespace}:" if e.namespace else space, prefix+str(e.pattern))
        elif isinstance(e, URLPattern) and e.name:
            yield space+e.name, dict(e.pattern.converters), prefix+str(e.pattern), e.callback

def test_probe(house, browser):
    from evaluation.models import OpenedFile, Minutes
    from complaints.models import ObjectionPoint, Objection
    from vendors.models import Vendor
    from tenders.models import SelectionDocument
    from vendors import selectors as vs
    cast = house.cast
    arung = vs.vendor_of(cast.actor("arung"))
    lic = arung.licences.first() if hasattr(arung, "licences") else None
    print("lic", lic, [f.name for f in vs.fields_of(arung)])
    vals = {
      "code": [house.taking.code, house.draft.code, house.finished.code, "T-2026-9999"],
      "vendor": [arung.code, "V-ffffffffff"],
      "field": ["name", "zz"],
      "part": ["licence","zz"],
      "row_id": [1, 99999999, 2**70],
      "document": [SelectionDocument.objects.filter(tender=house.draft).first().pk, SelectionDocument.objects.filter(tender=house.taking).first().pk, 999999, 2**70],
      "slug": ["pembukaan", "evaluasi", "zz"],
      "number": [Objection.objects.first().number, "SGH-zz"],
      "point": [ObjectionPoint.objects.first().pk, 2**70],
      "case": [house.complaint.case, "zz"],
      "pk": [OpenedFile.objects.first().pk, 2**70],
      "user": [cast.people["arung"].pk, 999999, 2**70],
      "appointment": [1, 99999, 2**70],
      "session": [1, 2**70],
      "index": [3, 2**61, 2**70],
      "name": ["0/000", "checkpoint"],
      "digest": ["0"*64],
      "ver": [1, 2, 2**70],
    }
    people = ["", "lintang", "bahari", "arung", "fitri", "bima", "ratna", "hendra", "vera", "oki", "esti"]
    clients = {p: browser(p) for p in people}
    for name, conv, route, view in named(get_resolver()):
        if name.startswith(("account_", "mfa_", "usersessions", "socialaccount")): continue
        combos = list(itertools.product(*[vals.get(k, ["zz"]) for k in conv]))
        for c in combos:
            try:
                path = reverse(name, kwargs=dict(zip(conv, c)))
            except Exception as e:
                print("NOREV", name, c, e); continue
            for method in ("get", "post"):
                out = []
                for p in people:
                    try:
                        with transaction.atomic():
                            cl = clients[p]
                            r = getattr(cl, method)(path)
                            s = str(r.status_code)
                            if r.status_code == 302: 
                                s += ">" + ("login" if "/masuk/" in r["Location"] else r["Location"][:30])
                            out.append(s)
                            transaction.set_rollback(True)
                    except Exception as e:
                        out.append("EXC "+repr(e)[:80])
                uniq = collections.Counter(out)
                if len(uniq) == 1:
                    print(method, path, "ALL", out[0])
                else:
                    print(method, path, " ".join(f"{p or '-'}={o}" for p, o in zip(people, out)))
