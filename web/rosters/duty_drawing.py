"""How a duty is drawn in its cell: its code or bar, its signs, and what its tooltip says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from data.i18n.company_words import substituted
from data.model.intervals import overlaps_any
from scheduler.planning.quality import words_of
from web.rosters.grid import Grid
from web.rosters.words import violation_name

if TYPE_CHECKING:
    from data.i18n.quality_words import QualityWords
    from data.model.result import Violation
    from data.model.shift import Shift
    from web.rosters.cells import GridCell, GridMark

_ONE_DAY = timedelta(days=1)
SUBSTITUTE = "~"  #: behind the code of a shift that a substitute fills
FLAW = "◇"  #: before a flaw, as "!" stands before a broken rule


@dataclass(frozen=True)
class DutyDrawing:
    """Draws the duties of a grid."""

    grid: Grid

    def of_day(self, mark: GridMark, cell: GridCell) -> str:
        """A duty within a day: its code."""
        tone = self.grid.tone(mark.shift)
        sign = "+" if mark.assignment.double else SUBSTITUTE if self._instead(mark) else ""
        code = escape(self.grid.codes.of(mark.shift)) + sign
        return self._mark(mark, cell, f"d {tone}", code)

    def _instead(self, mark: GridMark) -> str:
        """On whose word somebody is a substitute there; empty: they are none."""
        return substituted(self.grid.roster.problem, mark.assignment, self.grid.speech)

    def bar(self, mark: GridMark, place: int, cell: GridCell) -> str:
        """A day of a duty of several: its post, where it begins and where a week does."""
        day = self.grid.columns[place].day.date
        start = mark.pieces[0].start if mark.pieces else mark.shift.start
        is_named = self.grid.day_of(start) == day or place == 0 or day.weekday() == 0
        classes = "bar" + (" from" if mark.begins else "") + (" until" if mark.ends else "")
        return self._mark(mark, cell, classes, escape(mark.shift.post) if is_named else Markup(""))

    def _mark(self, mark: GridMark, cell: GridCell, classes: str, text: str) -> str:
        post = self.grid.hues.get(mark.shift.post)
        names = [classes, "post-none" if post is None else f"post-{post}"]
        names += [
            name
            for name, holds in (
                ("pin", mark.assignment.pinned),
                ("broken", bool(cell.violations)),
                ("absent", _is_away(mark, cell)),
                ("new", mark.is_new),
                ("gone", mark.is_gone),
                ("given", mark.pieces == ()),
            )
            if holds
        ]
        names += self._quarters(mark)
        title = self.shift_title(mark.shift) + self._more(mark, cell)
        said = self._own_part(mark) if mark.pieces is not None else ""
        return f'<b class="{" ".join(names)}" title="{title}">{text}{said}</b>'

    def _quarters(self, mark: GridMark) -> list[str]:
        """Which part of a shift of a day is theirs, in quarters of it: a stripe shows that."""
        if not mark.pieces:
            return []
        if mark.is_bar:
            return ["part"]
        shift, piece = mark.shift, mark.pieces[0]
        length = (shift.end - shift.start) / 4
        first = min(round((piece.start - shift.start) / length), 3)
        last = max(round((piece.end - shift.start) / length), first + 1)
        return ["part", f"q{first}{last}"]

    def _own_part(self, mark: GridMark) -> str:
        """The same for whoever cannot see it."""
        say, zone = self.grid.speech.gettext, self.grid.roster.problem.zone
        pieces = mark.pieces or ()
        times = ", ".join(self.grid.speech.stretch(p.start, p.end, zone) for p in pieces)
        said = say("only {times}").format(times=times) if times else say("others have all of it")
        return f'<span class="visually-hidden">, {escape(said)}</span>'

    def _parts(self, mark: GridMark) -> list[str]:
        """Who has which part, a line each, for a tooltip."""
        if mark.pieces is None:
            return []
        speech, zone = self.grid.speech, self.grid.roster.problem.zone
        people = self.grid.roster.problem.person_by_id
        return [
            f"{speech.stretch(one.start, one.end, zone)}: "
            f"{people[one.person].name if one.person in people else one.person}"
            for one in self.grid.roster.parts[mark.shift.id]
        ]

    def _more(self, mark: GridMark, cell: GridCell) -> str:
        """What the signs at a duty mean, for its tooltip."""
        say = self.grid.speech.gettext
        said = [
            sentence
            for sentence, holds in (
                (say("pinned"), mark.assignment.pinned),
                (say("trainee beside the holder"), mark.assignment.double),
                (self._instead(mark), bool(self._instead(mark))),
                (say("away: this seat is empty"), _is_away(mark, cell)),
                (say("new in this version"), mark.is_new),
                (say("no longer in this version"), mark.is_gone),
            )
            if holds
        ]
        said += self._parts(mark)
        said += [self.rule(violation) for violation in cell.violations]
        said += [self.flaw(flaw) for flaw in cell.flaws]
        return "".join(f"&#10;{escape(one)}" for one in dict.fromkeys(said))

    def rule(self, violation: Violation) -> str:
        """A broken rule, for a tooltip."""
        return violation_name(self.grid.roster.judged.sentences, self.grid.speech, violation)

    def flaw(self, flaw: Violation) -> str:
        """A flaw, for a tooltip: what is counted, and what is asked."""
        return f"{FLAW} {self._words.rule(flaw.rule)}: {self._words.asks(flaw.rule)}"

    @cached_property
    def _words(self) -> QualityWords:
        return words_of(self.grid.roster.problem, self.grid.speech)

    def shift_title(self, shift: Shift) -> str:
        """A shift, for a tooltip: its post, name and time; escaped."""
        if shift.id not in self._titles:
            post = self.grid.roster.problem.post_by_id.get(shift.post)
            name = f"{post.name if post else shift.post} {shift.name}".strip()
            zone, speech = self.grid.roster.problem.zone, self.grid.speech
            place = self.grid.column_of.get(self.grid.day_of(shift.start))
            first, last = shift.start.astimezone(zone), shift.end.astimezone(zone)
            if place is not None and first.date() >= last.date() - _ONE_DAY:
                when = f"{self.day_names[place]} {first:%H:%M}–{last:%H:%M}"
            else:
                when = speech.stretch(shift.start, shift.end, zone)
            self._titles[shift.id] = str(escape(f"{name}, {when}"))
        return self._titles[shift.id]

    @cached_property
    def _titles(self) -> dict[str, str]:
        """Tooltips of shifts, made once: a bar has one for each of its days."""
        return {}

    @cached_property
    def day_names(self) -> list[str]:
        """Each day, as a reader says it."""
        return [self.grid.speech.day(column.day.date) for column in self.grid.columns]


def _is_away(mark: GridMark, cell: GridCell) -> bool:
    """Whether who has this duty cannot come."""
    theirs = (mark.shift,) if mark.pieces is None else mark.pieces
    return not mark.is_gone and any(overlaps_any(one, cell.absences) for one in theirs)
