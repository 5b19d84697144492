"""The sheet of quality: what it is made of, what teams count, and who has flaws when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.files.workbook.paper import FAINT, HEADING, SUBTITLE, TITLE, Look, Paper
from data.files.workbook.view import View
from data.i18n.quality_words import QualityWords
from data.model.quality import POINT
from data.model.quality_report import QualityReport

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTHS, WEEK_WIDTH, WEEKS_FROM = (190, 210, 84, 84, 92, 92, 84, 92, 110), 40, 9
RIGHT: Look = {"align": "right"}
NOTE: Look = {"font_size": 9, "font_color": FAINT}
POINTS = "#,##0.0"


@dataclass
class QualitySheet:
    """Writes the quality of a roster."""

    view: View
    paper: Paper
    report: QualityReport
    words: QualityWords

    def write(self) -> None:
        """Costs, what teams count by seat and person with the weeks beside it, and the flaws."""
        say = self.view.words.gettext
        self.paper.text(0, 0, say("Quality"), TITLE)
        self.paper.text(1, 0, f"{say('Weights')}: {self.words.summary()}", NOTE)
        row = self._write_costs(3)
        row = self._write_seats(row + 1)
        row = self._write_people(row + 1)
        self._write_flaws(row + 1)
        weeks = len(self.view.weeks)
        self.paper.columns(0, [*WIDTHS, *[WEEK_WIDTH] * weeks])
        self.paper.fit_width()

    def _write_head(self, row: int, texts: Sequence[str], numbers_from: int) -> int:
        for column, text in enumerate(texts):
            look: Look = RIGHT if column >= numbers_from else {}
            self.paper.text(row, column, text, HEADING, look, {"text_wrap": True})
        return row + 1

    def _write_costs(self, row: int) -> int:
        say = self.view.words.gettext
        self.paper.text(row, 0, say("What it is made of"), SUBTITLE)
        heads = [say("Part"), say("What"), say("How often"), say("Points")]
        row = self._write_head(row + 1, heads, 2)
        for one in self.report.quality.by_source:
            part, source = self.words.part(one.part), self.words.source(one)
            self.paper.text(row, 0, part)
            self.paper.text(row, 1, "" if source == part else source)
            self.paper.text(row, 2, self.words.count(one), RIGHT)
            self.paper.number(row, 3, one.cost / POINT, POINTS)
            row += 1
        self.paper.text(row, 0, say("In all"), {"bold": True})
        self.paper.number(row, 3, self.report.quality.cost / POINT, POINTS, {"bold": True})
        return row + 1

    def _write_seats(self, row: int) -> int:
        say = self.view.words.gettext
        self.paper.text(row, 0, say("What teams count"), SUBTITLE)
        self.paper.text(row + 1, 0, self.words.health_note(), NOTE)
        heads = [say("Post"), say("Roster"), *self.words.health_headings()]
        row = self._write_head(row + 2, heads, 2)
        for post in self.report.health.posts:
            for title, health in self.words.compared(self.report):
                for one in health.posts:
                    if one.post == post.post and one.team:
                        name = self.view.problem.post_by_id[one.post].name
                        cells = self.words.seat_cells(one)
                        self.paper.texts(row, 0, [name, title])
                        self.paper.texts(row, 2, cells, RIGHT)
                        row += 1
        return row

    def _write_people(self, row: int) -> int:
        """A row for each person: costs, what is counted, hours, and what each week costs."""
        say, problem = self.view.words.gettext, self.view.problem
        self.paper.text(row, 0, say("By person"), SUBTITLE)
        hours = say("Hours a week: on average / most")
        heads = [say("Name"), say("Points"), *self.words.health_headings(), hours]
        self.paper.across(row, WEEKS_FROM, len(self.view.weeks), say("Flaws, points a week"), NOTE)
        weeks = [str(self.view.days[first].date.isocalendar().week) for first, _ in self.view.weeks]
        row = first_row = self._write_head(row + 1, [*heads, *weeks], 1)
        costs, number = self.report.quality.by_person, self.view.words.number
        heat = {one.person: one.costs for one in self.report.weeks}
        for one in self.report.health.people:
            self.paper.text(row, 0, problem.person_by_id[one.person].name)
            cost = sum(costs.get(one.person, {}).values())
            self.paper.number(row, 1, cost / POINT, POINTS)
            self.paper.texts(row, 2, self.words.health_cells(one.counts), RIGHT)
            shown = f"{number(one.mean_hours, 1)} / {number(one.most_hours, 1)}"
            self.paper.text(row, WEEKS_FROM - 1, shown, RIGHT)
            for week, points in enumerate(heat.get(one.person, ())):
                if points:
                    self.paper.number(row, WEEKS_FROM + week, points / POINT, "#,##0")
            row += 1
        if row > first_row:
            last = WEEKS_FROM + len(weeks) - 1
            self.paper.sheet.conditional_format(
                first_row,
                WEEKS_FROM,
                row - 1,
                last,
                {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#E0A45C"},
            )
        return row

    def _write_flaws(self, row: int) -> None:
        say, words = self.view.words.gettext, self.view.words
        problem = self.view.problem
        self.paper.text(row, 0, f"{say('Flaws')} ({len(self.report.quality.flaws)})", SUBTITLE)
        row = self._write_head(row + 1, [say("Name"), say("What"), say("Points"), say("When")], 4)
        for flaw in self.report.quality.flaws:
            when = words.days_or_stretch(flaw.start, flaw.end, problem.zone)
            found = words.found(flaw.value, flaw.limit, flaw.unit)
            self.paper.text(row, 0, problem.person_by_id[flaw.person].name)
            self.paper.text(row, 1, self.words.rule(flaw.rule))
            self.paper.number(row, 2, self.report.weights.of_rule(flaw.rule), "0")
            self.paper.text(row, 3, f"{when}: {found}")
            row += 1
