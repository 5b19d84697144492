"""Figures of reports in words, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.exchange.language import Language


def share_text(part: int, whole: int, speech: Language) -> str:
    """A share in per cent: cut and not rounded, so that 99.99 per cent never reads as 100."""
    if part == whole:
        return "100"
    return speech.number(10_000 * part // whole / 100, 2)


def lasting_text(minutes: int, speech: Language) -> str:
    """As ``58 min``, ``12 h`` or ``1,234 h 30``."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    whole = f"{speech.number(hours)} {speech.gettext('h')}"
    return f"{whole} {rest:02d}" if rest else whole
