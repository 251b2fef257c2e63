# SPDX-License-Identifier: Apache-2.0
"""The live socket: it hears nothing and says only that something happened (`{"act": "…"}`)."""

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from lpse.notices import rules, selectors

TALKED_BACK = 4400  # the socket carries nothing towards the server
NO_TOPIC = 4404


class LiveConsumer(AsyncWebsocketConsumer):
    """One page that listens to public topics; strangers are welcome, the record is public."""

    async def connect(self) -> None:
        """Join the topics asked for that exist; a tender nobody may see yet is treated like one that is not there."""
        self.topics: list[str] = []
        asked = rules.asked(self.scope["query_string"].decode("ascii", "replace"))
        existing = await database_sync_to_async(selectors.existing)(asked) if asked else []
        await self.accept()
        if not existing:
            await self.close(NO_TOPIC)
            return
        for topic in existing:
            await self.channel_layer.group_add(rules.group_of(topic), self.channel_name)
            self.topics.append(topic)

    async def disconnect(self, code: int) -> None:
        """Leave the topics."""
        for topic in self.topics:
            await self.channel_layer.group_discard(rules.group_of(topic), self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Close a socket that talks: whatever it says, nobody reads it."""
        await self.close(TALKED_BACK)

    async def look_again(self, event: dict[str, Any]) -> None:
        """Pass the word of an act on."""
        await self.send(text_data=event["text"])
