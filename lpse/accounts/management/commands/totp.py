# SPDX-License-Identifier: Apache-2.0
"""``manage.py totp EMAIL``: the current one-time code of a person, for training installations only."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lpse.accounts.models import User


class Command(BaseCommand):
    """Print the code that the person's authenticator app shows now; a code works once."""

    help = "Cetak kode autentikator (TOTP) seseorang sekarang; hanya pada pemasangan latihan (TRAINING=1)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the person's e-mail address."""
        parser.add_argument("email", metavar="SUREL")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        """Print six digits. Refused outside training: there a second factor belongs to its holder alone."""
        if not settings.TRAINING:
            raise CommandError("Perintah ini hanya ada pada pemasangan latihan (TRAINING=1).")
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            raise CommandError(f"Tidak ada akun dengan surel {email}.")
        found = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
        if found is None:
            raise CommandError(f"{email} belum memasang aplikasi autentikator.")
        self.stdout.write(code(decrypt(found.data["secret"])))


def code(secret: str) -> str:
    """Return the code of this moment for a base32 secret (RFC 6238)."""
    counters = list(auth.yield_hotp_counters_from_time())  # this period, between those the tolerance accepts
    return str(auth.format_hotp_value(auth.hotp_value(secret, counters[len(counters) // 2])))
