# SPDX-License-Identifier: Apache-2.0
"""Live sockets only (`/live/`), by ASGI in a process of its own; pages are WSGI's."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lpse.settings")
get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.sessions import SessionMiddlewareStack  # noqa: E402

from lpse.notices.routing import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter({"websocket": SessionMiddlewareStack(URLRouter(websocket_urlpatterns))})
