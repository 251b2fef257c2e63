# SPDX-License-Identifier: Apache-2.0
"""Addresses of one's own account, and of people and appointments for the operator."""

from django.urls import path

from lpse.accounts import views

app_name = "accounts"
urlpatterns = [
    path("akun/", views.profile, name="profile"),
    path("akun/sesi/lain/akhiri/", views.end_other_sessions, name="end-other-sessions"),
    path("akun/sesi/<int:session>/akhiri/", views.end_session, name="end-session"),
    path("akun/perangkat/<int:device>/kenal/", views.know_device, name="know-device"),
    path("akun/kalender/", views.calendar, name="calendar"),
    path("akun/kalender/buat/", views.make_calendar, name="make-calendar"),
    path("akun/kalender/matikan/", views.end_calendar, name="end-calendar"),
    path("kelola/pengguna/", views.people, name="people"),
    path("kelola/pengguna/undang/", views.invite_person, name="invite-person"),
    path("kelola/pengguna/<int:user>/", views.person, name="person"),
    path("kelola/pengguna/<int:user>/undangan/", views.send_again, name="send-again"),
    path("kelola/pengguna/<int:user>/tunjuk/", views.appoint, name="appoint"),
    path("kelola/penunjukan/", views.ending, name="ending"),
    path("kelola/penunjukan/<int:appointment>/sertifikat/", views.renew_certificate, name="renew-certificate"),
    path("kelola/penunjukan/<int:appointment>/akhiri/", views.end_appointment, name="end-appointment"),
]
