"""What people write beside a request: bounded, and of letters alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.errors import Fault

if TYPE_CHECKING:
    from data.exchange.language import Language


def clean(text: str) -> str:
    """A note without control characters, which no database and no mail needs."""
    return "".join(one for one in text if one.isprintable() or one in "\n\t").strip()


def too_long(text: str, most: int, what: str, speech: Language) -> list[Fault]:
    """A fault if a note has more characters than so many."""
    if len(clean(text)) <= most:
        return []
    remedy = speech.gettext("Say it in at most {count} characters").format(count=most)
    return [Fault(what, remedy)]
