"""Scenarios as TOML or JSON: read with all that is wrong at once, and written back."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from math import isfinite
from typing import TYPE_CHECKING, Any

from data.model.errors import Place
from data.model.scenario import MOST_COMPARED, PRODUCTIVE_HOURS, HourPrices, Scenario
from data.model.scenario_change import (
    KINDS,
    MOST_PEOPLE,
    AddPeople,
    Change,
    MergePosts,
    RemovePeople,
    SharePools,
)
from data.tables.faults import FaultLog, nearest, refuse, shown
from data.tables.values import BadValue, to_date

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MOST_BYTES = 1024 * 1024
MOST_WEEK = 104  #: the last week that a change may name
MOST_HOURS_A_WEEK = 60
MOST_HOURS_A_YEAR = 8760
MOST_PRICE = 10_000  #: euros an hour
_FIRST, _SCENARIOS, _CHANGES, _KIND = "first", "scenario", "change", "kind"
_HOURS, _PRICES, _POSTS, _NAME = "productive_hours", "prices", "posts", "name"
_LAPSES = "lapses"
_SHARED = (
    _FIRST,
    _HOURS,
    _PRICES,
    _POSTS,
    _LAPSES,
)  #: what a file says once for all of its scenarios
_LISTS = ("posts", "functions", "regions", "people")
_DAYS = {"start": ("from", "from_week"), "until": ("until", "until_week")}
_BOUNDS = {"hours": (1, MOST_HOURS_A_WEEK), "rate": (0.001, 0.999)}


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one object of a file; what is wrong goes to the log."""

    values: Mapping[str, Any]
    place: Place
    log: FaultLog

    def fault(self, what: str, remedy: str) -> None:
        self.log.add(what, remedy, self.place)

    def refuse_unknown(self, known: Iterable[str]) -> None:
        names = list(known)
        for name in self.values:
            if name not in names:
                self.fault(f"{shown(name)} is not known here", nearest(name, names))

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name, default)
        if isinstance(value, str):
            return value.strip()
        self.fault(f"{name} is not a text", f"Write it between quotes: {name} = '...'")
        return default

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.values.get(name, [])
        given = [value] if isinstance(value, str) else value
        if isinstance(given, list) and all(isinstance(one, str) for one in given):
            return tuple(dict.fromkeys(one.strip() for one in given if one.strip()))
        self.fault(f"{name} is not a list of texts", f"Write it as {name} = ['A', 'B']")
        return ()

    def number(self, name: str, least: float, most: float, default: float | None) -> float | None:
        value = self.values.get(name, default)
        if value is None:
            return default
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and isfinite(value) and least <= value <= most:
            return float(value)
        self.fault(f"{name} is {shown(str(value))}", f"Use a number from {least:g} up to {most:g}")
        return default

    def day(self, date_name: str, week_name: str) -> date | int | None:
        """A date, or a week from 1; None where neither is given."""
        if date_name in self.values and week_name in self.values:
            self.fault(f"both {date_name} and {week_name} are given", "Leave one of them out")
        if date_name in self.values:
            return self.date(date_name)
        week = self.number(week_name, 1, MOST_WEEK, None)
        if week is None or week == int(week):
            return None if week is None else int(week)
        self.fault(f"{week_name} is {shown(f'{week:g}')}", "Write a whole number of weeks")
        return None

    def date(self, name: str) -> date | None:
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return to_date(str(value).strip())
        except BadValue as bad:
            self.fault(bad.what, bad.remedy)
            return None

    def truth(self, name: str) -> bool:
        value = self.values.get(name, False)
        if not isinstance(value, bool):
            self.fault(f"{name} is {shown(str(value))}", "Write true or false")
        return value is True

    def objects(self, name: str) -> list[Mapping[str, Any]]:
        value = self.values.get(name, [])
        if isinstance(value, list) and all(isinstance(one, dict) for one in value):
            return value
        self.fault(f"{name} is not a list of tables", f"Begin each with [[{name}]]")
        return []


