# SPDX-License-Identifier: Apache-2.0
"""App configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Orang, jabatan, kunci."""

    name = "lpse.accounts"
    label = "accounts"
    verbose_name = "Orang, jabatan, kunci"
