"""The pages under ``/messages``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

if TYPE_CHECKING:
    from web.site import Site


def area(site: Site) -> Blueprint:
    """What was told to whom."""
    return Blueprint("messages", __name__, url_prefix="/messages")
