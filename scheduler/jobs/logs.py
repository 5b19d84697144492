"""What a worker says of its work: one line for each thing that happens, in UTC."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime


class OneLine(logging.Formatter):
    """An entry as one line: an error by its name and text, without the trail that led to it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            told = f"{told} {type(error).__name__}: {error}"
        when = datetime.fromtimestamp(record.created, UTC)
        return f"{when:%Y-%m-%dT%H:%M:%SZ} {record.levelname.lower()} {' '.join(told.split())}"


def log_to_screen(level: int) -> None:
    """Let this program, and the queue it uses, log to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    for name, least in (("scheduler", level), ("dbos", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(least)
        logger.propagate = False
