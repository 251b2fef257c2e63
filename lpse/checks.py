# SPDX-License-Identifier: Apache-2.0
"""System checks of mistakes an operator can make, each with an id and a hint."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register


@register(deploy=True)
def training_is_off(**kwargs: Any) -> list[CheckMessage]:
    """A production portal refuses training tenders."""
    if settings.TRAINING:
        return [Error("TRAINING is on.", hint="Set TRAINING=0: training tenders have no place here.", id="lpse.E001")]
    return []


@register()
def key_encryption_key_is_private(**kwargs: Any) -> list[CheckMessage]:
    """The key that wraps the server's halves is readable by its owner only."""
    file = settings.KEK_FILE
    if file.exists() and file.stat().st_mode & 0o077:
        return [Warning(f"{file.name} is readable by others.", hint="chmod 600 the key file.", id="lpse.W002")]
    return []
