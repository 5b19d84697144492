"""Gathers what is wrong with the input, so that the reader hears all of it at once."""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher, get_close_matches
from typing import TYPE_CHECKING

from data.model.errors import Fault, InputError, Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

MOST_FAULTS = 200
_LONGEST_SHOWN = 60
_MOST_NAMES = 8


class FaultLog:
    """Faults as they are found; the first `most` are kept, the others counted.

    Parameters
    ----------
    most
        How many to keep.
    """

    def __init__(self, most: int = MOST_FAULTS) -> None:
        self.most = most
        self.count = 0
        self._kept: list[Fault] = []
        self._places: set[Place] = set()

    def add(self, what: str, remedy: str, place: Place = Place()) -> None:  # noqa: B008 - frozen
        """Note a fault."""
        self.extend([Fault(what, remedy, place)])

    def extend(self, faults: Iterable[Fault]) -> None:
        """Note faults that others found."""
        for fault in faults:
            self.count += 1
            self._places.add(fault.place)
            if len(self._kept) < self.most:
                self._kept.append(fault)

    def has(self, place: Place) -> bool:
        """Whether a fault was noted at exactly this place."""
        return place in self._places

    def has_any_in(self, table: Place) -> bool:
        """Whether a fault was noted anywhere in a table."""
        return any((p.file, p.sheet) == (table.file, table.sheet) for p in self._places)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What was kept, by file, sheet and row, and how many more there are."""
        kept = sorted(self._kept, key=_reading_order)
        if self.count > len(kept):
            last = Fault(
                f"{self.count - len(kept)} more faults are not listed",
                "Mend these first: one mistake often shows in many rows",
                replace(kept[-1].place, row=None, column=None),
            )
            kept.append(last)
        return tuple(kept)

    def raise_if_any(self) -> None:
        """Raise everything noted so far.

        Raises
        ------
        InputError
            There is at least one fault.
        """
        if self.count:
            raise InputError(self.faults)


def _reading_order(fault: Fault) -> tuple[str, str, int]:
    place = fault.place
    return place.file or "", place.sheet or "", place.row or 0


def refuse(what: str, remedy: str, file: object) -> InputError:
    """The error for a file of which nothing can be read."""
    return InputError([Fault(what, remedy, Place(file=str(file)))])


def plain(text: str, longest: int = _LONGEST_SHOWN) -> str:
    """A text from the input as it can stand in a message: on one line, not too long."""
    cut = text if len(text) <= longest else f"{text[: longest - 3]}..."
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cut)


def shown(text: str) -> str:
    """The same between quotes."""
    return f"'{plain(text)}'"


def nearest(text: str, known: Collection[str]) -> str:
    """A remedy that names the known value closest to a mistyped one."""
    if not known:
        return "There are none to choose from"
    by_lower = {name.casefold(): name for name in sorted(known)}
    word = text.casefold()[:100]
    close = get_close_matches(word, by_lower, n=2, cutoff=0.6)
    if close:
        best = SequenceMatcher(None, close[0], word).ratio()
        equal = [by_lower[c] for c in close if SequenceMatcher(None, c, word).ratio() == best]
        return f"Did you mean {' or '.join(shown(name) for name in sorted(equal))}?"
    names = [shown(name) for name in sorted(known)]
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return f"Use one of {', '.join(names[:_MOST_NAMES])}{more}"


def then(remedy: str, another: str) -> str:
    """Two remedies after each other."""
    return f"{remedy}{'' if remedy.endswith('?') else '.'} {another}"
