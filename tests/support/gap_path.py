"""Follows a gap from the sweep to the outbox, on a small region: which files it passes."""

from __future__ import annotations

import os
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from unittest.mock import patch

from data.model.gap import Gap, GapPart, UncoveredInterval
from data.model.message import Message
from data.store import rosters
from data.store.migrate import migrate
from data.store.opening import Store, store_url
from scheduler.coverage.uncovered import Segment
from scheduler.planning.absences import report_sick
from scheduler.service.tasks import tasks
from scheduler.settings import settings
from tests.support.region import import_texts, published_by_turns, texts

if TYPE_CHECKING:
    from types import CodeType, FrameType

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("data", "solver", "scheduler", "web")
NOW = datetime(2027, 1, 5, 9, tzinfo=UTC)
#: What a gap is on its way: as it is found, as it is kept, and what is said of it.
GAP = (Segment, GapPart, UncoveredInterval, Gap, Message)
ENOUGH = 100  #: calls of one function that are looked at
DEEP = 3  #: containers and records inside one another that are looked into


@dataclass
class GapPath:
    """What a gap passed.

    Parameters
    ----------
    files
        Those with a function that was handed a gap, or gave one back.
    climbs
        Calls from a room of the scheduler to one that stands above it.
    """

    files: set[str]
    climbs: set[str]


def follow_gap() -> GapPath:
    """Sweep a region in which somebody fell ill, and watch who handles that gap."""
    values = {"CACO_CHANNEL_MAIL": "mailto://127.0.0.1:1?from=a@b.nl&to={to}"}
    with TemporaryDirectory() as folder, patch.dict(os.environ, values):
        os.environ["CACO_SECRET_FILE"] = f"{folder}/secret"
        store = Store(store_url(f"sqlite:///{folder}/caco.db"))
        try:
            return _follow(store)
        finally:
            store.close()


def _follow(store: Store) -> GapPath:
    migrate(store)
    manager = {"level": "1", "name": "Piket", "channel": "mail", "address": "piket@vr.example"}
    import_texts(store, {**texts(), "duty_managers": [manager]})
    head = published_by_turns(store)
    sweep = next(task for task in tasks(settings()) if task.name == "sweep")
    sweep.run(store, settings(), NOW)
    _somebody_falls_ill(store, head.id)
    watch = _Watch()
    sys.setprofile(watch.see)
    try:
        said = sweep.run(store, settings(), NOW + timedelta(minutes=5))
    finally:
        sys.setprofile(None)
    if "1 messages" not in said:
        raise RuntimeError(f"no gap reached the outbox: {said}")
    return GapPath(watch.files, watch.climbs)


def _somebody_falls_ill(store: Store, roster: int) -> None:
    with store.reading() as connection:
        duties = rosters.duties_between(connection, NOW, NOW + timedelta(days=7))
    person, shift = next(
        (person, shift)
        for person, shift, _doubles in duties
        if shift.post == "CACO" and NOW + timedelta(hours=26) < shift.start
    )
    report_sick(store, person, shift.start, shift.start.date(), "planner", NOW)


class _Watch:
    """A profile function that notes where gaps are handled."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.climbs: set[str] = set()
        self._calls: Counter[CodeType] = Counter()
        self._layers = _layers()

    def see(self, frame: FrameType, event: str, value: object) -> None:
        code = frame.f_code
        if event not in ("call", "return") or self._calls[code] > ENOUGH:
            return
        self._calls[code] += 1
        name = _ours(frame)
        if name is None or code.co_name == "<module>":
            return
        given = list(frame.f_locals.values()) if event == "call" else [value]
        if any(_holds_gap(one) for one in given):
            self.files.add(name)
            caller = _ours(frame.f_back) if frame.f_back else None
            if caller and self._layer(caller) > self._layer(name) >= 0:
                self.climbs.add(f"{caller} -> {name}")

    def _layer(self, name: str) -> int:
        """Its place in the layers of the scheduler, 0 the highest; -1: outside it."""
        room, *rest = Path(name).with_suffix("").parts
        return self._layers.get(rest[0], -1) if room == "scheduler" else -1


def _layers() -> dict[str, int]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = next(
        one["layers"] for one in contracts["contracts"] if one.get("containers") == ["scheduler"]
    )
    return {room.strip(): place for place, line in enumerate(layers) for room in line.split("|")}


def _ours(frame: FrameType) -> str | None:
    """The file of a frame, where it is one of the product's."""
    name = frame.f_code.co_filename.removeprefix(f"{ROOT}/")
    return name if name.partition("/")[0] in ROOMS else None


def _holds_gap(value: object, deep: int = 0) -> bool:
    """Whether a value is a gap, or has one inside."""
    if isinstance(value, GAP):
        return True
    if deep >= DEEP:
        return False
    inside: list[object] = []
    if isinstance(value, (list, tuple, set, frozenset)):
        inside = list(value)[:2]
    elif isinstance(value, dict):
        inside = list(value.values())[:2]
    elif is_dataclass(value) and not isinstance(value, type):
        inside = [getattr(value, field.name, None) for field in fields(value)]
    return any(_holds_gap(one, deep + 1) for one in inside)
