"""The sheet with the departures from the base rosters: who, which shift, and why."""

from __future__ import annotations

from dataclasses import dataclass

from data.files.workbook.paper import FAINT, HEADING, TITLE, Paper
from data.files.workbook.view import View
from data.i18n.base_roster_words import DepartureWords

WIDTHS = (250, 230, 200, 130, 260, 560, 110)


@dataclass
class BaseRosterSheet:
    """Writes the departures, by time."""

    view: View
    paper: Paper

    def write(self) -> None:
        """How many there are and of which kind, then a row for each."""
        say, words = self.view.words.gettext, DepartureWords(self.view.words)
        departures = self.view.result.departures
        self.paper.text(0, 0, say("Base roster"), TITLE)
        self.paper.sheet.set_row_pixels(0, 28)
        self.paper.text(1, 0, words.total(departures), {"font_color": FAINT})
        row = 2
        for name, count in words.by_kind(departures):
            self.paper.text(row, 1, name, {})
            self.paper.number(row, 0, count, "0")
            row += 1
        heads = [say("When"), say("Shift"), say("Name"), say("Departure"), say("Kind")]
        row += 1
        self.paper.texts(row, 0, [*heads, say("Why"), say("Article")], HEADING)
        row += 1
        first, look = row, {"bottom": 1}
        for one in words.lines(self.view.problem, departures):
            texts = [one.when, one.shift, one.person, one.what, one.kind, one.why, one.article]
            self.paper.texts(row, 0, texts, look)
            row += 1
        if departures:
            self.paper.sheet.autofilter(first - 1, 0, row - 1, len(WIDTHS) - 1)
        self.paper.columns(0, WIDTHS)
        self.paper.sheet.print_area(0, 0, row - 1, len(WIDTHS) - 1)
        self.paper.fit_width()
