"""Gathers what is wrong with the input, so that the reader hears all of it at once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher, get_close_matches
from itertools import islice
from typing import TYPE_CHECKING

from data.i18n.sheet_words import CHOICE, COLUMN, TABLE, spelled, words_of
from data.model.errors import Fault, InputError, Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

MOST_FAULTS = 200
ROWS_SHOWN = 3  #: of the rows that have one and the same fault
_LONGEST_SHOWN = 60
_MOST_NAMES = 8
_NOUNS = {TABLE: "tables", COLUMN: "columns", CHOICE: "words"}


@dataclass(slots=True)
class _Rows:
    """Where one and the same fault stands: the first rows, and how many there are.

    A fault of no row counts, and has none to show.
    """

    first: list[int] = field(default_factory=list)
    count: int = 0

    def add(self, rows: Iterable[int], count: int) -> None:
        self.first += islice(rows, max(0, ROWS_SHOWN - len(self.first)))
        self.count += count

    def at(self, place: Place) -> Place:
        if not self.first:
            return place
        row, *also = sorted(self.first)
        unlisted = self.count - len(self.first)
        return replace(place, row=row, also=tuple(also), unlisted=unlisted)


class FaultLog:
    """Faults as they are found; the first `most` are kept, the others counted.

    A fault that many rows of a table have alike is kept once, with the first of these rows and how
    many there are.

    Parameters
    ----------
    most
        How many to keep.
    """

    def __init__(self, most: int = MOST_FAULTS) -> None:
        self.most = most
        self.count = 0
        self._kept: dict[Fault, _Rows] = {}
        self._places: set[Place] = set()
        self._left_out = 0

    def add(self, what: str, remedy: str, place: Place = Place()) -> None:  # noqa: B008 - frozen
        """Note a fault."""
        self.extend([Fault(what, remedy, place)])

    def extend(self, faults: Iterable[Fault]) -> None:
        """Note faults that others found."""
        for fault in faults:
            place = fault.place
            rows = [row for row in (place.row, *place.also) if row is not None]
            count = max(1, len(rows)) + place.unlisted
            self.count += count
            self._places.add(replace(place, also=(), unlisted=0))
            alike = replace(fault, place=replace(place, row=None, also=(), unlisted=0))
            if alike not in self._kept:
                if len(self._kept) == self.most:
                    self._left_out += count
                    continue
                self._kept[alike] = _Rows()
            self._kept[alike].add(rows, count)

    def has(self, place: Place) -> bool:
        """Whether a fault was noted at exactly this place."""
        return place in self._places

    def has_any_in(self, table: Place) -> bool:
        """Whether a fault was noted anywhere in a table."""
        return any((p.file, p.sheet) == (table.file, table.sheet) for p in self._places)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What was kept, by file, sheet and row, and how many more there are."""
        kept = [replace(one, place=rows.at(one.place)) for one, rows in self._kept.items()]
        kept.sort(key=_reading_order)
        if self._left_out:
            last = Fault(
                f"{self._left_out} more faults are not listed",
                "Fix these first: one mistake often shows in many rows",
                replace(kept[-1].place, row=None, column=None, also=(), unlisted=0),
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
    if close := _close(text, sorted(known)):
        return close
    names = [shown(name) for name in sorted(known)]
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return f"Use one of {', '.join(names[:_MOST_NAMES])}{more}"


def nearest_name(context: str, text: str, known: Collection[str]) -> str:
    """The same of sheets, headings and words of a list, in whichever language it was mistyped.

    Parameters
    ----------
    context
        As `data.i18n.sheet_words` has it.
    """
    if close := _close(text, words_of(context, known)):
        return close
    names = list(known)
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return f"Use one of the {_NOUNS[context]} {', '.join(names[:_MOST_NAMES])}{more}"


def _close(text: str, known: Iterable[str]) -> str:
    """A question that names what comes closest; of two spellings the last. Empty: nothing does."""
    by_lower = {name.casefold(): name for name in known}
    word = text.casefold()[:100]
    close = get_close_matches(word, by_lower, n=2, cutoff=0.6)
    if not close:
        return ""
    best = SequenceMatcher(None, close[0], word).ratio()
    equal = [by_lower[c] for c in close if SequenceMatcher(None, c, word).ratio() == best]
    order = list(by_lower.values()).index
    apart = {spelled(name): name for name in sorted(equal, key=order)}
    return f"Did you mean {' or '.join(shown(name) for name in sorted(apart.values()))}?"


def then(remedy: str, another: str) -> str:
    """Two remedies after each other."""
    return f"{remedy}{'' if remedy.endswith('?') else '.'} {another}"
