"""A form that was refused is shown again, with what was typed and everything that is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.errors import InputError, Refused
from web.shared.error_messages import Wrong, wrong

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response as WerkzeugResponse

    Shown = Callable[[list[Wrong]], str]
    Answer = WerkzeugResponse | str | tuple[str, int]


def or_again(done: Callable[[], WerkzeugResponse | str], again: Shown) -> Answer:
    """The answer of what was asked; refused: the form once more, with status 422.

    Parameters
    ----------
    again
        Renders the form with what is wrong.
    """
    try:
        return done()
    except Refused as refused:
        return again(wrong(refused.reasons)), 422
    except InputError as error:
        return again(wrong(error.faults)), 422
