"""How answers travel: who may keep them, and whether a reader has them already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

_KEEPS = "reader_keeps_it"  #: on a view: its answers name nobody's telephone, and carry an ETag


def kept_by_reader(view: Callable[..., object]) -> Callable[..., object]:
    """Mark an operation whose answer a reader may keep, if they ask each time whether it is so."""
    setattr(view, _KEEPS, True)
    return view


def is_kept(view: object) -> bool:
    """Whether a reader may keep what this operation answers."""
    return bool(getattr(view, _KEEPS, False))


def keep_shape(api: Flask) -> None:
    """Give answers an ETag where a reader may keep them; nobody keeps the others."""

    @api.after_request
    def shaped(response: Response) -> Response:
        view = api.view_functions.get(request.endpoint or "")
        if response.status_code == 200 and is_kept(view):
            response.headers["Cache-Control"] = "private, no-cache"
            response.add_etag()
            response.make_conditional(request)
        else:
            response.headers.setdefault("Cache-Control", "no-store")
        return response
