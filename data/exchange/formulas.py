"""Texts that a spreadsheet would run as a formula, made harmless in CSV and made whole again.

``=HYPERLINK(...)`` in a name becomes ``'=HYPERLINK(...)``. Numbers such as ``-3.5`` are left alone.
"""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet may run this text, or it is already behind an apostrophe."""
    return bool(_FORMULA.match(text)) and not _NUMBER.fullmatch(text)


def defuse(text: str) -> str:
    """The text as it can stand in a CSV file."""
    return f"'{text}" if looks_like_formula(text) else text


def restore(text: str) -> str:
    """The text that `defuse` was given."""
    return text[1:] if text.startswith("'") and looks_like_formula(text) else text
