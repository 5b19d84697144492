"""The rules: one module each, with its article, `check`, `constrain` and a sentence.

`ALL_RULES` is the table of contents, in the order of the law, then the region, then the field.
"""

from __future__ import annotations

from solver.rules.base import Family, PatternRule, Rule
from solver.rules.r05_shift_length import ShiftLength

ALL_RULES: tuple[type[Rule], ...] = (ShiftLength,)

__all__ = ["ALL_RULES", "Family", "PatternRule", "Rule"]
