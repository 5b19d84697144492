"""What commands print: JSON for programs, and lines, pages and tables for people.

`rich` is loaded when the first line of it is printed, not before.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

import typer

from data.model.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from rich.console import Console, RenderableType
    from rich.table import Table

    from data.i18n.language import Language


def print_json(value: object, speech: Language | None = None) -> None:
    """Print a value, or a list of them, as one JSON document; sentences in a language."""
    typer.echo(json.dumps(plain(value, speech), ensure_ascii=False, indent=1))


def plain(value: Any, speech: Language | None = None) -> Any:  # noqa: ANN401 - JSON
    """A value as JSON holds it: models as objects, dates and moments as ISO 8601, sets sorted."""
    if isinstance(value, Sentence):
        return speech.say(value) if speech else str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name), speech) for one in fields(value)}
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, dict):
        return {key: plain(one, speech) for key, one in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(plain(one, speech) for one in value)
    if isinstance(value, (list, tuple)):
        return [plain(one, speech) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def console(*, stderr: bool = False) -> Console:
    """The terminal, which colours nothing by itself."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, emoji=False)


def show(what: RenderableType, colour: str = "") -> None:
    """Print a line, which the terminal breaks where it must, or a table."""
    text = coloured(what, colour) if colour and isinstance(what, str) else what
    console().print(text, soft_wrap=isinstance(what, str))


def coloured(text: str, colour: str) -> str:
    """Text in a colour; it may hold markup."""
    return f"[{colour}]{text}[/]"


def escape(text: str) -> str:
    """Text that holds no markup."""
    from rich.markup import escape as escape_markup

    return escape_markup(text)


def table(
    headings: Iterable[str],
    rows: Iterable[Sequence[str]],
    *,
    right: Iterable[str] = (),
    indent: int = 0,
) -> Table:
    """A table as wide as it needs to be; the columns under the headings in `right` hold numbers."""
    made, numbers = _grid(show_header=True, indent=indent), set(right)
    for heading in headings:
        made.add_column(heading, justify="right" if heading in numbers else "left")
    for row in rows:
        made.add_row(*row)
    return made


def page(lines: Mapping[str, str]) -> Table:
    """All of one thing: a line for each of its facts."""
    made = _grid(show_header=False)
    for name, value in lines.items():
        made.add_row(name, value)
    return made


def _grid(*, show_header: bool, indent: int = 0) -> Table:
    from rich.table import Table

    return Table(box=None, show_header=show_header, padding=(0, 2, 0, indent))


def age(at: datetime | None, now: datetime, speech: Language) -> str:
    """How long ago something was; of the future, as after a clock was set back: just now."""
    if at is None:
        return "–"
    seconds = max(0, int((now - at).total_seconds()))
    for size, name in ((86_400, speech.gettext("d")), (3600, speech.gettext("h")), (60, "min")):
        if seconds >= size:
            return speech.gettext("{age} ago").format(age=f"{seconds // size} {name}")
    return speech.gettext("{age} ago").format(age=f"{seconds} s")
