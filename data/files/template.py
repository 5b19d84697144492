"""A workbook to fill: a sheet a table with headings, notes, drop-downs and example rows.

Reading it as it is gives nothing: its example rows begin with the mark of notes. It is written in
the reader's language, and what they fill is read in any.
"""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from data.files.template_examples import example_rows
from data.i18n.kind_words import PATTERN_WORDS
from data.i18n.sheet_words import choice_word, column_word, meaning_word, table_word
from data.tables.column import Column, ColumnKind
from data.tables.contract import TABLE_BY_NAME, TABLES
from data.tables.raw_table import NOTE_MARK, REQUIRED_MARK
from data.tables.values import DAILY, looks_like_formula
from data.tables.write_tables import cell_word, width_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.i18n.language import Language
    from data.tables.column import Table
    from data.tables.write_tables import Rows, TableTexts

LAST_ROW = 2000  #: that drop-downs and checks reach
_INK, _FAINT, _MUST, _MAY = "#1F2933", "#6B7785", "#BFD4EA", "#E9EDF1"
_NO_CLOCK = datetime(2000, 1, 1)  # noqa: DTZ001 - the same day gives the same bytes
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_SHAPES = {
    ColumnKind.DAY: "d-m-yyyy",
    ColumnKind.MOMENT: "d-m-yyyy hh:mm",
    ColumnKind.CLOCK: "hh:mm",
    ColumnKind.NUMBER: "General",
    ColumnKind.WHOLE: "General",
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CLOCK = re.compile(r"\d{2}:\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2} (?!00:00)\d{2}:\d{2}", re.ASCII)  # a date is midnight
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,9})(?:\.\d{0,4}[1-9])?", re.ASCII)
_DAYS = Column("weekdays", False, "", ColumnKind.WEEKDAYS)
_LONGEST_LIST = 250  #: characters of a drop-down that Excel keeps


def template_bytes(speech: Language, first: date, filled: TableTexts | None = None) -> bytes:
    """The template as a workbook (``.xlsx``).

    Parameters
    ----------
    speech
        The language of its sheets, headings, words and explanation.
    first
        The Monday from which its examples are dated.
    filled
        Rows by table, in place of examples: a region that can be imported as it is.
    """
    import xlsxwriter

    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, _OPTIONS) as book:
        book.set_properties({"created": _NO_CLOCK})
        writer = _Writer(book, speech, filled is None)
        writer.write_explanation()
        rows = example_rows(first) if filled is None else filled
        for table in TABLES:
            writer.write_table(table, rows.get(table.name, ()))
    return memory.getvalue()


def explanation_name(speech: Language) -> str:
    """The name of the sheet that explains: that of a note."""
    return f"{NOTE_MARK}{speech.gettext('Explanation')}"


