"""Writing on a sheet: formats made once, texts that stay texts, pages that print on A3."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

from data.tables.values import looks_like_formula

if TYPE_CHECKING:
    from collections.abc import Mapping

    pass

Look = dict[str, Any]  #: properties of a cell format


FONT = "Calibri"


INK, FAINT, LINE, GROUND, WEEKEND = "#1F2933", "#6B7785", "#D5DAE0", "#F3F5F7", "#E9EDF1"


ACCENT, OPEN_RED = "#1B4F8A", "#C62828"


LONGEST_ON_PAGE = 90  #: letters; Excel takes 255 with the marks, for left and right together
A3 = 8  # Excel's number for it


PAGE_PIXELS = (1390, 965)  #: what an A3 page in landscape holds at 100 %, in any program


MARGINS = {"left": 0.4, "right": 0.4, "top": 0.75, "bottom": 0.55}  # inches


LEAST_SCALE = 45


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
        left, right, below = (_for_page(text) for text in (title, subtitle, foot))
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


A4 = 9  # Excel's number for it


CHARACTER, LEAST_WIDTH, MOST_WIDTH = 7, 60, 420  # pixels


_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


@dataclass(frozen=True, slots=True)
class SheetMonth:
    """A month of a year, which sorts as its first day does."""

    first: date


#: What a cell may hold; a moment stands on the local clock.
Value = str | int | float | date | datetime | SheetMonth | None


@dataclass(frozen=True, slots=True)
class TableSheet:
    """One table with what is said above and below it.

    Parameters
    ----------
    name
        Of the sheet; at most 31 characters, and not two the same in one book.
    title
        Above the table, and on each printed page.
    rows
        A value for each heading; None: nothing.
    above, notes
        Lines of text above the table and below it.
    """

    name: str
    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]
    above: Sequence[str] = ()
    notes: Sequence[str] = ()


def table_book(sheets: Sequence[TableSheet], foot: str, code: str, made_at: datetime) -> bytes:
    """The workbook.

    Parameters
    ----------
    foot
        What tells one print from another.
    code
        Of the reader's language.
    """
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, _OPTIONS) as book:
        made = datetime(made_at.year, made_at.month, made_at.day)  # noqa: DTZ001 - Excel knows no zones
        book.set_properties({"title": sheets[0].title, "created": made})
        formats = Formats(book)
        for sheet in sheets:
            paper = Paper(book.add_worksheet(sheet.name), formats)
            paper.page(sheet.title, "", foot)
            paper.sheet.set_paper(A4)
            paper.fit_width()
            _write(paper, sheet, code)
    return memory.getvalue()


def _write(paper: Paper, sheet: TableSheet, code: str) -> None:
    paper.text(0, 0, sheet.title, TITLE)
    for row, line in enumerate(sheet.above, start=1):
        paper.text(row, 0, line)
    top = len(sheet.above) + 2
    for column, heading in enumerate(sheet.headings):
        side: Look = {"align": "right"} if _is_number(sheet, column) else {}
        paper.text(top, column, heading, HEADING, side)
    for row, values in enumerate(sheet.rows, start=top + 1):
        for column, value in enumerate(values):
            _cell(paper, row, column, value, code)
    end = top + len(sheet.rows)
    for row, line in enumerate(sheet.notes, start=end + 2):
        paper.text(row, 0, line, {"font_color": FAINT, "font_size": 9})
    paper.columns(0, [_width(sheet, column) for column in range(len(sheet.headings))])
    paper.sheet.freeze_panes(top + 1, 1)
    paper.sheet.repeat_rows(top)
    if sheet.rows:
        paper.sheet.autofilter(top, 0, end, len(sheet.headings) - 1)


def _cell(paper: Paper, row: int, column: int, value: Value, code: str) -> None:
    if isinstance(value, str):
        paper.text(row, column, value)
    elif isinstance(value, SheetMonth):
        paper.day(row, column, value.first, month_shape(code), {"align": "left"})
    elif isinstance(value, datetime):
        paper.moment(row, column, value, f"{date_shape(code)} yyyy hh:mm", {"align": "left"})
    elif isinstance(value, date):
        shape = date_shape(code) + " yyyy"
        paper.day(row, column, value, shape, {"align": "left"})
    elif value is not None:
        paper.number(row, column, value, "#,##0" if isinstance(value, int) else "#,##0.00")


def _is_number(sheet: TableSheet, column: int) -> bool:
    found = [row[column] for row in sheet.rows if row[column] is not None]
    return bool(found) and all(isinstance(value, int | float) for value in found)


def _width(sheet: TableSheet, column: int) -> int:
    texts = [sheet.headings[column], *(_text(row[column]) for row in sheet.rows)]
    longest = max(len(text) for text in texts)
    return min(max(CHARACTER * longest + 24, LEAST_WIDTH), MOST_WIDTH)


def _text(value: Value) -> str:
    """About as long as what Excel shows."""
    return f"{value.first:%b %Y}" if isinstance(value, SheetMonth) else str(value or "")


def _for_page(text: str) -> str:
    """A text as a head or foot of a page holds it; many regions have more names than fit there."""
    cut = text if len(text) <= LONGEST_ON_PAGE else f"{text[: LONGEST_ON_PAGE - 1]}…"
    return cut.replace("&", "&&")
