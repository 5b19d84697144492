"""A command of a planner on the grid, read from its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from werkzeug.exceptions import BadRequest

from scheduler.planning.grid_commands import GridCommands, edit_grid
from scheduler.planning.undo import redo, undo
from web.app_services import services

if TYPE_CHECKING:
    from data.i18n.language import Language
    from scheduler.planning.edits import Edit, Edited


@dataclass(frozen=True, slots=True)
class GridRequest:
    """One command of a planner on the grid, as its form says it.

    Parameters
    ----------
    do
        What: ``type``, ``assign``, ``take``, ``remove``, ``pin``, ``exchange``, ``step``,
        ``undo`` or ``redo``.
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
        seen = form.get("seen", "")
        if not (seen.isascii() and seen.isdigit() and len(seen) < 10):
            raise BadRequest
        day = _day(form["day"]) if form.get("day") else None
        return cls(form.get("do", ""), form.get("person", ""), day, int(seen), form)

    def edits(self, commands: GridCommands) -> list[Edit]:
        """The same as edits of a draft."""
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
                other = self.more.get("other", ""), _day(self.more.get("other_day", ""))
                return commands.exchange((person, self._day), other)
            case "step":
                gives, to = self.more.get("gives", ""), self.more.get("to", "")
                return [*commands.take_over(to, gives, person), *commands.assign(person, shift)]
        raise BadRequest

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


def carry_out(roster: int, grid_request: GridRequest, who: str, speech: Language) -> Edited:
    """Do what was asked for.

    Raises
    ------
    Refused
        It makes no sense as things stand.
    Conflict
        Somebody else changed the draft meanwhile.
    """
    now = services.clock()
    if grid_request.do in ("undo", "redo"):
        back = undo if grid_request.do == "undo" else redo
        return back(services.store, roster, who, now, speech, grid_request.seen)
    return edit_grid(
        services.store, roster, grid_request.edits, who, now, speech, grid_request.seen
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadRequest from error
