"""The legend under the grid: what each letter, colour and mark means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.files.workbook.grid_cells import Tone, absence_codes, tone_of
from data.files.workbook.paper import FAINT, INK, OPEN, WEEKEND, Look, Paper
from data.i18n.language import MINUS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.files.workbook.view import SheetDay, View
    from data.model.post import Post

HUES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#B8A900", "#7A5BA6", "#8C6D46")


WHITENESS = {Tone.DAY: 0.78, Tone.LATE: 0.5, Tone.NIGHT: 0.0, Tone.BAR: 0.72}


ABSENCE: Look = {
    "pattern": 14,
    "bg_color": "#F4F4F4",
    "fg_color": "#B9C0C8",
    "font_color": "#4A5560",
    "italic": True,
    "align": "center",
}


HOLIDAY: Look = {"pattern": 13, "bg_color": "#FBF3E4", "fg_color": "#D9C49A"}


SCHOOL: Look = {"pattern": 11, "bg_color": "#E3EEF8", "fg_color": "#A9C4DE"}


def ground_of(day: SheetDay) -> Look:
    """What lies under the cells of a day."""
    if day.public_holiday:
        return HOLIDAY
    return {"bg_color": WEEKEND} if day.weekend else {}


class Palette:
    """Looks per post, in the order in which posts are shown."""

    def __init__(self, posts: Sequence[Post]) -> None:
        self._hues = {post.id: HUES[n % len(HUES)] for n, post in enumerate(posts)}

    def look(self, post: str, tone: Tone) -> Look:
        """Fill and ink of a duty of a post."""
        hue = self._hues.get(post, FAINT)
        fill = _mixed(hue, WHITENESS[tone])
        look: Look = {
            "pattern": 1,
            "bg_color": fill,
            "font_color": _ink_on(fill),
            "bold": tone in (Tone.NIGHT, Tone.BAR),
        }
        if tone is not Tone.BAR:
            look["align"] = "center"
        return look

    def hue(self, post: str) -> str:
        """The plain hue of a post, for lines."""
        return self._hues.get(post, FAINT)


def _mixed(colour: str, white: float) -> str:
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(p + (255 - p) * white):02X}" for p in parts)


def _ink_on(fill: str) -> str:
    """White or dark, whichever is read more easily (WCAG contrast)."""
    light = _luminance(fill)
    return "#FFFFFF" if 1.05 / (light + 0.05) > (light + 0.05) / (_luminance(INK) + 0.05) else INK


def _luminance(colour: str) -> float:
    linear = []
    for i in (1, 3, 5):
        part = int(colour[i : i + 2], 16) / 255
        linear.append(part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4)
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


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
        items.append(({"align": "center"}, "D+", say("shadows the holder, in training")))
    if view.substitutes:
        used = {
            one.authority: None
            for one in view.problem.substitutions
            if any(
                view.problem.post_by_id[d.post].function == one.function for d in view.substitutes
            )
        }
        said = say("as a substitute, under {authority}").format(authority="; ".join(used))
        items.append(({"align": "center"}, "D~", said))
    items += [
        ({"bg_color": WEEKEND}, "", say("weekend")),
        (HOLIDAY | {"align": "center"}, say("PH"), say("public holiday")),
        (SCHOOL, "", say("school holiday (in the head)")),
    ]
    if any(day.clock_change for day in view.days):
        items.append(({"align": "center"}, f"+1 {MINUS}1", say("the clock is put forward or back")))
    return items
