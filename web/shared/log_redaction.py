"""What a log may say of a defect: where it is, and nothing that a reader sent."""

from __future__ import annotations

import logging
import re
import traceback

_SECRET = re.compile(r"[\w-]{20,}")  #: so long is nothing in an address but a secret


def without_secrets(error: BaseException) -> str:
    """The kind of an error and its way through the code; what it says may hold a secret."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{type(error).__name__}\n{frames}".rstrip()


class WithoutAddresses(logging.Filter):
    """Takes secrets out of what the server underneath logs: it names the address that was asked."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the entry through, without its secrets."""
        record.msg, record.args = _SECRET.sub("…", record.getMessage()), ()
        record.exc_info, record.exc_text = None, None
        return True
