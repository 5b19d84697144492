"""The colour of each post, from a set that the colour-blind can tell apart (Okabe and Ito).

Colour is never alone: a duty also has its letter, a bar its post, and night is darker than day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.exchange.workbook.grid_cells import Tone
from data.exchange.workbook.paper import FAINT, INK, WEEKEND, Look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.exchange.workbook.view import Day
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


def ground_of(day: Day) -> Look:
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
