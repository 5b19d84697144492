"""The legend under the grid: what each letter, colour and mark means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.exchange.workbook.colours import ABSENCE, HOLIDAY, SCHOOL, Palette
from data.exchange.workbook.grid_cells import Tone, absence_codes, tone_of
from data.exchange.workbook.paper import FAINT, MINUS, OPEN, WEEKEND, Look, Paper

if TYPE_CHECKING:
    from data.exchange.workbook.view import View

BLOCK = 12  #: columns of a block of the legend
SAMPLE = 3  #: columns of a sample

Item = tuple[Look, str, str]  #: look and text of the sample, and what it means


def write_legend(view: View, paper: Paper, palette: Palette, at: tuple[int, int]) -> int:
    """Write the legend at a row and column; gives the row after it."""
    row, column = at
    paper.text(row, column, view.words.gettext("Legend"), {"bold": True, "font_color": FAINT})
    row += 1
    blocks = [_shifts(view, palette), _bars(view, palette), _marks(view)]
    for number, items in enumerate(block for block in blocks if block):
        for offset, (look, text, meaning) in enumerate(items):
            left = column + number * BLOCK
            paper.text(row + offset, left, text, look)
            for extra in range(1, SAMPLE):
                paper.text(row + offset, left + extra, "", look)
            paper.text(row + offset, left + SAMPLE, meaning, {"font_size": 9, "indent": 1})
    return row + max(len(items) for items in blocks)


def _shifts(view: View, palette: Palette) -> list[Item]:
    """Each shift of a day with its hours, once."""
    items: dict[tuple[str, str], Item] = {}
    for post in view.posts:
        for shift in view.shifts_of[post.id]:
            tone = tone_of(view, shift.start, shift.end)
            if tone is not Tone.BAR and (post.id, shift.name) not in items:
                zone = view.problem.zone
                start, end = shift.start.astimezone(zone), shift.end.astimezone(zone)
                meaning = f"{post.id} {start:%H:%M}–{end:%H:%M}"
                look = palette.look(post.id, tone) | {"align": "center"}
                items[post.id, shift.name] = (
                    look,
                    view.codes.numbered(post.id, shift.name),
                    meaning,
                )
    return list(items.values())


def _bars(view: View, palette: Palette) -> list[Item]:
    return [
        (palette.look(post.id, Tone.BAR) | {"font_size": 8}, post.id, post.name)
        for post in view.posts
        if any(tone_of(view, s.start, s.end) is Tone.BAR for s in view.shifts_of[post.id])
    ]


def _marks(view: View) -> list[Item]:
    say = view.words.gettext
    away = ", ".join(f"{letter} {word}" for letter, word in absence_codes(view).values())
    items: list[Item] = [
        (ABSENCE, "", say("away: {kinds}").format(kinds=away)),
        (OPEN, "", say("nobody can be found: see Open shifts")),
    ]
    if view.doubles:
        items.append(({"align": "center"}, "D+", say("doubles beside the holder, in training")))
    items += [
        ({"bg_color": WEEKEND}, "", say("weekend")),
        (HOLIDAY | {"align": "center"}, say("PH"), say("public holiday")),
        (SCHOOL, "", say("school holiday (in the head)")),
    ]
    if any(day.clock_change for day in view.days):
        items.append(({"align": "center"}, f"+1 {MINUS}1", say("the clock is put forward or back")))
    return items
