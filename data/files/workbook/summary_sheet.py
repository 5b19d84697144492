"""The cover sheet: what came of it, and what is proven, for whoever has to sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.files.workbook.paper import (
    ACCENT,
    FAINT,
    HEADING,
    OPEN_RED,
    SUBTITLE,
    TITLE,
    Look,
    Paper,
)
from data.files.workbook.view import View, special_days
from data.i18n.company_words import company_lines
from data.model.post import PostKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.model.post import Post
    from data.model.result import LevelReport, Violation

WIDTHS = (270, 120, 90, 90, 90, 90, 640)
IN_WORDS = len(WIDTHS) - 1
LINE: Look = {"bottom": 1}
WORDS: Look = {"bottom": 1, "indent": 1}
NUMBER: Look = {"align": "right"}
VIOLATIONS_SHOWN = 40


@dataclass
class SummarySheet:
    """Writes the cover sheet."""

    view: View
    paper: Paper

    def write(self) -> None:
        """Title, verdict, posts, proof, what was wrong before, special days, origin."""
        view = self.view
        self.paper.text(0, 0, f"{view.words.gettext('Roster')} {view.region}", TITLE)
        self.paper.text(1, 0, view.period, {"font_size": 12, "font_color": FAINT})
        text, is_open = view.proof.verdict(view.result)
        colour = OPEN_RED if is_open else ACCENT
        self.paper.text(3, 0, text, {"font_size": 13, "bold": True, "font_color": colour})
        self.paper.sheet.set_row_pixels(0, 30)
        self.paper.sheet.set_row_pixels(3, 28)
        row = self._write_posts(5)
        row = self._write_proof(row + 1)
        row = self._write_violations(row + 1)
        row = self._write_company(row + 1)
        row = self._write_days(row + 1)
        row = self._write_origin(row + 1)
        self.paper.columns(0, WIDTHS)
        self.paper.sheet.print_area(0, 0, row - 1, len(WIDTHS) - 1)
        self.paper.fit_width()

    def _write_heads(self, row: int, title: str, heads: Sequence[str]) -> int:
        self.paper.text(row, 0, title, SUBTITLE)
        for column in range(len(WIDTHS)):
            look = NUMBER if 1 < column < IN_WORDS else {"indent": int(column == IN_WORDS)}
            self.paper.text(row + 1, column, heads[column], HEADING, look)
        return row + 2

    def _write_posts(self, row: int) -> int:
        say = self.view.words.gettext
        heads = [
            say("Post"),
            say("Kind"),
            say("Needed"),
            say("Filled"),
            say("Open"),
            say("Filled %"),
        ]
        row = self._write_heads(row, say("Cover"), [*heads, say("In words")])
        for post in self.view.posts:
            self._write_post(row, post)
            row += 1
        for post in self.view.problem.posts:
            if post.kind is PostKind.OPEN_CALL:
                self.paper.texts(row, 0, [post.name, kind_in_words(self.view, post)], LINE)
                self.paper.texts(row, 2, [""] * 4, LINE)
                note = say("Everybody is alerted and nobody is obliged: nothing to roster.")
                self.paper.text(row, IN_WORDS, note, WORDS, {"font_color": FAINT})
                row += 1
        return row

    def _write_post(self, row: int, post: Post) -> None:
        shifts = self.view.shifts_of[post.id]
        needed = sum(shift.required for shift in shifts)
        missing = sum(self.view.missing(shift) for shift in shifts)
        self.paper.texts(row, 0, [post.name, kind_in_words(self.view, post)], LINE)
        red: Look = {"font_color": OPEN_RED, "bold": True} if missing else {}
        self.paper.number(row, 2, needed, "0", LINE)
        self.paper.number(row, 3, needed - missing, "0", LINE)
        self.paper.number(row, 4, missing, "0", LINE, red)
        self.paper.number(row, 5, (needed - missing) / needed if needed else 1, "0.0%", LINE, red)
        self.paper.text(row, IN_WORDS, self.view.proof.minimum(self.view.result, post.id)[0], WORDS)

    def _write_proof(self, row: int) -> int:
        say = self.view.words.gettext
        heads = [say("Step"), say("Value"), say("Proven"), say("Difference"), say("Certain?")]
        row = self._write_heads(row, say("Proof"), [*heads, say("Seconds"), say("In words")])
        for level in self.view.result.levels:
            self._write_level(row, level)
            row += 1
        return row

    def _write_level(self, row: int, level: LevelReport) -> None:
        view, say = self.view, self.view.words.gettext
        self.paper.text(row, 0, view.proof.level(level.name), LINE)
        self.paper.text(row, 1, view.proof.value(level.name, level.objective), LINE)
        self.paper.text(row, 2, view.proof.value(level.name, level.bound), LINE, NUMBER)
        self.paper.number(row, 3, min(level.gap, 1.0), "0.0%", LINE)
        self.paper.text(row, 4, say("yes") if level.proven else say("not yet"), LINE, NUMBER)
        self.paper.number(row, 5, level.seconds, "0.0", LINE)
        self.paper.text(row, IN_WORDS, view.proof.meaning(level), WORDS)

    def _write_violations(self, row: int) -> int:
        """What the certain input already breaks; nothing if all is well."""
        violations, say = self.view.result.preexisting_violations, self.view.words.gettext
        if not violations:
            return row - 1
        self.paper.text(row, 0, say("Already wrong in the input"), SUBTITLE)
        heads = [
            say("Name"),
            say("Rule"),
            say("Found"),
            say("Limit"),
            "",
            "",
            say("Where and when"),
        ]
        for column, head in enumerate(heads):
            look = NUMBER if column in (2, 3) else {"indent": int(column == IN_WORDS)}
            self.paper.text(row + 1, column, head, HEADING, look)
        row += 2
        for violation in violations[:VIOLATIONS_SHOWN]:
            self._write_violation(row, violation)
            row += 1
        if len(violations) > VIOLATIONS_SHOWN:
            more = self.view.words.ngettext(
                "and {count} more: see result.json",
                "and {count} more: see result.json",
                len(violations) - VIOLATIONS_SHOWN,
            )
            self.paper.text(row, 0, more, {"font_color": FAINT})
            row += 1
        return row

    def _write_violation(self, row: int, violation: Violation) -> None:
        view, words = self.view, self.view.words
        self.paper.text(row, 0, view.person_name(violation.person), LINE)
        self.paper.text(row, 1, violation.rule, LINE)
        self.paper.text(row, 2, amount(view, violation.value, violation.unit), LINE, NUMBER)
        self.paper.text(row, 3, amount(view, violation.limit, violation.unit), LINE, NUMBER)
        self.paper.texts(row, 4, ["", ""], LINE)
        where = words.days_or_stretch(violation.start, violation.end, view.problem.zone)
        note = f"  ·  {words.gettext(violation.note)}" if violation.note else ""
        self.paper.text(row, IN_WORDS, f"{violation.article}  ·  {where}{note}", WORDS)

    def _write_company(self, row: int) -> int:
        view, say = self.view, self.view.words.gettext
        company = company_lines(view.problem, view.result.assignments, view.words)
        if not company:
            return row - 1
        self.paper.text(row, 0, say("Who serves beside whom"), SUBTITLE)
        row += 1
        for line in (*company.lacking, *company.trainees, *company.substitutes):
            self.paper.text(row, 0, line)
            row += 1
        return row

    def _write_days(self, row: int) -> int:
        days = special_days(self.view)
        if not days:
            return row - 1
        self.paper.text(row, 0, self.view.words.gettext("Special days"), SUBTITLE)
        row += 1
        for when, what in days:
            self.paper.text(row, 0, when, LINE)
            self.paper.text(row, 1, what, LINE)
            self.paper.texts(row, 2, [""] * (len(WIDTHS) - 2), LINE)
            row += 1
        return row

    def _write_origin(self, row: int) -> int:
        view, stamp, say = self.view, self.view.stamp, self.view.words.gettext
        made = stamp.made_on
        facts = [
            (say("Made on"), view.words.long_date(made) if made else ""),
            (say("How the search ended"), view.proof.ending(view.result.status)),
            (say("Seconds"), view.words.number(view.result.seconds, 1)),
            (say("Seed"), str(view.result.seed)),
            (say("Hash of the input"), stamp.problem_hash),
            (say("Versions"), ", ".join(f"{name} {number}" for name, number in stamp.versions)),
        ]
        self.paper.text(row, 0, say("Origin"), SUBTITLE)
        row += 1
        for name, value in facts:
            if value:
                self.paper.text(row, 0, name, LINE, {"font_color": FAINT})
                self.paper.text(row, 1, value, LINE)
                self.paper.texts(row, 2, [""] * (len(WIDTHS) - 2), LINE)
                row += 1
        return row


def kind_in_words(view: View, post: Post) -> str:
    """How a post is filled."""
    say = view.words.gettext
    return {
        PostKind.ON_SITE: say("at a desk"),
        PostKind.ON_SITE_STANDBY: say("stand-by on site"),
        PostKind.ON_CALL: say("on call"),
        PostKind.OPEN_CALL: say("open call"),
    }[post.kind]


def amount(view: View, value: float, unit: str) -> str:
    """A number of a violation with its unit; minutes are told in hours."""
    if unit == "min":
        return view.words.gettext("{hours} h").format(hours=view.words.number(value / 60, 1))
    return view.words.number(value, 0 if value == round(value) else 1)
