"""The sheet with the open shifts: why each holder of the function cannot take it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.files.workbook.paper import (
    FAINT,
    GROUND,
    HEADING,
    OPEN_RED,
    SUBTITLE,
    TITLE,
    Look,
    Paper,
)
from data.files.workbook.view import View

if TYPE_CHECKING:
    from data.model.result import OpenShift, Reason

WIDTHS = (270, 500, 80, 120, 430)
CHARACTER = 6.1  #: pixels, on average
LINE_HEIGHT, LEAST_HEIGHT = 15, 18


@dataclass
class OpenSheet:
    """Writes the open shifts."""

    view: View
    paper: Paper

    def write(self) -> None:
        """What is proven per post, then a block per open shift."""
        say = self.view.words.gettext
        self.paper.text(0, 0, say("Open shifts"), TITLE)
        self.paper.sheet.set_row_pixels(0, 28)
        self.paper.sheet.outline_settings(symbols_below=False)
        row = 2
        for post in self.view.posts:
            sentence, is_short = self.view.proof.minimum(self.view.result, post.id)
            self.paper.text(row, 0, post.name, {"bold": True})
            self.paper.text(row, 1, sentence, {"font_color": OPEN_RED} if is_short else {})
            row += 1
        for shift in self.view.result.open_shifts:
            row = self._write_shift(row + 1, shift)
        self._lay_out(row)

    def _write_shift(self, row: int, shift: OpenShift) -> int:
        view = self.view
        say, post = view.words.gettext, view.problem.post_by_id[shift.post]
        name = view.problem.shift_by_id[shift.shift].name
        when = view.words.stretch(shift.start, shift.end, view.problem.zone)
        title = f"{post.name} {name}  ·  {when}"
        block: Look = {"left": 5, "left_color": OPEN_RED}
        missing = view.words.ngettext(
            "{count} person is missing", "{count} people are missing", shift.missing
        )
        for column in range(len(WIDTHS)):
            self.paper.text(row, column, "", {"bg_color": GROUND})
        self.paper.text(
            row, 0, title, SUBTITLE, {"bg_color": GROUND, "font_color": OPEN_RED}, block
        )
        self.paper.text(row, 4, missing, {"bg_color": GROUND, "align": "right"})
        self.paper.sheet.set_row_pixels(row, 24)
        heads = [say("Name"), say("What stands in the way"), say("Rule"), say("Article")]
        self.paper.texts(row + 1, 0, [*heads, say("What would free this person")], HEADING)
        row += 2
        for reason in shift.reasons:
            self._write_reason(row, reason)
            row += 1
        if not shift.reasons:
            why = (
                say("This shift was not part of the search.")
                if shift.is_left
                else say("Nobody holds this function.")
            )
            self.paper.text(row, 0, why, {"font_color": FAINT})
            row += 1
        return row

    def _write_reason(self, row: int, reason: Reason) -> None:
        texts = [
            self.view.person_name(reason.person),
            self.view.words.say(reason.reason),
            reason.rule,
            reason.article,
            self.view.words.say(reason.frees),
        ]
        look: Look = {"text_wrap": True, "valign": "top", "bottom": 1}
        self.paper.texts(row, 0, texts, look)
        lines = max(
            -(-len(text) * CHARACTER // (width - 8))
            for text, width in zip(texts, WIDTHS, strict=True)
        )
        height = int(max(LEAST_HEIGHT, LINE_HEIGHT * lines + 3))
        self.paper.sheet.set_row_pixels(row, height, None, {"level": 1})

    def _lay_out(self, rows: int) -> None:
        self.paper.columns(0, WIDTHS)
        self.paper.sheet.print_area(0, 0, rows - 1, len(WIDTHS) - 1)
        self.paper.fit_width()
