"""Writes ``docs/input.md`` from the tables: ``python -m tests.support.input_page docs/input.md``.

A test compares the page with what this module makes of the tables.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from data.i18n.language import language
from data.i18n.sheet_words import choice_word, column_word, table_word
from data.model.post import STANDARD_PATTERNS
from data.tables.contract import TABLES
from data.tables.reading import InputLimits

if TYPE_CHECKING:
    from data.tables.column import Column, Table

_DUTCH = language("nl")
_INTRODUCTION = """\
# What to hand in

<!-- Made by `python -m tests.support.input_page docs/input.md`; change data/tables/contract.py. -->

One Excel workbook (`.xlsx`) with a sheet for each table, or one folder with a CSV file for each
table (`people.csv`, `posts.csv`, ...): the columns are the same. The tables marked *required* must
be there; leave out the others until you need them.

## How to start

1. Download *Workbook to fill in* on *People, Import*, or run `caco template region.xlsx --lang en`
   (or `nl`). Each sheet has its headings, with a note on each that says what it means, drop-downs
   of what fits, and example rows; the first sheet explains. Sheets, headings and words may be in
   English or Dutch, in small or capital letters, with spaces or underscores: *Hours per week*,
   `hours_per_week` and *Uren per week* are one column. To see a whole region first:
   `caco template region.xlsx --demo`.
2. Fill `regions`, `functions` and `posts`: what must be filled. Give everything a short code in the
   column `id`; the other tables refer to it.
3. Fill `people`, `contracts` and `competences`: who there is. Each person needs a competence, or
   else is in no pool.
4. Fill `history` with what people did in the last 16 weeks. The law looks back that far, and 52
   weeks for nights of more than 10 hours and for free Sundays. Without it the first weeks of the
   roster may break rules that nobody can see.
5. Fill `contacts` and `duty_managers`: who is on call and cannot be reached is no cover, and
   without a duty manager nobody is notified of a gap.
6. Add what you know: absences, wishes, work elsewhere, duties that are already settled (`pins`).
7. Where a function asks for courses, exercises or declarations, fill `requirements` and `evidence`.
   A competence then counts only on the days on which all of it is met. A function without
   requirements needs no evidence.
8. Import it on *People, Import*, with `caco import`, or solve it by itself with `caco solve`.
   Whatever is wrong with the input is named at once: file, sheet, row and column as you typed it,
   and what to do. Nothing is written until all of it is corrected.

## How to write it

| What | How |
|---|---|
| Dates | `2027-01-04` or `4-1-2027`, from 2000 up to 2100; in Excel a date cell |
| Clock times | `07:00`; in Excel a time cell. Midnight is `00:00` |
| Moments | `2027-01-04 07:00` on the local clock, or with an offset: `2027-01-04T07:00+01:00` |
| Numbers | `36,5` or `36.5`, without separators for thousands |
| Yes or no | `yes`, `no`, `ja`, `nee` |
| Lists | with semicolons: `fl;gv` |
| Days of the week | `mo;tu;we;th;fr;sa;su`, or `daily` |
| Telephone numbers | `0612345678`, or with the code of the country: `+31612345678` |

- **The hour that comes twice.** On the last Sunday of October the clock shows 02:00-03:00 twice, on
  the last Sunday of March not at all. Write a moment there with its offset:
  `2026-10-25 02:30+02:00` is the first one, `2026-10-25 02:30+01:00` the second.
- **Last days are inclusive.** Leave with `end` 2027-01-10 lasts until midnight after that day.
- **Months.** Evidence of 15 March 2026 that is valid for 12 months counts until 14 March 2027.
  Where the last month has no such day it counts to the end of that month: one month from 31
  January lasts until 28 February.
- **Midnight in Excel.** A cell with a date and 00:00 looks like a date alone. In a column of
  moments it means that midnight; in `absences` it means the whole day. Make it a text
  (`'2027-01-04 00:00`) to say midnight there.
- **Notes and examples.** A sheet, file or column whose name begins with `#` is not read, nor is a
  row whose first cell begins with it: so are the examples of the workbook to fill in. A sheet with
  nothing else counts as one that is not there. Any other unknown name is refused: it is most likely
  a typing error.
- **Marks.** A heading may end in `*`, as those do that must be filled in each row.
- **CSV.** UTF-8 or, as Excel in the Netherlands saves it, with semicolons in Windows-1252. An
  apostrophe before `=`, `+`, `-` or `@` is taken off again: it keeps a spreadsheet from running the
  text.
"""


def input_page() -> str:
    """The page."""
    parts = [_INTRODUCTION, _limits(), _patterns(), "## The tables\n"]
    return "\n".join([*parts, *(_table(table) for table in TABLES)])


def _limits() -> str:
    limits = InputLimits()
    return (
        f"- **Size.** At most {limits.rows:,} rows in a table, and {limits.file_bytes // 10**6} MB"
        " in a file.\n"
    )


def _patterns() -> str:
    lines = ["## Standard shift patterns\n", "| Code | Shifts |", "|---|---|"]
    lines += [f"| `{pattern.id}` | {pattern.name} |" for pattern in STANDARD_PATTERNS]
    return "\n".join(lines) + "\n"


def _table(table: Table) -> str:
    title = f"### {table.name}{' (required)' if table.required else ''}\n"
    said = f"{table.meaning} In Dutch: *{table_word(table.name, _DUTCH)}*.\n"
    lines = [title, said, "| Column | In Dutch | | What it holds |", "|---|---|---|---|"]
    for column in table.columns:
        need = "required" if column.required else ""
        dutch = column_word(column.name, _DUTCH)
        lines.append(f"| `{column.name}` | {dutch} | {need} | {column.meaning}{_words(column)} |")
    return "\n".join(lines) + "\n"


def _words(column: Column) -> str:
    """The words of a list in Dutch, where they differ."""
    pairs = [(word, choice_word(word, _DUTCH)) for word in column.choices if column.has_words]
    said = [f"{word} = *{dutch}*" for word, dutch in pairs if word != dutch]
    return f" ({', '.join(said)})" if said else ""


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(input_page(), encoding="utf-8")
