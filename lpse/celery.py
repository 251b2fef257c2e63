# SPDX-License-Identifier: Apache-2.0
"""Background work. No legal deadline rides on it: `manage.py tick` does the same from PostgreSQL alone."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lpse.settings")

app = Celery("lpse")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
