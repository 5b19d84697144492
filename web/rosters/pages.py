"""The pages of rosters: the list, the grid, its edits, and what is printed of it."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("rosters", __name__, url_prefix="/rosters")