def _value(column: Column, text: str) -> datetime | date | time | float | None:
    """What a cell holds beside texts; None: it is one, or would not read back as it was given."""
    match column.kind:
        case ColumnKind.DAY if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        case ColumnKind.MOMENT if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        case ColumnKind.MOMENT if _MOMENT.fullmatch(text):
            return datetime.strptime(text, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - as a cell has it
        case ColumnKind.CLOCK if _CLOCK.fullmatch(text):
            return time.fromisoformat(text)
        case ColumnKind.NUMBER | ColumnKind.WHOLE if _NUMBER.fullmatch(text):
            return float(text)
    return None


class _Writer:
    def __init__(self, book: Any, speech: Language, is_example: bool) -> None:  # noqa: ANN401
        self.book, self.speech, self.is_example = book, speech, is_example
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def look(self, **properties: Any) -> Any:  # noqa: ANN401
        """A cell format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"valign": "top", **properties})
        return self._formats[key]

    def write_explanation(self) -> None:
        """The first sheet: what to fill, in which order, and how; itself it is a note."""
        say, sheet = self.speech.gettext, self.book.add_worksheet(explanation_name(self.speech))
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 100)
        title = say("Your region, to fill in") if self.is_example else say("An invented region")
        sheet.write_string(0, 0, title, self.look(bold=True, font_size=16, font_color="#1B4F8A"))
        row = 2
        for number, sentence in enumerate(self._steps(), start=1):
            sheet.merge_range(row, 0, row, 1, f"{number}.  {sentence}", self.look(text_wrap=True))
            sheet.set_row(row, 16 * (1 + len(sentence) // 128))
            row += 1
        row = self._write_pairs(sheet, row + 1, say("How to write it"), self._forms())
        patterns = [(code, say(words)) for code, words in PATTERN_WORDS.items()]
        title = say("Shift patterns that are there already")
        row = self._write_pairs(sheet, row + 1, title, patterns)
        row = self._write_pairs(sheet, row + 1, say("The sheets"), ())
        for table in TABLES:
            name = table_word(table.name, self.speech)
            address = f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1"
            link = self.look(font_color="#1B4F8A", underline=1, bold=table.required)
            sheet.write_url(row, 0, address, link, string=name)
            meaning = meaning_word(table.meaning, self.speech)
            told = f"{say('Needed.')} {meaning}" if table.required else meaning
            sheet.write_string(row, 1, told, self.look(text_wrap=True))
            sheet.set_row(row, 16 * (1 + len(told) // 104))
            row += 1
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _steps(self) -> list[str]:
        say = self.speech.gettext
        needed = ", ".join(table_word(t.name, self.speech) for t in TABLES if t.required)

        def sheet(name: str) -> str:
            return table_word(name, self.speech)

        steps = [
            say("Fill the sheets from left to right: what a sheet refers to comes before it."),
            say("You need at least the sheets with a blue tab: {names}.").format(names=needed),
            say(
                "Then fill {history} with the last 16 weeks, {contacts} and {managers}: rest and"
                " fairness look back, and who cannot be reached is no cover."
            ).format(
                history=sheet("history"),
                contacts=sheet("contacts"),
                managers=sheet("duty_managers"),
            ),
            say("Leave the other sheets as they are until you need them."),
            say(
                "Give everything a short code in the first column; other sheets refer to it. Cells"
                " with an arrow offer what fits."
            ),
            say(
                "A heading with {mark} must be filled in each row. Point at a heading to read what"
                " it means."
            ).format(mark=REQUIRED_MARK),
            say(
                "Save the file and drop it on People, Import. You see what would change before"
                " anything does; errors are named with sheet, row and column."
            ),
        ]
        if self.is_example:
            examples = say(
                "A row whose first cell begins with {mark} is an example: it is not imported."
                " Delete it, or leave it."
            )
            steps.insert(4, examples.format(mark=NOTE_MARK))
        return steps

    def _forms(self) -> list[tuple[str, str]]:
        """How dates, times and lists are written."""
        say = self.speech.gettext
        days = cell_word(_DAYS, "mo;we;fr", self.speech)
        daily = choice_word(DAILY, self.speech)
        yes, no = (choice_word(word, self.speech) for word in ("yes", "no"))
        return [
            (say("Dates"), "4-1-2027, 2027-01-04"),
            (
                say("Last days"),
                say("They count: leave until 10 January ends at midnight after it."),
            ),
            (say("Times"), "07:00, 23:30"),
            (say("Moments"), "4-1-2027 07:00"),
            (say("Numbers"), "36; 36,5"),
            (say("Yes or no"), f"{yes}, {no}"),
            (say("Several at once"), "vr;buur"),
            (say("Days of the week"), f"{days}, {daily}"),
            (say("Telephone numbers"), "0612345678, +31612345678"),
        ]

    def _write_pairs(
        self,
        sheet: Any,  # noqa: ANN401
        row: int,
        title: str,
        pairs: Sequence[tuple[str, str]],
    ) -> int:
        """Two columns below a title; the row after them."""
        sheet.write_string(row, 0, title, self.look(bold=True, font_size=12, font_color="#1B4F8A"))
        for row, (name, text) in enumerate(pairs, start=row + 1):  # noqa: B020
            sheet.write_string(row, 0, name, self.look())
            sheet.write_string(row, 1, text, self.look())
        return row + 1

    def write_table(self, table: Table, rows: Rows) -> None:
        """A sheet: its headings with what they mean, its rows, and what each cell may hold."""
        sheet = self.book.add_worksheet(table_word(table.name, self.speech))
        if table.required:
            sheet.set_tab_color("#1B4F8A")
        for index, column in enumerate(table.columns):
            texts = [self._text(column, row) for row in rows]
            if self.is_example and index == 0:
                texts = [f"{NOTE_MARK} {text}" for text in texts]
            heading = self._write_heading(sheet, index, column)
            shape: dict[str, Any] = {"num_format": _SHAPES.get(column.kind, "@")}
            width = max(width_of(heading, texts), 12 if column.kind is ColumnKind.DAY else 0)
            sheet.set_column(index, index, width, self.look(**shape))
            if self.is_example:
                shape |= {"italic": True, "font_color": _FAINT}
            for number, text in enumerate(texts, start=1):
                self._write_cell(sheet, (number, index), column, text, shape)
            self._write_check(sheet, index, column, len(rows) if self.is_example else 0)
        sheet.freeze_panes(1, 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{LAST_ROW}"})

    def _text(self, column: Column, row: Mapping[str, str]) -> str:
        return cell_word(column, row.get(column.name, ""), self.speech)

    def _write_heading(self, sheet: Any, index: int, column: Column) -> str:  # noqa: ANN401
        say = self.speech.gettext
        heading = column_word(column.name, self.speech)
        heading += f" {REQUIRED_MARK}" if column.required else ""
        look = self.look(
            bold=True, bottom=1, font_color=_INK, bg_color=_MUST if column.required else _MAY
        )
        sheet.write_string(0, index, heading, look)
        meaning = meaning_word(column.meaning, self.speech)
        note = meaning[:1].upper() + meaning[1:] + "."
        if column.required:
            note += f"\n{say('Required.')}"
        if column.refers:
            asked = say("A code from the sheet {name}.").format(
                name=table_word(column.refers, self.speech)
            )
            note += f"\n{asked}"
        if column.kind in (ColumnKind.REFERENCES, ColumnKind.WEEKDAYS, ColumnKind.CHOICES):
            note += f"\n{say('Several: with semicolons between them.')}"
        height = 36 + 17 * sum(1 + len(line) // 34 for line in note.split("\n"))
        size = {"x_scale": 2, "height": height, "font_size": 10, "author": "CaCo Rooster"}
        sheet.write_comment(0, index, note, size)
        return heading

    def _write_cell(
        self,
        sheet: Any,  # noqa: ANN401
        at: tuple[int, int],
        column: Column,
        text: str,
        shape: dict[str, Any],
    ) -> None:
        """A date as a date and a number as a number, where that reads back as the same."""
        if not text:
            return
        value = _value(column, text)
        if isinstance(value, float):
            sheet.write_number(*at, value, self.look(**shape))
        elif value is not None:
            sheet.write_datetime(*at, value, self.look(**shape))
        else:
            shown: dict[str, Any] = {**shape, "num_format": "@"}
            if looks_like_formula(text):
                shown["quote_prefix"] = True
            sheet.write_string(*at, text, self.look(**shown))

    def _write_check(self, sheet: Any, index: int, column: Column, examples: int) -> None:  # noqa: ANN401
        """What the cells of a column may hold; a list drops down."""
        check = self._check(column)
        if check is None:
            return
        say = self.speech.gettext
        told = {
            "error_title": say("This does not fit here"),
            "error_message": meaning_word(column.meaning, self.speech)[:220],
        }
        first = 1 + examples
        sheet.data_validation(first, index, LAST_ROW - 1, index, {**told, **check})

    def _check(self, column: Column) -> dict[str, Any] | None:
        kind = column.kind
        if kind is ColumnKind.CHOICE:
            return self._list(column.choices, is_strict=True)
        if kind is ColumnKind.YES_NO:
            return self._list(("yes", "no"), is_strict=True)
        if kind is ColumnKind.WEEKDAYS:
            return self._list((DAILY,), is_strict=False)
        if kind is ColumnKind.CHOICES:
            return self._list(column.choices, is_strict=False)
        if kind is ColumnKind.CODE and column.choices:
            return self._list(column.choices, is_strict=False)
        if column.refers:
            if column.choices:
                return {"validate": "list", "source": list(column.choices), "show_error": False}
            is_strict = kind is ColumnKind.REFERENCE
            return {"validate": "list", "source": self._codes(column), "show_error": is_strict}
        if kind is ColumnKind.DAY:
            day = date(2000, 1, 1)
            return {"validate": "date", "criteria": ">=", "value": day}
        if kind in (ColumnKind.NUMBER, ColumnKind.WHOLE):
            whole = "integer" if kind is ColumnKind.WHOLE else "decimal"
            return {
                "validate": whole,
                "criteria": "between",
                "minimum": -100_000,
                "maximum": 100_000,
            }
        return None

    def _list(self, words: Sequence[str], *, is_strict: bool) -> dict[str, Any]:
        said = [choice_word(word, self.speech) for word in words]
        assert len(",".join(said)) <= _LONGEST_LIST
        return {"validate": "list", "source": said, "show_error": is_strict}

    def _codes(self, column: Column) -> str:
        """The codes that the sheet holds which a column refers to, below its examples."""
        table = TABLE_BY_NAME[column.refers]
        name = table_word(table.name, self.speech).replace("'", "''")
        top = 2 + (len(example_rows(date(2000, 1, 3))[table.name]) if self.is_example else 0)
        cells = f"'{name}'!$A${top}:$A${LAST_ROW}"
        return f"=OFFSET('{name}'!$A${top},0,0,MAX(1,COUNTA({cells})),1)"
