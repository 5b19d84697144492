"""Answers of one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response

if TYPE_CHECKING:
    from collections.abc import Mapping


def plain(text: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """A sentence, and a status; nobody may keep it."""
    said = {"Cache-Control": "no-store", **(headers or {})}
    return Response(f"{text}\n", status, said, content_type="text/plain; charset=utf-8")
