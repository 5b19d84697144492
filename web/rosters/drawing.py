"""The rows of the grid as HTML.

Some thousand cells stand on a page, so they are put together from short texts here and not by a
template. Whatever came from the records is escaped where it is put in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup, escape

from data.i18n.language import MINUS
from data.model.duty import WishKind
from data.model.tally import Measure
from scheduler.coverage.words import cause_word
from web.rosters.cells import GridCell, GridColumn, people_missing
from web.rosters.duty_drawing import FLAW, DutyDrawing
from web.rosters.grid import Grid
from web.rosters.words import hours_text, wish_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from data.model.duty import Wish
    from data.model.fairness import FairLine
    from data.model.person import Person
    from data.model.post import Post
    from scheduler.coverage.status import GapRow

BAR = 100  #: width of the drawing of hours against contract
SHOWN = (Measure.NIGHTS, Measure.WEEKENDS, Measure.HOURS)
NEAR = 0.5  #: closer to the fair share than this is no difference


@dataclass(frozen=True)
class Drawing:
    """Draws the rows of a grid.

    Parameters
    ----------
    address
        Of the roster: where uncovered intervals lead to.
    query
        What the reader chose, as an address begins to say it: ``?`` or ``?weeks=4&``.
    is_bare
        For a wall: no columns of figures, which would all be empty.
    """

    grid: Grid
    address: str
    query: str = "?"
    is_bare: bool = False

    def row(self, person: Person) -> Markup:
        """Somebody's row."""
        cells = [
            self._blank[place] if cell is None else self._cell(place, cell)
            for place, cell in enumerate(self.grid.row(person.id))
        ]
        figures = "".join(self._figures(person.id))
        return Markup(
            f'<tr data-p="{escape(person.id)}">{self._head(person)}{figures}{"".join(cells)}</tr>'
        )

    def rows(self, people: Sequence[Person]) -> Markup:
        """The rows of some people."""
        return Markup("").join(self.row(person) for person in people)

    def cover(self) -> Markup:
        """The strip: per post and day how many people are missing."""
        return Markup("").join(self._cover_row(post) for post in self.grid.posts)

    def open_row(self) -> Markup:
        """All posts in one row, for the head of a narrow screen: it leads to what is open."""
        say, sums = self.grid.speech.gettext, self.grid.open_by_day
        days = self.duties.day_names
        cells = [
            f'<td class="{self.classes[place]} uncovered"><a href="{self.address}/open'
            f'{escape(self.query)}day={column.day.date.isoformat()}" aria-label="'
            f'{escape(say("Open"))}: {days[place]}, {sums[place]}">{sums[place]}</a></td>'
            if sums[place]
            else self._blank[place]
            for place, column in enumerate(self.grid.columns)
        ]
        total = sum(self.grid.count_of(post).open for post in self.grid.posts)
        said = escape(say("{count} open").format(count=total)) if total else escape(say("Open"))
        figures = f'<td class="fig" colspan="{len(self.measures)}"></td>' if self.measures else ""
        return Markup(f'<th scope="row" class="who">{said}</th>{figures}{"".join(cells)}')

    def open_on(self, day: date) -> list[tuple[Markup, str]]:
        """What is open on a day: each gap in words, and where it is filled; empty: nowhere."""
        place = self.grid.column_of.get(day)
        if place is None:
            return []
        rows = [row for post in self.grid.posts for row in self.grid.gaps_by_day(post)[place]]
        ahead = [row for row in rows if row.is_ahead(self.grid.now)]
        may = self.grid.viewer.all_reasons
        return [
            (Markup(self._gap_title(row)), self._way_to_fill([row]) if may else "") for row in ahead
        ]

    @cached_property
    def duties(self) -> DutyDrawing:
        """What draws the duties in its cells."""
        return DutyDrawing(self.grid)

    @cached_property
    def classes(self) -> list[str]:
        """The classes of each day's cells."""
        return [_classes(column) for column in self.grid.columns]

    @cached_property
    def _blank(self) -> list[str]:
        return [f'<td class="{classes}"></td>' for classes in self.classes]

    def _head(self, person: Person) -> str:
        say, problem = self.grid.speech.gettext, self.grid.roster.problem
        functions = [f.id for f in problem.functions if problem.competences_of(person.id, f.id)]
        held = escape(", ".join(functions))
        badges = "".join(f"<i>{escape(one)}</i>" for one in functions)
        broken, warning = self.grid.violations_of(person.id), ""
        if broken:
            title = "&#10;".join(dict.fromkeys(escape(self.duties.rule(one)) for one in broken))
            warning = (
                f'<abbr title="{title}" class="broken-count">!{len(broken)}'
                f'<span class="visually-hidden"> {escape(say("rules broken"))}</span></abbr>'
            )
        flaws = self.grid.flaws_of(person.id)
        if flaws:
            title = "&#10;".join(dict.fromkeys(escape(self.duties.flaw(one)) for one in flaws))
            warning += (
                f'<abbr title="{title}" class="flaw-count">{FLAW}{len(flaws)}'
                f'<span class="visually-hidden"> {escape(say("flaws"))}</span></abbr>'
            )
        name = f'<span class="name" title="{escape(person.name)}">{escape(person.name)}</span>'
        if not self.is_bare:
            # The grid is one stop for the tab key; by keyboard the pages of months lead here.
            name = f'<a href="{self.address}/person/{quote(person.id)}" tabindex="-1">{name}</a>'
        return (
            f'<th scope="row" class="who"><div>{name}{warning}'
            f'<span class="functions" title="{held}">{badges}</span></div>'
            f"{self._hours(person.id)}</th>"
        )

    def _hours(self, person: str) -> str:
        """Hours against contract, as a thin bar: what is above the contract stands out."""
        hours = self.grid.roster.hours.get(person) if self.grid.viewer.sees(person) else None
        if hours is None or not hours.contract:
            return ""
        most = max(hours.contract, hours.before, 1)
        done, contract = (round(BAR * v / most, 1) for v in (hours.before, hours.contract))
        title = escape(hours_text(self.grid.speech, hours))
        return (
            f'<svg class="hours" viewBox="0 0 {BAR} 3" preserveAspectRatio="none" role="img">'
            f'<title>{title}</title><rect class="contract" width="{contract}" height="3"/>'
            f'<rect class="done" width="{min(done, contract)}" height="3"/>'
            f'<rect class="over" x="{contract}" width="{max(0, done - contract):.1f}" height="3"/>'
            "</svg>"
        )

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What has a column of figures."""
        return () if self.is_bare else SHOWN

    def _figures(self, person: str) -> list[str]:
        line = self.grid.roster.lines.get(person) if self.grid.viewer.sees(person) else None
        if line is None:
            return ['<td class="fig"></td>'] * len(self.measures)
        return [self._figure(line, measure) for measure in self.measures]

    def _figure(self, line: FairLine, measure: Measure) -> str:
        """What somebody did, and how far that is from their fair share."""
        speech, done = self.grid.speech, line.done.value(measure)
        if not line.pools:
            return f'<td class="fig">{done:.0f}</td>'
        off = line.deviation(measure)
        title = speech.gettext("{done} done, fair share {fair}").format(
            done=speech.number(done), fair=speech.number(line.due[measure], 1)
        )
        distance = speech.signed(off, decimals=0 if abs(off) >= 1 else 1)
        shown = f"<small>{distance}</small>" if abs(off) >= NEAR else ""
        return f'<td class="fig" title="{escape(title)}">{done:.0f}{shown}</td>'

    def _cell(self, place: int, cell: GridCell) -> str:
        classes, parts = [self.classes[place]], []
        if cell.absences:
            classes.append("away")
        if cell.flaws:
            classes.append("flaw")
        days = [mark for mark in cell.marks if not mark.is_bar]
        bars = [mark for mark in cell.marks if mark.is_bar]
        if len(days) + len(bars) > 1:
            classes.append("two")
        parts += [self.duties.of_day(mark, cell) for mark in days]
        parts += [self.duties.bar(mark, place, cell) for mark in bars]
        if cell.absences and not cell.marks:
            code, word = self.grid.absence_words[cell.absences[0].kind.value]
            parts.append(f'<em title="{escape(word)}">{escape(code)}</em>')
        if cell.elsewhere and not cell.marks:
            posts = ", ".join(dict.fromkeys(one.post for one in cell.elsewhere))
            title = self.grid.speech.gettext("by another book: {posts}").format(posts=posts)
            parts.append(f'<i class="other" title="{escape(title)}">{escape(posts)}</i>')
        parts += [self._wish(wish) for wish in cell.wishes[:1] if not _is_granted(wish, cell)]
        title = ""
        if cell.flaws and not cell.marks:  # a lone day off: there is no duty to say it
            said = dict.fromkeys(escape(self.duties.flaw(one)) for one in cell.flaws)
            title = f' title="{"&#10;".join(said)}"'
        return f'<td class="{" ".join(classes)}"{title}>{"".join(parts)}</td>'

    def _wish(self, wish: Wish) -> str:
        sign = "+" if wish.kind is WishKind.WANT else MINUS
        return f'<u class="wish" title="{escape(wish_text(self.grid.speech, wish))}">{sign}</u>'

    def _cover_row(self, post: Post) -> Markup:
        speech = self.grid.speech
        total = self.grid.count_of(post).open
        cells = [
            self._interval(place, rows) if rows else self._blank[place]
            for place, rows in enumerate(self.grid.gaps_by_day(post))
        ]
        head = f'<b class="key post-{self.grid.hues[post.id]}"></b>{escape(post.id)}'
        said = escape(speech.gettext("{count} open").format(count=total)) if total else ""
        wide = len(self.measures)
        count = f'<td class="fig count" colspan="{wide}">{said}</td>' if wide else ""
        if not wide and said:
            head += f' <span class="is-gap">{said}</span>'
        title = escape(post.name)
        return Markup(
            f'<tr data-post="{escape(post.id)}"><th scope="row" class="who" title="{title}">'
            f"{head}</th>{count}{''.join(cells)}</tr>"
        )

    def _interval(self, place: int, rows: Sequence[GapRow]) -> str:
        """How many people a post lacks on a day; those whose time is over no longer count."""
        ahead = [row for row in rows if row.is_ahead(self.grid.now)]
        missing = people_missing(ahead or rows)
        names = ", ".join(dict.fromkeys(self._gap_title(row) for row in rows))
        title = f"{escape(self.grid.speech.gettext('Open'))}: {names}"
        kind = "uncovered" if ahead else "was-uncovered"
        link = self._way_to_fill(ahead) if self.grid.viewer.all_reasons else ""
        if not link:
            return f'<td class="{self.classes[place]} {kind}" title="{title}">{missing}</td>'
        return (
            f'<td class="{self.classes[place]} uncovered"><a href="{link}" title="{title}"'
            f' aria-label="{title}">{missing}</a></td>'
        )

    def _gap_title(self, row: GapRow) -> str:
        """A gap, for a tooltip: its shift, and that somebody on it cannot be reached."""
        interval, speech = row.gap.interval, self.grid.speech
        shift = self.grid.roster.shift_by_id.get(interval.slot)
        zone = self.grid.roster.problem.zone
        what = (
            self.duties.shift_title(shift)
            if shift
            else f"{escape(speech.stretch(interval.start, interval.end, zone))}"
        )
        said = cause_word(interval.cause, speech) if row.is_unreachable or not shift else ""
        return f"{what} ({escape(said)})" if said else what

    def _way_to_fill(self, rows: Sequence[GapRow]) -> str:
        """Where somebody is found for one of these gaps; empty: nowhere."""
        shifts = (self.grid.roster.shift_by_id.get(row.gap.interval.slot) for row in rows)
        ahead = next((one for one in shifts if one and one.start >= self.grid.now), None)
        if ahead is not None:
            return f"{self.address}/candidates{escape(self.query)}shift={escape(quote(ahead.id))}"
        number = next((row.gap.id for row in rows), 0)
        return f"/gaps/{number}" if number else ""


def _classes(column: GridColumn) -> str:
    found = ["c"]
    found += [
        name
        for name, holds in (
            ("monday", column.day.date.weekday() == 0),
            ("weekend", column.day.weekend),
            ("holiday", column.day.public_holiday),
            ("today", column.is_today),
            ("past", column.is_past),
        )
        if holds
    ]
    return " ".join(found)


def _is_granted(wish: Wish, cell: GridCell) -> bool:
    """Whether a duty stands where one was wished: there is nothing more to say."""
    return wish.kind is WishKind.WANT and bool(cell.marks)
