# SPDX-License-Identifier: Apache-2.0
"""Addresses of packages, tenders and keys."""

from django.urls import path

from tenders.views import addenda, archive, changes, drafting, keys, packages, public, taking

app_name = "tenders"
urlpatterns = [
    path("tender/", public.search, name="search"),
    path("tender/paket.csv", taking.search_csv, name="search-csv"),
    path("tender/paket.rss", taking.search_rss, name="search-rss"),
    path("tender/tenggat.ics", taking.search_ics, name="search-ics"),
    path("tender/<str:code>/", public.tender, name="tender"),
    path("tender/<str:code>/dokumen/", public.documents, name="documents"),
    path("tender/<str:code>/dokumen/<int:document>/", public.download, name="download"),
    path("tender/<str:code>/jadwal/", public.schedule, name="schedule"),
    path("tender/<str:code>/kontrak/", archive.archived_contracts, name="archived-contracts"),
    path("tender/<str:code>/jadwal.ics", changes.schedule_ics, name="schedule-ics"),
    path("tender/<str:code>/jadwal/ubah/", changes.propose_schedule_change, name="propose-schedule-change"),
    path("tender/<str:code>/jadwal/usulan/<int:proposal>/", changes.schedule_change, name="schedule-change"),
    path(
        "tender/<str:code>/jadwal/usulan/<int:proposal>/terima/",
        changes.accept_schedule_change,
        name="accept-schedule-change",
    ),
    path(
        "tender/<str:code>/jadwal/usulan/<int:proposal>/tolak/",
        changes.refuse_schedule_change,
        name="refuse-schedule-change",
    ),
    path("tender/<str:code>/ubah/", addenda.propose_addendum, name="propose-addendum"),
    path("tender/<str:code>/ubah/<int:proposal>/", addenda.addendum, name="addendum"),
    path("tender/<str:code>/ubah/<int:proposal>/berkas/", addenda.addendum_file, name="addendum-file"),
    path("tender/<str:code>/ubah/<int:proposal>/terima/", addenda.accept_addendum, name="accept-addendum"),
    path("tender/<str:code>/ubah/<int:proposal>/tolak/", addenda.refuse_addendum, name="refuse-addendum"),
    path("tender/<str:code>/susun/", drafting.draft_tender, name="draft-tender"),
    path("tender/<str:code>/susun/jadwal/", drafting.draft_stages, name="draft-stages"),
    path("tender/<str:code>/susun/dokumen/", drafting.draft_documents, name="draft-documents"),
    path("tender/<str:code>/susun/syarat/", drafting.draft_requirements, name="draft-requirements"),
    path("tender/<str:code>/susun/butir/", drafting.draft_items, name="draft-items"),
    path("tender/<str:code>/susun/panitia/", drafting.draft_committee, name="draft-committee"),
    path("tender/<str:code>/susun/kunci/", keys.key_set, name="key-set"),
    path("tender/<str:code>/susun/kunci/ajukan/", keys.propose_key_set, name="propose-key-set"),
    path("tender/<str:code>/susun/kunci/setujui/", keys.consent_to_key_set, name="consent-to-key-set"),
    path("tender/<str:code>/susun/periksa/", drafting.check_tender, name="check-tender"),
    path("tender/<str:code>/susun/umumkan/", drafting.announce_tender, name="announce-tender"),
    path("tender/<str:code>/gagal/", drafting.fail_tender, name="fail-tender"),
    path("tender/<str:code>/batal/", drafting.cancel_tender, name="cancel-tender"),
    path("paket/", packages.packages, name="packages"),
    path("paket/baru/", packages.create_package, name="create-package"),
    path("paket/tugaskan/", packages.assignments, name="assignments"),
    path("paket/tugaskan/<str:code>/", packages.assign_committee, name="assign-committee"),
    path("paket/tugaskan/<str:code>/kembalikan/", packages.return_package, name="return-package"),
    path("paket/<str:code>/", packages.package, name="package"),
    path("paket/<str:code>/ubah/", packages.edit_package, name="edit-package"),
    path("paket/<str:code>/butir/", packages.edit_items, name="edit-items"),
    path("paket/<str:code>/ajukan/", packages.submit_package, name="submit-package"),
    path("akun/kunci/", keys.member_key, name="member-key"),
    path("akun/kunci/daftar/", keys.enrol_member_key, name="enrol-member-key"),
    path("akun/kunci/akhiri/", keys.end_member_key, name="end-member-key"),
    path("akun/kunci/berkas/", keys.key_file, name="key-file"),
    path("akun/kunci/qr/", keys.sheet_qr, name="sheet-qr"),
]
