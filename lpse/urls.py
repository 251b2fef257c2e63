# SPDX-License-Identifier: Apache-2.0
"""Addresses: Indonesian words people can read aloud; names in English."""

from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from lpse.theme import set_theme

urlpatterns = [
    # First, because the doors of the last minute before a deadline are among them.
    path("", include("vendors.urls")),
    path("", include("lpse.portal.urls")),
    path("", include("lpse.accounts.urls")),
    path("masuk/", include("allauth.urls")),
    # Without a form token, as the theme: it would put a cookie on every public page.
    path("bahasa/", csrf_exempt(set_language), name="set_language"),
    path("tema/", set_theme, name="set_theme"),
    path("catatan/", include("lpse.ledger.urls")),
    path("", include("tenders.urls")),
    path("", include("evaluation.urls")),
    path("", include("complaints.urls")),
    path("", include("lpse.notices.urls")),
]
handler403 = "lpse.portal.errors.forbidden"
handler404 = "lpse.portal.errors.missing"
handler500 = "lpse.portal.errors.broken"
