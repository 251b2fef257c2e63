# SPDX-License-Identifier: Apache-2.0
"""What changes after an announcement, as the cast does it: a schedule by two members, an addendum with the PPK."""

from datetime import timedelta

from lpse.core import clock
from lpse.demo.cast import Cast
from lpse.demo.tenders import PDF
from lpse.regulations import StageKind
from lpse.regulations.planning import DeadlineGround
from tenders import selectors, services
from tenders.models import Addendum, ScheduleChange, Tender
from tenders.services.addenda import Amendment, NewFile

CLAUSES = (
    {
        "clause": "Spesifikasi teknis, butir 3.2",
        "old": "Masa garansi 12 bulan sejak serah terima.",
        "new": "Masa garansi 24 bulan sejak serah terima, termasuk suku cadang.",
    },
    {
        "clause": "Spesifikasi teknis, butir 4.1",
        "old": "Penyerahan di gudang dinas.",
        "new": "Penyerahan di puskesmas penerima menurut daftar lokasi.",
    },
)


def changed_schedule(cast: Cast, tender: Tender, by: timedelta) -> ScheduleChange:
    """Bima proposes a later deadline after a disruption of the portal, Citra accepts it."""
    deadline = selectors.window(tender, StageKind.BID_SUBMISSION).ends_at + by
    change = services.propose_schedule_change(
        actor=cast.actor("bima"),
        tender=tender,
        stages=selectors.extended(tender, deadline),
        ground=DeadlineGround.SYSTEM_DISRUPTION,
        reason="Portal tidak dapat dibuka selama dua jam pada hari pengumuman; batas akhir mundur dua jam.",
        now=clock.now(),
    )
    return services.accept_schedule_change(
        actor=cast.actor("citra"), tender=tender, number=change.number, now=clock.now()
    )


def published_addendum(cast: Cast, tender: Tender) -> Addendum:
    """Bima proposes a new specification and one more unit of the first row; Ratna consents as the officer."""
    document = tender.documents.get(kind="specification")
    items = selectors.item_data(tender)
    items[0]["quantity"] = str(tender.items.order_by("number")[0].quantity + 1)
    row = services.propose_addendum(
        actor=cast.actor("bima"),
        tender=tender,
        amendment=Amendment(
            clauses=CLAUSES,
            file=NewFile(document.pk, "spesifikasi-teknis-adendum.pdf", PDF + f"% adendum {tender.code}\n".encode()),
            items=items,
        ),
        reason="Menjawab pertanyaan peserta: garansi dan tempat penyerahan diperjelas, kebutuhan bertambah satu unit.",
        now=clock.now(),
    )
    return services.accept_addendum(actor=cast.actor("ratna"), tender=tender, number=row.number, now=clock.now())
