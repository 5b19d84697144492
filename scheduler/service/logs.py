"""What a program that stays says of its work: one line for each thing that happens, in UTC."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 400  #: characters of a line
RATE_LIMIT_SECONDS = 60.0  #: between two lines from the same place in the queue's code
_TRACEBACK = "Traceback (most recent call last)"


class RateLimitFilter(logging.Filter):
    """Lets the same complaint through once a minute: a database that is away has many victims."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[tuple[str, int], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it is time to log this again; a clock that was set back makes it so."""
        place = (record.pathname, record.lineno)
        last = self._last.get(place)
        if last is not None and abs(record.created - last) < RATE_LIMIT_SECONDS:
            return False
        self._last[place] = record.created
        return True


class SingleLineFormatter(logging.Formatter):
    """An entry as one line: an error by its name and text, without the trail that led to it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; its fields follow the message as ``name=value``."""
        fields = (f"{name}={_as_word(value)}" for name, value in _fields(record).items())
        line = " ".join([_message(record), *fields])[:MOST]
        return f"{_moment(record)} {record.levelname.lower()} {line}"


class JsonLine(logging.Formatter):
    """An entry as a JSON object on one line, for programs that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; its fields stand beside the message."""
        entry = {
            "time": _moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record)[:MOST],
            **_fields(record),
        }
        return json.dumps(entry, ensure_ascii=False, default=str)


def _moment(record: logging.LogRecord) -> str:
    return f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _message(record: logging.LogRecord) -> str:
    text = record.getMessage()
    if record.exc_info and record.exc_info[1] is not None:
        error = record.exc_info[1]
        text = f"{text} {type(error).__name__}: {error}"
    if _TRACEBACK in text:
        text = f"{text.partition(_TRACEBACK)[0]}{text.strip().splitlines()[-1]}"
    return " ".join(text.split())


def _fields(record: logging.LogRecord) -> Mapping[str, object]:
    """What was logged with ``extra={"fields": {...}}``."""
    found: Mapping[str, object] = getattr(record, "fields", {})
    return found


def _as_word(value: object) -> str:
    """A value without spaces, or in quotes: nobody who chooses it writes another field."""
    text = str(value)
    is_plain = text.isprintable() and not set(text) & set(' "=')
    return text if text and is_plain else json.dumps(text, ensure_ascii=False)


def log_to_stderr(level: int, style: str = "text") -> None:
    """Let this program, and the queue and the web server it uses, log to standard error.

    Parameters
    ----------
    style
        ``text``: a line for people; ``json``: an object a line, for programs.
    """
    for name, least, sieve in (
        ("scheduler", level, None),
        ("web", level, None),
        ("dbos", logging.WARNING, RateLimitFilter()),
        ("waitress", logging.WARNING, RateLimitFilter()),
    ):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLine() if style == "json" else SingleLineFormatter())
        if sieve:
            handler.addFilter(sieve)
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(least)
        logger.propagate = False