def read_scenario_file(path: Path) -> tuple[Scenario, ...]:
    """The scenarios of a file, TOML or JSON.

    Raises
    ------
    InputError
        With everything that is wrong with the file.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise refuse("the file is larger than 1 MB", "Leave out what is no scenario", path)
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise refuse("the file cannot be read", "Name a file that is there", path) from error
    except UnicodeDecodeError as error:
        raise refuse("the file is not text in UTF-8", "Save it as UTF-8", path) from error
    return read_scenarios(text, path.name)


def read_scenarios(text: str, source: str) -> tuple[Scenario, ...]:
    """The scenarios of a text: JSON if it begins with a brace, else TOML.

    Parameters
    ----------
    source
        What faults call the text.

    Raises
    ------
    InputError
        With everything that is wrong with it.
    """
    try:
        values = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        what = f"it is no TOML, and no JSON: {shown(str(error))}"
        raise refuse(what, "Look at docs/scenarios.md for an example", source) from error
    log = FaultLog()
    whole = _Reader(values, Place(file=source), log)
    whole.refuse_unknown((*_SHARED, _SCENARIOS))
    given = whole.objects(_SCENARIOS)
    if not 1 <= len(given) <= MOST_COMPARED and not log.count:
        whole.fault(
            f"{len(given)} scenarios are given", f"Give 1 up to {MOST_COMPARED} of [[scenario]]"
        )
    shared = {name: values[name] for name in _SHARED if name in values}
    found = tuple(
        _scenario({**shared, **one}, source, number, log) for number, one in enumerate(given, 1)
    )
    names = [one.name for one in found]
    for name in sorted({one for one in names if names.count(one) > 1}):
        whole.fault(f"two scenarios are called {shown(name)}", "Give each a name of its own")
    log.raise_if_any()
    return found


def _scenario(values: Mapping[str, Any], source: str, number: int, log: FaultLog) -> Scenario:
    reader = _Reader(values, Place(file=f"{source}, [[scenario]] {number}"), log)
    reader.refuse_unknown((_NAME, *_SHARED, _CHANGES))
    name = reader.text(_NAME)
    if not name:
        reader.fault("it has no name", "Give it a name: name = '...'")
    prices = reader.values.get(_PRICES, {})
    if not isinstance(prices, dict):
        reader.fault("prices is not a table", "Write it as prices.work = 50")
        prices = {}
    changes = [
        change
        for at, one in enumerate(reader.objects(_CHANGES), 1)
        if (change := _change(one, f"{source}, {name or number}, [[change]] {at}", log))
    ]
    hours = reader.number(_HOURS, 1, MOST_HOURS_A_YEAR, PRODUCTIVE_HOURS)
    return Scenario(
        name=name,
        changes=tuple(changes),
        first=reader.date(_FIRST),
        productive_hours=hours or PRODUCTIVE_HOURS,
        prices=_prices(_Reader(prices, reader.place, log)),
        posts=reader.texts(_POSTS),
        lapses=reader.truth(_LAPSES),
    )


def _prices(reader: _Reader) -> HourPrices:
    reader.refuse_unknown(one.name for one in fields(HourPrices))
    return HourPrices(*(reader.number(one.name, 0, MOST_PRICE, None) for one in fields(HourPrices)))


def _change(values: Mapping[str, Any], where: str, log: FaultLog) -> Change | None:
    reader = _Reader(values, Place(file=where), log)
    kind = KINDS.get(reader.text(_KIND))
    if kind is None:
        given = reader.text(_KIND)
        what = f"kind {shown(given)} is no change" if given else "it has no kind"
        reader.fault(what, nearest(given, list(KINDS)))
        return None
    names = [one.name for one in fields(kind)]
    reader.refuse_unknown((_KIND, *(key for name in names for key in _DAYS.get(name, (name,)))))
    before = log.count
    if not _has_needed(reader, kind):
        return None
    found = kind(**{name: _value(reader, name) for name in names if _is_given(reader, name)})
    if log.count == before:
        _refuse_senseless(reader, found)
    return found if log.count == before else None


def _is_given(reader: _Reader, name: str) -> bool:
    return any(key in reader.values for key in _DAYS.get(name, (name,)))


def _has_needed(reader: _Reader, kind: type[Change]) -> bool:
    """Whether what has no default is there; what lacks goes to the log."""
    needed = [one.name for one in fields(kind) if one.default is MISSING]
    lacking = [name for name in needed if not _is_given(reader, name)]
    for name in lacking:
        reader.fault(f"{name} is missing", f"Add it to this {kind.kind}")
    return not lacking


def _value(reader: _Reader, name: str) -> Any:  # noqa: ANN401 - of many types
    if name in _DAYS:
        return reader.day(*_DAYS[name])
    if name in _LISTS:
        return reader.texts(name)
    if name == "count":
        return int(reader.number(name, 1, MOST_PEOPLE, 1) or 1)
    if name in _BOUNDS:
        return reader.number(name, *_BOUNDS[name], _BOUNDS[name][0])
    return reader.text(name)


def _refuse_senseless(reader: _Reader, change: Change) -> None:
    """What each value allows by itself, and all of them together do not."""
    match change:
        case MergePosts() | SharePools() if len(change.posts) < 2:
            reader.fault("posts names fewer than two", "Name at least two posts")
        case RemovePeople() if not change.people and not (change.count and change.function):
            reader.fault("nobody is named", "Name people, or a count and a function")
        case RemovePeople() if change.people and (change.count or change.function):
            reader.fault("both people and a count are given", "Leave one of them out")
        case AddPeople() if not (change.functions and change.regions):
            reader.fault("functions or regions is empty", "Name at least one of each")
        case _:
            pass
    is_turned = isinstance(change.begins, date) and isinstance(change.ends, date)
    if is_turned and change.ends < change.begins:  # type: ignore[operator]
        reader.fault("until lies before from", "Correct one of them")


def scenarios_text(scenarios: Iterable[Scenario]) -> str:
    """Scenarios as JSON, as they are kept; `read_scenarios` reads it."""
    return json.dumps({_SCENARIOS: [as_plain(one) for one in scenarios]}, ensure_ascii=False)


def as_plain(scenario: Scenario) -> dict[str, Any]:
    """A scenario as plain values, as they stand in a file."""
    prices = {one.name: getattr(scenario.prices, one.name) for one in fields(HourPrices)}
    found: dict[str, Any] = {
        _NAME: scenario.name,
        _FIRST: scenario.first.isoformat() if scenario.first else None,
        _HOURS: scenario.productive_hours,
        _PRICES: {name: price for name, price in prices.items() if price is not None},
        _POSTS: list(scenario.posts),
        _LAPSES: scenario.lapses or None,
        _CHANGES: [_plain_change(one) for one in scenario.changes],
    }
    return {name: value for name, value in found.items() if value not in (None, [], {})}


def _plain_change(change: Change) -> dict[str, Any]:
    found: dict[str, Any] = {_KIND: change.kind}
    for one in fields(change):
        value = getattr(change, one.name)
        if value is None or value == one.default:
            continue
        if one.name in _DAYS:
            by_date, by_week = _DAYS[one.name]
            is_week = isinstance(value, int)
            found[by_week if is_week else by_date] = value if is_week else value.isoformat()
        else:
            found[one.name] = list(value) if isinstance(value, tuple) else value
    return found
