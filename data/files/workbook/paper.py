"""Writing on a sheet: formats made once, texts that stay texts, pages that print on A3."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from data.tables.values import looks_like_formula

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Look = dict[str, Any]  #: properties of a cell format

FONT = "Calibri"
INK, FAINT, LINE, GROUND, WEEKEND = "#1F2933", "#6B7785", "#D5DAE0", "#F3F5F7", "#E9EDF1"
ACCENT, OPEN_RED = "#1B4F8A", "#C62828"
A3 = 8  # Excel's number for it
PAGE_PIXELS = (1390, 965)  #: what an A3 page in landscape holds at 100 %, in any program
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.75, "bottom": 0.55}  # inches
LEAST_SCALE = 45
MINUS = "\N{MINUS SIGN}"

HEADING: Look = {"bold": True, "font_color": INK, "bg_color": GROUND, "bottom": 1}
TITLE: Look = {"bold": True, "font_size": 16, "font_color": ACCENT}
SUBTITLE: Look = {"bold": True, "font_size": 12, "font_color": ACCENT}
OPEN: Look = {
    "pattern": 1,
    "bold": True,
    "font_color": "#FFFFFF",
    "bg_color": OPEN_RED,
    "indent": 0,
    "align": "center",
}


@dataclass
class Formats:
    """The formats of a workbook: the same look is the same format."""

    book: Any
    made: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def of(self, *looks: Mapping[str, Any]) -> Any:  # noqa: ANN401 - XlsxWriter has no types
        """The format of some looks laid over each other, the last on top."""
        look: Look = {
            "font_name": FONT,
            "font_size": 10,
            "valign": "vcenter",
            "font_color": INK,
            "border_color": LINE,
        }
        for layer in looks:
            look |= layer
        key = tuple(sorted(look.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(look)
        return self.made[key]


@dataclass
class Paper:
    """One sheet. Every text goes through `text`, so that none is ever run as a formula."""

    sheet: Any
    formats: Formats

    def text(self, row: int, column: int, text: str, *looks: Mapping[str, Any]) -> None:
        """Write a text, or only the look of an empty one."""
        quoted: Look = {"quote_prefix": True} if looks_like_formula(text) else {}
        shape = self.formats.of(*looks, quoted)
        if text:
            self.sheet.write_string(row, column, text, shape)
        else:
            self.sheet.write_blank(row, column, None, shape)

    def texts(self, row: int, column: int, texts: Sequence[str], *looks: Mapping[str, Any]) -> None:
        """Write texts side by side."""
        for offset, text in enumerate(texts):
            self.text(row, column + offset, text, *looks)

    def number(
        self, row: int, column: int, value: float, shape: str, *looks: Mapping[str, Any]
    ) -> None:
        """Write a number; `shape` is Excel's number format."""
        self.sheet.write_number(row, column, value, self.formats.of({"num_format": shape}, *looks))

    def day(self, row: int, column: int, day: date, shape: str, *looks: Mapping[str, Any]) -> None:
        """Write a date that sorts; `shape` is Excel's number format."""
        moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - Excel knows no zones
        self.sheet.write_datetime(
            row, column, moment, self.formats.of({"num_format": shape}, *looks)
        )

    def moment(
        self, row: int, column: int, at: datetime, shape: str, *looks: Mapping[str, Any]
    ) -> None:
        """Write a moment on the local clock, that sorts; `shape` is Excel's number format."""
        self.sheet.write_datetime(
            row, column, at.replace(tzinfo=None), self.formats.of({"num_format": shape}, *looks)
        )

    def across(
        self, row: int, column: int, width: int, text: str, *looks: Mapping[str, Any]
    ) -> None:
        """Write a text over some columns, as one cell."""
        if width > 1:
            shape = self.formats.of(*looks)
            self.sheet.merge_range(row, column, row, column + width - 1, "", shape)
        self.text(row, column, text, *looks)

    def columns(self, first: int, widths: Sequence[int]) -> None:
        """Set widths in pixels."""
        for offset, pixels in enumerate(widths):
            self.sheet.set_column_pixels(first + offset, first + offset, pixels)

    def page(self, title: str, subtitle: str, foot: str) -> None:
        """A3 in landscape with a head, and a foot with page numbers."""
        self.sheet.set_landscape()
        self.sheet.set_paper(A3)
        self.sheet.set_margins(**MARGINS)
        left, right, below = (text.replace("&", "&&") for text in (title, subtitle, foot))
        self.sheet.set_header(f'&L&"{FONT},Bold"&14{left}&R&"{FONT},Regular"&10{right}')
        self.sheet.set_footer(f'&L&"{FONT},Regular"&8{below}&R&"{FONT},Regular"&9&P / &N')
        self.sheet.hide_gridlines(2)

    def fit_width(self, *, one_page: bool = False) -> None:
        """Print all columns on one page, for sheets that may be cut at any row."""
        self.sheet.fit_to_pages(1, int(one_page))

    def scale_to(self, width: float, height: float = 0) -> float:
        """Scale the print so that pages of this many pixels fit on the paper; 1 is full size.

        Excel forgets where pages are to be cut when told to fit them, hence a scale.
        """
        scale = PAGE_PIXELS[0] / width
        if height:
            scale = min(scale, PAGE_PIXELS[1] / height)
        percent = max(LEAST_SCALE, min(100, int(100 * scale)))
        self.sheet.set_print_scale(percent)
        return percent / 100


def date_shape(code: str) -> str:
    """Excel's number format for a date such as ``ma 4 jan``, whatever language Excel speaks."""
    return f"{_tongue(code)}ddd d mmm"


def month_shape(code: str) -> str:
    """The same for a month such as ``jan 2027``."""
    return f"{_tongue(code)}mmm yyyy"


def _tongue(code: str) -> str:
    return f"[$-{'413' if code == 'nl' else '809'}]"
