"""Arguments that several commands share."""

from __future__ import annotations

import locale
import os
import time
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from data.i18n.language import LANGUAGES, Language, language

if TYPE_CHECKING:
    from data.model.quality import QualityWeights


BookOption = Annotated[
    str,
    typer.Option("--book", metavar="BOOK", help="Of which book; else of the posts in no book."),
]

STARTED = time.monotonic()  #: when the command line was loaded, next to all of its start
WRITING = 4.0  #: times as long as the reading of the files takes the writing of results
LEAST_SECONDS = 0.5  #: of searching, however short the limit


def search_seconds(limit: float, reading: float) -> float:
    """What of a time limit for a whole command is left for the search.

    Parameters
    ----------
    limit
        Seconds for all of it.
    reading
        Seconds that reading the files took, here and now.
    """
    left = limit - (time.monotonic() - STARTED) - WRITING * reading
    return max(LEAST_SECONDS, left)


def parse_date(text: str) -> date:
    """A date such as ``2027-01-04`` or ``4-1-2027``."""
    for shape in ("%Y-%m-%d", "%d-%m-%Y"):
        try:
            return datetime.strptime(text, shape).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    raise typer.BadParameter(f"{text!r} is not a date; write it as 2027-01-04")


def parse_moment(text: str) -> datetime:
    """A UTC instant from ``2027-03-03 02:00`` on the local clock, with an offset, or a date."""
    from zoneinfo import ZoneInfo

    from data.tables.period import TIME_ZONE
    from data.tables.values import BadValue, to_moment

    try:
        return to_moment(text, ZoneInfo(TIME_ZONE), date_is_midnight=True)
    except BadValue as bad:
        raise typer.BadParameter(f"{bad.what}. {bad.remedy}") from bad


def local_today() -> date:
    """The date on the local clock of the planner's tables."""
    from zoneinfo import ZoneInfo

    from data.tables.period import TIME_ZONE

    return datetime.now(ZoneInfo(TIME_ZONE)).date()


def parse_language(text: str) -> str:
    """A language of the product."""
    if text not in LANGUAGES:
        raise typer.BadParameter(f"{text!r} is not supported; choose {' or '.join(LANGUAGES)}")
    return text


def default_language() -> str:
    """The language of the environment: Dutch, or else English."""
    said = os.environ.get("LC_ALL") or os.environ.get("LANG") or (locale.getlocale()[0] or "")
    return "nl" if said.lower().startswith("nl") else "en"


def speech_of(code: str | None) -> Language:
    """The language asked for, or that of the environment."""
    return language(code or default_language())


Source = Annotated[
    Path,
    typer.Argument(
        metavar="INPUT",
        help="A workbook (.xlsx), a folder of CSV files, or a saved problem.json.",
    ),
]
MaybeSource = Annotated[
    Path | None,
    typer.Argument(
        metavar="INPUT",
        help="A workbook (.xlsx), a folder of CSV files, or a saved problem.json.",
    ),
]
First = Annotated[
    str | None,
    typer.Option("--from", metavar="DATE", help="First day of the period, such as 2027-01-04."),
]
Weeks = Annotated[int | None, typer.Option(min=1, max=104, help="Length of the period in weeks.")]
Out = Annotated[Path, typer.Option(metavar="DIR", help="Folder for the results.")]
TimeLimit = Annotated[
    float, typer.Option("--time-limit", metavar="S", min=1, help="Seconds to search at most.")
]
Seed = Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Seed of the search.")]
Reproducible = Annotated[
    bool, typer.Option("--reproducible", help="The same seed gives the same roster; slower.")
]
LeavePartsOpen = Annotated[
    bool,
    typer.Option(
        "--leave-parts-open",
        help="Plan nobody on part shifts: the rest of a shift that began before the period.",
    ),
]
Preset = Annotated[
    str | None,
    typer.Option(
        "--preset",
        metavar="NAME",
        help="What quality weighs: balanced, health-first, fairness-first or wishes-first.",
    ),
]
WeightOptions = Annotated[
    list[str] | None,
    typer.Option(
        "--weight",
        metavar="NAME=POINTS",
        help="One weight, as QUICK_RETURN=8; a point is a light wish. May be repeated.",
    ),
]
StrictOrder = Annotated[
    str | None,
    typer.Option(
        "--strict-order",
        metavar="PARTS",
        help="Parts of quality that are never traded, the first before all: health,fairness.",
    ),
]


def weights_asked(
    start: QualityWeights,
    preset: str | None,
    weights: list[str] | None,
    strict_order: str | None,
) -> QualityWeights:
    """The weights that the options ask for; see `scheduler.planning.quality_weights`.

    Raises
    ------
    InputError
        A name is unknown, or a value out of range.
    """
    if preset is None and not weights and strict_order is None:
        return start
    from scheduler.planning.quality_weights import choose_weights

    given = dict(one.partition("=")[::2] for one in weights or ())
    order = None if strict_order is None else [one for one in strict_order.split(",") if one]
    return choose_weights(start, preset, given, order)


AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document, for programs.")]
Lang = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar="nl|en",
        callback=lambda v: v and parse_language(v),
        help="Language of the results; default that of your environment.",
    ),
]
