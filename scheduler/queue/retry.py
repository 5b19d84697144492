"""Tries again while the database is away."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_fixed

from data.model.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = TypeVar("Answer")

LOG = logging.getLogger(__name__)
DAY = 86_400.0  #: seconds; without a database a worker can do nothing but wait for it
PAUSE = 1.0  #: seconds between two tries


def retry_while_away(
    act: Callable[[], Answer],
    seconds: float,
    *,
    pause: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Answer:
    """Do something with the store, and try again for some seconds while it is out of reach.

    Parameters
    ----------
    act
        Must bear being done twice: an answer may be lost on the way.

    Raises
    ------
    StoreError
        It still cannot be done.
    """
    until = clock() + seconds
    retrying = Retrying(
        retry=retry_if_exception_type(StoreError),
        wait=wait_fixed(PAUSE),
        stop=lambda _state: clock() >= until,
        sleep=pause,
        before_sleep=_warn_once,
        reraise=True,
    )
    return retrying(act)


def _warn_once(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    if state.attempt_number == 1 and isinstance(error, StoreError):
        LOG.warning("%s; trying again", error.what)
