"""Keeps a connection open after an answer without content.

The server underneath closes it after every 304, for want of a Content-Length; but the end of such
an answer is the end of its headers (RFC 9112, 6.3), and a calendar program asks again and again.
"""

from __future__ import annotations

from waitress.channel import HTTPChannel
from waitress.task import WSGITask


class KeepingTask(WSGITask):
    """Answers one request."""

    def set_close_on_finish(self) -> None:
        """Close the connection after this answer, where there is a reason to."""
        headers = getattr(self.request, "headers", {})  # a request that makes no sense has none
        asked = headers.get("CONNECTION", "").lower()
        if self.version == "1.1" and not self.has_body and asked != "close":
            return
        super().set_close_on_finish()


def keep_connections() -> None:
    """Let the server of this process answer so from now on."""
    HTTPChannel.task_class = KeepingTask
