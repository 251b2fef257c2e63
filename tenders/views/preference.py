# SPDX-License-Identifier: Apache-2.0
"""Price preference for local content (TKDN) of a draft tender: none, or the largest fraction its documents give."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lpse import language
from lpse.core import clock
from lpse.core.acts import Kind, Refused
from lpse.regulations import get
from lpse.views import acting, performs
from tenders import policy, selectors, services
from tenders.forms import PreferenceForm
from tenders.policy import Act


@performs(Act.DRAFT_TENDER)
def draft_preference(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the preference; it stays as it is from the announcement on."""
    actor = acting(request)
    tender = selectors.draft_for(actor, code)
    numbers = get(tender.regulation).price
    held = tender.preference_max
    initial = {
        "given": "ya" if held else "tidak",
        "percent": (held if held is not None else numbers.preference_maximum.value) * 100,
    }
    form = PreferenceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_preference(actor=actor, tender=tender, maximum=form.maximum())
        except Refused as refused:
            if refused.refusal.kind is not Kind.INPUT:
                raise
            form.add_error(None, language.reason(refused))
        else:
            messages.success(request, _("Preferensi harga disimpan."))
            return redirect("tenders:draft-tender", code=code)
    context = {
        "draft": tender,
        "tender": selectors.head(tender, clock.now()),
        "form": form,
        "numbers": numbers,
        "applies": tender.owner_estimate > numbers.preference_above.value,
        "refusal": policy.may(Act.DRAFT_TENDER, actor, selectors.facts(actor, tender=tender)),
    }
    return render(request, "tenders/draft_preference.html", context, status=422 if form.errors else 200)
