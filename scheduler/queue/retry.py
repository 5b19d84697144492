"""Waits for a database that is away for a while."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, TypeVar

from data.model.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = TypeVar("Answer")

LOG = logging.getLogger(__name__)
DAY = 86_400.0  #: seconds; without a database a worker can do nothing but wait for it
PAUSE = 1.0  #: seconds between two tries


def patiently(
    act: Callable[[], Answer],
    seconds: float,
    *,
    pause: Callable[[float], object] = time.sleep,
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
    until, told = clock() + seconds, False
    while True:
        try:
            return act()
        except StoreError as error:
            if clock() >= until:
                raise
            if not told:
                LOG.warning("%s; trying again", error.what)
            told = True
            pause(PAUSE)
