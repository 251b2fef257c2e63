# SPDX-License-Identifier: Apache-2.0
"""Pages of many apps: home, tasks, check, audit tab, help, health."""

from django.urls import path

from lpse.portal import health
from lpse.portal.views import checking, contact, deadlines, help, home, papers, trail

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("tugas/", home.tasks, name="tasks"),
    path("kalender/<str:secret>.ics", home.calendar, name="calendar"),
    # In the place of the library's own page, whose name other pages use.
    path("masuk/email/", contact.contact, name="contact"),
    path("periksa/", checking.check, name="check"),
    path("unduh/lpse-verify.pyz", checking.verify_program, name="verify-program"),
    path("tender/<str:code>/surat/", papers.papers, name="papers"),
    path("tender/<str:code>/surat/<int:paper>/", papers.paper_file, name="paper-file"),
    path("tender/<str:code>/jejak/", trail.trail, name="trail"),
    path("tender/<str:code>/jejak/bukti.zip", trail.evidence, name="evidence"),
    path("hitung-tenggat/", deadlines.deadline, name="deadline"),
    path("hitung-tenggat/aturan/", deadlines.rules, name="rules"),
    path("data/api/v1/deadline", deadlines.deadline_data, name="deadline-data"),
    path("data/api/v1/openapi.json", deadlines.openapi, name="openapi"),
    path("bantuan/", help.guides, name="guides"),
    path("bantuan/istilah/", help.terms, name="terms"),
    path("bantuan/<slug:slug>/", help.guide, name="guide"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
