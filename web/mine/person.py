"""Whose pages these are."""

from __future__ import annotations

from flask import abort

from web.access.visitor import signed_in


def me() -> str:
    """The person whose own duties are asked for; the guard let nobody in who has none."""
    return signed_in().person or abort(403)
