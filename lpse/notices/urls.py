# SPDX-License-Identifier: Apache-2.0
"""Addresses of a person's notices."""

from django.urls import path

from lpse.notices import views

app_name = "notices"
urlpatterns = [
    path("pemberitahuan/", views.inbox, name="inbox"),
    path("pemberitahuan/terbaca/", views.open_all, name="open-all"),
    path("pemberitahuan/<int:notice>/", views.notice, name="notice"),
    path("akun/pemberitahuan/", views.choices, name="choices"),
]
