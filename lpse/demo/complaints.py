# SPDX-License-Identifier: Apache-2.0
"""The public's voice as the cast raises it: objections and their answers, complaints and who handles them."""

import secrets
from collections.abc import Mapping, Sequence
from decimal import Decimal

from complaints import selectors, services
from complaints.models import Appeal, Complaint, ComplaintMessage, Objection
from complaints.rules import Answer, Bond, Ground, Ordered, Outcome, Point
from complaints.selectors import sealed
from complaints.services import Received
from documents.sealing import voice
from lpse.core import clock
from lpse.core.canonical import canonical, unb64u
from lpse.demo.cast import Cast
from tenders.models import Tender

POINTS = (
    Point(
        Ground.EVALUATION_ERROR,
        "Surat dukungan pabrikan pemenang bertanggal sesudah batas akhir pemasukan penawaran (halaman 14).",
        "LDP butir 31.2",
    ),
    Point(
        Ground.PROCEDURE_BREACH,
        "Berita acara evaluasi tidak menyebut hasil klarifikasi atas masa garansi sterilisator.",
        "IKP butir 27.4",
    ),
)
SUBJECT = "Syarat merek pada spesifikasi alat kesehatan"
TEXT = (
    "Spesifikasi butir 3 menyebut satu merek monitor pasien tanpa kata “atau setara”. "
    "Penyedia lain tidak mungkin memenuhi syarat itu."
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
FOLLOW_UP = "Evaluasi teknis diulang untuk semua penawaran pada pokok yang benar."


def file_objection(
    cast: Cast,
    name: str,
    tender: Tender,
    *,
    points: Sequence[Point] = POINTS,
    evidence: Mapping[int, tuple[str, bytes]] | None = None,
    remedy: str = "Evaluasi ulang seluruh penawaran.",
) -> Objection:
    """The trader objects to the result in force; ``evidence`` is name and bytes by position from 1."""
    actor = cast.actor(name)
    kept = {
        position: services.keep_evidence(actor=actor, tender=tender, name=label, body=body, now=clock.now())
        for position, (label, body) in (evidence or {}).items()
    }
    return services.file_objection(
        actor=actor, tender=tender, points=points, evidence=kept, remedy=remedy, now=clock.now()
    )


def answer_objection(
    cast: Cast, tender: Tender, verdicts: Sequence[bool] | None = None, *, number: str = "", by: str = "bima"
) -> Objection:
    """The chair answers an open objection, point by point; without verdicts every point is rejected."""
    found = Objection.objects.filter(result__tender=tender, status="filed").order_by("filed_at", "id")
    objection = (found.filter(number=number) if number else found)[0]
    told = list(verdicts) if verdicts is not None else [False] * objection.points.count()
    answers = [
        Answer(
            verdict,
            "Dokumen yang disebut sudah diperiksa kembali oleh Pokja dan "
            + ("fakta itu benar." if verdict else "fakta itu tidak ditemukan."),
            "LDP butir 31.2",
        )
        for verdict in told
    ]
    return services.answer_objection(
        actor=cast.actor(by),
        objection=objection,
        answers=answers,
        follow_up=FOLLOW_UP if any(told) else "",
        now=clock.now(),
    )


def file_appeal(
    cast: Cast, name: str, objection: Objection, *, points: Sequence[Point] = POINTS, amount: Decimal | None = None
) -> Appeal:
    """The objector appeals with a bond of exactly the least amount and time, unless ``amount`` says otherwise."""
    actor, tender = cast.actor(name), objection.result.tender
    paper = services.keep_appeal_paper(
        actor=actor, objection=objection, name="jaminan.pdf", body=b"%PDF-1.4\n%%EOF\n", now=clock.now()
    )
    return services.file_appeal(
        actor=actor,
        objection=objection,
        points=points,
        bond=bond_for(tender, amount=amount),
        papers=services.Papers(bond=paper, proofs={}),
        remedy="Batalkan hasil dan nilai ulang.",
        now=clock.now(),
    )


def bond_for(tender: Tender, *, amount: Decimal | None = None) -> Bond:
    """A bond of exactly the least amount, valid exactly as long as it must be."""
    until = selectors.least_until(tender, clock.now())
    return Bond("Bank Sagara", "BG-77/2026", selectors.least_bond(tender) if amount is None else amount, until)


def clarify_bond(cast: Cast, appeal: Appeal, *, is_valid: bool = True) -> Appeal:
    """The chair tells what the issuer wrote."""
    text = "Surat Bank Sagara nomor 12/XI/2026: jaminan " + ("dibenarkan." if is_valid else "tidak pernah diterbitkan.")
    return services.clarify_bond(actor=cast.actor("bima"), appeal=appeal, is_valid=is_valid, text=text, now=clock.now())


def decide_appeal(
    cast: Cast, appeal: Appeal, verdicts: Sequence[bool], *, ordered: Ordered = Ordered.RE_EVALUATION
) -> Appeal:
    """The budget authority answers point by point."""
    answers = [Answer(verdict, "Dokumen diperiksa kembali oleh KPA.", "IKP butir 27.4") for verdict in verdicts]
    return services.decide_appeal(
        actor=cast.actor("gita"),
        appeal=appeal,
        answers=answers,
        ordered=ordered if any(verdicts) else None,
        follow_up=FOLLOW_UP if any(verdicts) else "",
        now=clock.now(),
    )


def withdraw_objection(cast: Cast, name: str, objection: Objection) -> Objection:
    """The objector takes it back."""
    return services.withdraw_objection(actor=cast.actor(name), objection=objection, now=clock.now())


def complain(subject: str = SUBJECT, text: str = TEXT, tender: Tender | None = None) -> Received:
    """Somebody complains without an account; the code is known here and nowhere else."""
    received = services.receive_complaint(
        subject=subject, text=text, tender=tender, nonce=secrets.token_urlsafe(24), now=clock.now()
    )
    assert received is not None  # the nonce is new
    return received


def complain_sealed(
    subject: str = SUBJECT,
    text: str = TEXT,
    *,
    mode: str = "confidential",
    name: str = "Nurul Hidayah",
    contact: str = "nurul@warga.example",
    files: Sequence[voice.Attached] = (voice.Attached("kutipan-spesifikasi.pdf", "application/pdf", PDF),),
) -> Received:
    """Somebody complains with identity and files sealed to every auditor on duty, as a browser does."""
    parts = sealed_parts(mode=mode, name=name, contact=contact, files=files)
    received = services.receive_complaint(
        subject=subject, text=text, tender=None, nonce=parts.form, now=clock.now(), sealed=parts
    )
    assert received is not None  # the nonce is new
    return received


PHOTO = voice.Attached("foto-papan.png", "image/png", b"\x89PNG\r\n\x1a\n" + b"papan pengumuman " * 20)
SECOND = "Terlampir foto papan pengumuman di kantor dinas."


def reply_sealed(
    complaint: Complaint, text: str = SECOND, *, files: Sequence[voice.Attached] = (PHOTO,)
) -> ComplaintMessage:
    """Whoever complained sends files later, sealed to every auditor on duty, as a browser does."""
    parts = sealed_parts(mode="anonymous", files=files)
    return services.reply_as_complainant(complaint=complaint, text=text, sealed=parts, now=clock.now())


def sealed_parts(
    *, mode: str, name: str = "", contact: str = "", files: Sequence[voice.Attached] = ()
) -> services.Sealed:
    """Seal to every auditor on duty for one sending, and put the objects aside."""
    nonce, now = secrets.token_urlsafe(24), clock.now()
    auditors = [(key.member, unb64u(key.kem, 32)) for key in sealed.keys_on_duty(now)]
    header, objects = voice.seal_voice(nonce, auditors, mode=mode, name=name, contact=contact, files=files)
    kept = [services.keep_sealed_part(chunks=[body], form=nonce, address="", now=now) for body in objects]
    return services.Sealed(canonical(header).decode(), kept, nonce)


def handle_complaint(cast: Cast, case: str, *, by: str = "esti") -> Complaint:
    """The auditor finds the complaint complete, begins to examine it and writes to the complainant."""
    actor = cast.actor(by)
    complaint = selectors.complaint_for(actor, case)
    services.accept_complaint(actor=actor, complaint=complaint, now=clock.now())
    complaint = services.review_complaint(actor=actor, complaint=complaint)
    services.reply_as_auditor(
        actor=actor,
        complaint=complaint,
        text="Terima kasih. Kami meminta penjelasan tertulis dari PPK.",
        now=clock.now(),
    )
    return complaint


def close_complaint(
    cast: Cast,
    case: str,
    *,
    outcome: Outcome = Outcome.FOUNDED,
    summary: str = "Spesifikasi menyebut satu merek. Dokumen pemilihan diperbaiki lewat adendum.",
    by: str = "esti",
    forwarded_to: str = "",
) -> Complaint:
    """The auditor closes the complaint with a summary for everyone."""
    actor = cast.actor(by)
    return services.close_complaint(
        actor=actor,
        complaint=selectors.complaint_for(actor, case),
        outcome=outcome,
        forwarded_to=forwarded_to,
        summary=summary,
        now=clock.now(),
    )
