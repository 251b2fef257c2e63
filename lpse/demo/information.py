# SPDX-License-Identifier: Apache-2.0
"""Requests for public information as the cast raises and answers them, through the services that people use."""

import secrets

from complaints import services
from complaints.models import InformationObjection, InformationRequest
from complaints.rules_information import Decision, Delivery, Reply, Wanted
from complaints.services import Asked
from lpse.core import clock
from lpse.demo.cast import Cast
from lpse.regulations.information import Exemption, ObjectionGround

WANTED = Wanted(
    name="Nurul Hidayah",
    contact="Jalan Mawar 7, Sagara; nurul@warga.example",
    subject="Kontrak pengadaan ambulans siaga desa",
    text="Salinan kontrak dan berita acara serah terima pengadaan ambulans siaga desa tahun 2025.",
    purpose="Memantau pengadaan di desa kami.",
    delivery=Delivery.ELECTRONIC,
)
GRANTED = Reply(
    decision=Decision.GRANTED,
    text="Salinan kontrak dan berita acara serah terima kami serahkan bersama jawaban ini.",
    summary="Kontrak dan berita acara serah terima pengadaan ambulans.",
)
REFUSED = Reply(
    decision=Decision.REFUSED,
    text="Penawaran peserta lain belum dapat diberikan selama evaluasi berjalan.",
    summary="Penawaran peserta tender yang masih dievaluasi.",
    exemption=Exemption.COMPETITION,
    consequence="Bila dibuka sebelum penetapan, persaingan peserta terganggu; sesudah penetapan hasilnya terbit.",
)


def ask(wanted: Wanted = WANTED) -> Asked:
    """Somebody asks without an account; the code is known here and nowhere else."""
    asked = services.request_information(wanted=wanted, nonce=secrets.token_urlsafe(24), now=clock.now())
    assert asked is not None  # the nonce is new
    return asked


def answer(cast: Cast, request: InformationRequest, reply: Reply = GRANTED, *, by: str = "putri") -> InformationRequest:
    """The information officer answers."""
    return services.answer_information(actor=cast.actor(by), request=request, reply=reply, now=clock.now())


def object_to(
    request: InformationRequest, ground: ObjectionGround = ObjectionGround.NOT_FULFILLED
) -> InformationObjection:
    """The requester objects to the superior of the officer."""
    text = "Yang diserahkan bukan dokumen yang saya minta; saya minta dokumen lengkapnya."
    return services.object_to_information(request=request, ground=ground, text=text, attorney="", now=clock.now())


def review(cast: Cast, request: InformationRequest, *, upheld: bool = True, by: str = "surya") -> InformationObjection:
    """The superior answers the objection."""
    text = (
        "Keberatan diperiksa kembali; PPID diperintahkan menyerahkan dokumen lengkapnya."
        if upheld
        else ("Keberatan diperiksa kembali; jawaban PPID sudah sesuai dengan undang-undang.")
    )
    return services.review_information(actor=cast.actor(by), request=request, upheld=upheld, text=text, now=clock.now())


def requested(cast: Cast) -> None:
    """One request that was answered with a file, and one that waits."""
    first = ask().request
    services.attach_information(
        actor=cast.actor("putri"), request=first, name="kontrak-ambulans.pdf", body=b"%PDF-1.4\n%%EOF\n",
        now=clock.now(),
    )  # fmt: skip
    answer(cast, first)
    ask(
        Wanted(
            name="Yayasan Pantau Anggaran Sagara",
            contact="sekretariat@pantau.example",
            subject="Riwayat HPS pengadaan alat kesehatan",
            text="Nilai total HPS pengadaan alat kesehatan Puskesmas Melati dan perubahannya sejak perencanaan.",
            purpose="Kajian perencanaan anggaran kesehatan.",
            delivery=Delivery.READ,
        )
    )
