"""What a command says to a program."""

from __future__ import annotations

import json


def as_text(value: object) -> str:
    """JSON for programs."""
    return json.dumps(value, ensure_ascii=False, indent=1)
