# SPDX-License-Identifier: Apache-2.0
"""``manage.py demo``: make the demo world once; a second call continues where the first was stopped."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lpse.demo import archive, world
from lpse.demo.cast import Cast


class Command(BaseCommand):
    """Makes people and tenders through the services; writes the sign-ins as soon as people can work."""

    help = "Buat dunia latihan: orang, penyedia, dan satu tender pada setiap tahap."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is not there yet."""
        if not settings.TRAINING:
            raise CommandError("The demo world is for training installations only: set TRAINING=1.")
        done = world.folder() / "complete"
        if done.exists():
            archive.fill(tell=self.stdout.write)
            return
        kept = world.folder() / "cast.json"
        if kept.exists():
            cast = Cast.load(kept)
        else:
            cast = world.begin()
            self.stdout.write("People can work; older history follows.")
        archive.fill(tell=self.stdout.write)
        world.history(cast)
        done.touch()
