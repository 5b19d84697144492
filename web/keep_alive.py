"""How long a connection stays.

After an answer without content it is kept: the server underneath closes it after every 304, for
want of a Content-Length; but the end of such an answer is the end of its headers (RFC 9112, 6.3),
and a calendar program asks again and again. A request that does not come to its end is not waited
for: whoever sends a byte now and then would keep a place for ever.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.task import WSGITask

if TYPE_CHECKING:
    from waitress.parser import HTTPRequestParser

WHOLE_SECONDS = 60.0  #: in which a request must have come, from its first byte to its last


class KeepingTask(WSGITask):
    """Answers one request."""

    def set_close_on_finish(self) -> None:
        """Close the connection after this answer, where there is a reason to."""
        headers = getattr(self.request, "headers", {})  # a request that makes no sense has none
        asked = headers.get("CONNECTION", "").lower()
        if self.version == "1.1" and not self.has_body and asked != "close":
            return
        super().set_close_on_finish()


class BoundedChannel(HTTPChannel):
    """A connection on which a request comes in time or not at all."""

    _coming: HTTPRequestParser | None = None
    _since = 0.0

    def received(self, data: bytes) -> bool:
        """Take what came; close if the request that it belongs to began too long ago."""
        taken: bool = super().received(data)
        now = time.monotonic()
        if self.request is not self._coming:
            self._coming, self._since = self.request, now
        elif self.request is not None and now - self._since > WHOLE_SECONDS:
            self.will_close = True
        return taken


def keep_connections() -> None:
    """Let the server of this process deal with connections so from now on."""
    HTTPChannel.task_class = KeepingTask
    BaseWSGIServer.channel_class = BoundedChannel
