"""What a program that stays says of its work: one line for each thing that happens, in UTC."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime

MOST = 400  #: characters of a line
SELDOM_SECONDS = 60.0  #: between two lines from the same place in the queue's code
_TRAIL = "Traceback (most recent call last)"


class Seldom(logging.Filter):
    """Lets the same complaint through once a minute: a database that is away has many victims."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[tuple[str, int], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it is time to hear this again; a clock that was set back makes it so."""
        place = (record.pathname, record.lineno)
        last = self._last.get(place)
        if last is not None and abs(record.created - last) < SELDOM_SECONDS:
            return False
        self._last[place] = record.created
        return True


class OneLine(logging.Formatter):
    """An entry as one line: an error by its name and text, without the trail that led to it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            told = f"{told} {type(error).__name__}: {error}"
        if _TRAIL in told:
            told = f"{told.partition(_TRAIL)[0]}{told.strip().splitlines()[-1]}"
        when = datetime.fromtimestamp(record.created, UTC)
        line = " ".join(told.split())[:MOST]
        return f"{when:%Y-%m-%dT%H:%M:%SZ} {record.levelname.lower()} {line}"


def log_to_screen(level: int) -> None:
    """Let this program, and the queue and the web server it uses, log to standard error."""
    for name, least, sieve in (
        ("scheduler", level, None),
        ("web", level, None),
        ("dbos", logging.WARNING, Seldom()),
        ("waitress", logging.WARNING, Seldom()),
    ):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(OneLine())
        if sieve:
            handler.addFilter(sieve)
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(least)
        logger.propagate = False
