"""Night shifts as the sections of ATW 5:8 see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.time.rows import LegalShift


def is_night(shift: LegalShift) -> bool:
    """Whether ATW 5:8 judges it: a night shift that is no stand-by (ATB 4.8 replaces 5:8)."""
    return shift.is_night and not shift.is_standby
