"""What a planner asks of the grid, as the form of a page or its script says it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from werkzeug.exceptions import BadRequest

from scheduler.planning.edits import Edit, EditKind
from scheduler.planning.grid_commands import edit_grid
from scheduler.planning.range_commands import MOST_CELLS, CellRange, RangeCommands, RangeEdits
from scheduler.planning.undo import redo, undo, undo_to
from web.app_services import services
from web.shared.typed import typed_number

if TYPE_CHECKING:
    from data.i18n.language import Language
    from scheduler.planning.edits import Edited
    from scheduler.planning.grid_commands import GridCommands

LONGEST_TEXT = 200  #: of a cell that is pasted
MOST_MOVES = 600  #: words of a repair, three a duty


@dataclass(frozen=True, slots=True)
class GridRequest:
    """One command of a planner on the grid, as its form says it.

    Parameters
    ----------
    do
        What: ``type``, ``assign``, ``take``, ``remove``, ``pin``, ``exchange``, ``step``,
        ``split``, ``whole``, ``paste``, ``moves``, ``repair``, ``undo`` or ``redo``.
    person, day
        The cell.
    seen
        The lock version of the draft on their screen.
    more
        The rest of the form: ``code``, ``shift``, ``holder`` ...
    """

    do: str
    person: str
    day: date | None
    seen: int
    more: Mapping[str, str]

    @classmethod
    def of(cls, form: Mapping[str, str]) -> GridRequest:
        """As the form says; what no page of ours can send is refused."""
        day = typed_day(form["day"]) if form.get("day") else None
        seen = _number(form.get("seen", ""))
        return cls(form.get("do", ""), form.get("person", ""), day, seen, form)

    def edits(self, commands: GridCommands) -> list[Edit]:
        """The same as edits of a draft."""
        if self.is_range:
            return self.range_edits(commands).edits
        shift, person = self.more.get("shift", ""), self.person
        match self.do:
            case "type":
                return commands.type_code(person, self._day, self.more.get("code", ""))
            case "assign":
                return commands.assign(person, shift)
            case "take":
                return commands.take_over(person, shift, self.more.get("holder", ""))
            case "remove":
                return commands.remove(person, self._meant(commands))
            case "pin":
                return commands.pin(person, self._meant(commands))
            case "exchange":
                other = self.more.get("other", ""), typed_day(self.more.get("other_day", ""))
                return commands.exchange((person, self._day), other)
            case "step":
                given = self.more.get("gives", ""), self.more.get("to", "")
                return commands.chain(person, shift, given, self.more.get("holder", ""))
            case "moves":
                return self._moves
            case "split":
                return commands.split(person, shift, self.more.get("comer", ""), self._times)
            case "whole":
                leaver, comer = self.more.get("leaver", ""), self.more.get("comer", "")
                return commands.make_whole(leaver, shift, comer, self._times)
        raise BadRequest

    @property
    def is_range(self) -> bool:
        """Whether it is about several cells."""
        return "people" in self.more

    def range_edits(self, commands: GridCommands) -> RangeEdits:
        """What a command on several cells comes to.

        Raises
        ------
        Refused
            Nothing of it can be done.
        PartRefused
            Some of it cannot, and is not to be left out.
        DutiesTaken
            Others lose duties by it, and nobody said that this is wanted.
        """
        ranges, cells = RangeCommands(commands), self.cells
        match self.do:
            case "remove":
                found = ranges.remove(cells)
            case "pin":
                found = ranges.pin(cells)
            case "paste":
                found = ranges.paste(cells.people, cells.first, self._rows)
            case _:
                raise BadRequest
        return found.checked(
            commands.speech,
            skip=bool(self.more.get("skip")),
            may_take=bool(self.more.get("sure")),
        )

    @property
    def cells(self) -> CellRange:
        """The cells that it is about."""
        people = _list(self.more.get("people", ""))
        cells = CellRange(tuple(people), self._day, self.number("days"))
        if not 0 < cells.days * len(people) <= MOST_CELLS:
            raise BadRequest
        return cells

    @property
    def _rows(self) -> list[list[str]]:
        """What is to be written, as a spreadsheet copies it: a line a row, a tab between cells."""
        text = self.more.get("rows", "").replace("\r", "").removesuffix("\n")
        rows = [line.split("\t") for line in text.split("\n")]
        if sum(len(row) for row in rows) > MOST_CELLS:
            raise BadRequest
        return [[cell.strip()[:LONGEST_TEXT] for cell in row] for row in rows]

    def number(self, field: str) -> int:
        """What a field of the form says, which is a number."""
        return _number(self.more.get(field, ""))

    @property
    def _moves(self) -> list[Edit]:
        """Duties that come and go, as a repair proposed them."""
        words = _list(self.more.get("moves", ""))
        if not words or len(words) % 3 or len(words) > MOST_MOVES:
            raise BadRequest
        found = zip(words[::3], words[1::3], words[2::3], strict=True)
        kinds = {kind.value: kind for kind in (EditKind.ASSIGN, EditKind.REMOVE)}
        try:
            return [Edit(kinds[kind], person, shift) for kind, person, shift in found]
        except KeyError as error:
            raise BadRequest from error

    @property
    def again(self) -> dict[str, str]:
        """The fields of a form that asks the same once more."""
        return {name: value for name, value in self.more.items() if name not in _OF_EVERY_FORM}

    @property
    def surely(self) -> GridRequest:
        """The same from a planner who wants it also where others lose by it."""
        return replace(self, more={**self.more, "sure": "1"})

    @property
    def _times(self) -> tuple[str, str]:
        return self.more.get("from", ""), self.more.get("until", "")

    @property
    def _day(self) -> date:
        if self.day is None:
            raise BadRequest
        return self.day

    def _meant(self, commands: GridCommands) -> list[str]:
        """The duty that a button names, or those that stand in the cell."""
        if shift := self.more.get("shift", ""):
            return [shift]
        return [one.shift for one in commands.duties_on(self.person, self._day)]


_OF_EVERY_FORM = ("csrf_token", "seen", "do", "ask")


def carry_out(roster: int, grid_request: GridRequest, who: str, speech: Language) -> Edited:
    """Do what was asked for.

    Raises
    ------
    Refused
        It makes no sense as things stand.
    Conflict
        Somebody else changed the draft meanwhile.
    """
    now, seen = services.clock(), grid_request.seen
    if grid_request.do == "undo" and grid_request.more.get("to"):
        to = grid_request.number("to")
        return undo_to(services.store, roster, to, who, now, speech, seen)
    if grid_request.do in ("undo", "redo"):
        back = undo if grid_request.do == "undo" else redo
        return back(services.store, roster, who, now, speech, seen)
    return edit_grid(services.store, roster, grid_request.edits, who, now, speech, seen)


def typed_day(text: str) -> date:
    """A day that stands in a form; what no page of ours can send is refused."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadRequest from error


def _number(text: str) -> int:
    number = typed_number(text)
    if number is None:
        raise BadRequest
    return number


def _list(text: str) -> list[str]:
    """Ids that a script sends."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise BadRequest from error
    if not (isinstance(found, list) and all(isinstance(one, str) for one in found)):
        raise BadRequest
    return found
