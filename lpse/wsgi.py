# SPDX-License-Identifier: Apache-2.0
"""Pages, by WSGI (granian in the demo)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lpse.settings")
application = get_wsgi_application()
