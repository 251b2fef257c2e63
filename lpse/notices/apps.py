# SPDX-License-Identifier: Apache-2.0
"""Who is told what: live "look again" messages now, mail and inbox later."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Follows the record; nothing imports it but those who say "look again"."""

    name = "lpse.notices"
    label = "notices"
    verbose_name = "Pemberitahuan"
