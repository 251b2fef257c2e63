# SPDX-License-Identifier: Apache-2.0
"""Address of the live socket. Only pages of this portal may open it: the browser names their origin."""

from channels.security.websocket import OriginValidator
from django.conf import settings
from django.urls import path

from lpse.notices.live import LiveConsumer

websocket_urlpatterns = [path("live/", OriginValidator(LiveConsumer.as_asgi(), [settings.SITE_URL]))]
