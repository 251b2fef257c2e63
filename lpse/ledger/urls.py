# SPDX-License-Identifier: Apache-2.0
"""Addresses of the public record, below /catatan/."""

from django.urls import path, re_path

from lpse.ledger import views

app_name = "ledger"
urlpatterns = [
    path("", views.record, name="record"),
    path("<int:index>/", views.entry, name="entry"),
    path("<int:index>/entri.json", views.leaf, name="leaf"),
    path("<int:index>/bukti.tlog-proof", views.proof, name="proof"),
    path("log/checkpoint", views.checkpoint, name="checkpoint"),
    path("log/vkeys.json", views.verification_keys, name="verification-keys"),
    path("log/tile/<path:name>", views.tile, name="tile"),
    re_path(r"^log/doc/(?P<digest>[0-9a-f]{64})$", views.document, name="document"),
]
