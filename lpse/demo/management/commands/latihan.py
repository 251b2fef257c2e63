# SPDX-License-Identifier: Apache-2.0
"""``manage.py latihan``: an announced training tender that closes in three minutes, for a newcomer to walk through."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lpse.demo import goods, tenders, world
from lpse.demo.cast import Cast
from lpse.ledger import services as ledger
from tenders.rules import Category

STEPS = """
{code} menerima penawaran selama {minutes} menit: {url}/tender/{code}/

  1. Masuk sebagai penyedia (arung@arung.example), ikut, susun, segel, dan kirim penawaran.
  2. Sesudah batas akhir, masuk sebagai dua anggota Pokja (bima@, citra@sagara.example) di dua peramban
     dan serahkan bagian kunci pada {url}/tender/{code}/pembukaan/.
  3. Sebagai ketua Pokja (bima@): nilai, kunci, selesaikan pembuktian, umumkan pada
     {url}/tender/{code}/evaluasi/.
  4. Sebagai penyedia yang kalah: sanggah pada {url}/tender/{code}/sanggah/ dalam {days} detik.
  5. Sebagai ketua Pokja: jawab sanggah di halaman yang sama.
  6. Tanpa masuk: kirim pengaduan pada {url}/pengaduan/.
  7. Unduh bukti.zip pada {url}/tender/{code}/jejak/ dan periksa dengan lpse-verify.

Kata sandi, rahasia TOTP, dan frasa sandi ada di {accounts}; kode TOTP: manage.py totp EMAIL
"""
KINDS = {
    "barang": (Category.GOODS, "Latihan: Pengadaan Alat Kesehatan Posyandu", goods.rows(3)),
    "pekerjaan": (Category.WORKS, "Latihan: Pembangunan Kembali Puskesmas Pembantu", goods.works(3)),
}


class Command(BaseCommand):
    """Announces a training tender of the demo's committee."""

    help = "Umumkan tender latihan yang ditutup tiga menit lagi."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add what is bought, and how long bids are taken."""
        parser.add_argument("--jenis", choices=KINDS, default="barang", help="barang atau pekerjaan (konstruksi)")
        parser.add_argument("--menit", type=float, default=3.0, help="lama pemasukan penawaran, dalam menit")

    def handle(self, *args: Any, **options: Any) -> None:
        """Announce it and say what to do."""
        kept = world.folder() / "cast.json"
        if not settings.TRAINING or not kept.exists():
            raise CommandError("Jalankan `make demo` lebih dahulu: tender latihan dibuat oleh orang-orangnya.")
        seconds = options["menit"] * 60
        category, title, rows = KINDS[options["jenis"]]
        tender = tenders.announced_tender(
            Cast.load(kept),
            title=title,
            rows=rows,
            category=category,
            closes_in=seconds,
            step=600,
        )
        ledger.publish()
        self.stdout.write(
            STEPS.format(
                code=tender.code,
                minutes=f"{options['menit']:g}",
                url=settings.SITE_URL,
                days=5 * settings.TRAINING_DAY_SECONDS,
                accounts=world.folder() / "accounts.json",
            )
        )
