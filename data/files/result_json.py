"""``result.json``: the outcome of a solve with its proof, for programs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from data.files.read_roster import read_roster_csv
from data.files.result_folder import ROSTER
from data.model.base_roster import Departure, DepartureKind
from data.model.errors import Fault, InputError, Place
from data.model.quality import QualityPart
from data.model.result import (
    LevelReport,
    OpenShift,
    PlanStatus,
    QualityCost,
    Reason,
    ReasonKind,
    RosterQuality,
    RosterResult,
    Violation,
)
from data.model.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from data.i18n.language import Language
    from data.model.duty import Assignment
    from data.model.problem import RosterProblem
    from data.model.quality import QualityWeights

RESULT = "result.json"


@dataclass(frozen=True, slots=True)
class ResultStamp:
    """Where a result comes from.

    Parameters
    ----------
    problem_hash
        Of the problem that was solved.
    versions
        Pairs of a name (``caco``, ``python``, ``ortools``) and its version.
    made_on
        Date for the reader; None leaves it out.
    """

    problem_hash: str = ""
    versions: tuple[tuple[str, str], ...] = ()
    made_on: date | None = None


def result_bytes(
    problem: RosterProblem,
    result: RosterResult,
    stamp: ResultStamp,
    speech: Language | None = None,
) -> bytes:
    """``result.json``; moments are on the local clock with its offset.

    Parameters
    ----------
    speech
        The language of its reasons; None: they stay data, to be said when they are read.
    """
    zone = problem.zone
    content = {
        "status": result.status.value,
        "levels": [_level(level) for level in result.levels],
        "open_shifts": [_open_shift(shift, zone, speech) for shift in result.open_shifts],
        "proven_minimum_open": dict(result.proven_minimum_open),
        "preexisting_violations": [
            _violation(violation, zone) for violation in result.preexisting_violations
        ],
        "quality": _quality(result.quality, problem.weights, zone),
        "departures": [_departure(one, speech) for one in result.departures],
        "seconds": result.seconds,
        "seed": result.seed,
        "problem_hash": stamp.problem_hash,
        "versions": dict(stamp.versions),
    }
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def load_result(problem: RosterProblem, folder: Path) -> RosterResult:
    """The result that a folder holds: ``result.json`` and the assignments of ``roster.csv``.

    Raises
    ------
    InputError
        A file is missing, was damaged, or belongs to another problem.
    """
    try:
        content = json.loads((folder / RESULT).read_text(encoding="utf-8"))
        assignments = read_roster_csv(folder / ROSTER, problem).assignments
        return _result(content, assignments)
    except (OSError, ValueError, KeyError, TypeError) as error:
        fault = Fault(
            f"this is not the result of the given problem: {error}",
            "Give the folder and the problem.json of one and the same run.",
            Place(file=folder.name),
        )
        raise InputError([fault]) from error


def parse_result(text: str, assignments: tuple[Assignment, ...]) -> RosterResult:
    """What `result_bytes` made; for what this program keeps itself."""
    return _result(json.loads(text), assignments)


def dump_violations(violations: Iterable[Violation], zone: ZoneInfo) -> str:
    """Violations as a JSON list."""
    return json.dumps([_violation(violation, zone) for violation in violations], ensure_ascii=False)


def load_violations(text: str) -> list[Violation]:
    """What `dump_violations` wrote."""
    return [Violation(**_in_utc(violation)) for violation in json.loads(text)]


def _level(level: LevelReport) -> dict[str, Any]:
    return {
        "name": level.name,
        "objective": level.objective,
        "bound": level.bound,
        "gap": level.gap,
        "proven": level.proven,
        "seconds": level.seconds,
    }


def _open_shift(shift: OpenShift, zone: ZoneInfo, speech: Language | None) -> dict[str, Any]:
    """As JSON values; that nobody was sought only where it is so."""
    left = {"is_left": True} if shift.is_left else {}
    return {
        "post": shift.post,
        "start": shift.start.astimezone(zone).isoformat(),
        "end": shift.end.astimezone(zone).isoformat(),
        "missing": shift.missing,
        "reasons": [_reason(reason, speech) for reason in shift.reasons],
        "shift": shift.shift,
        **left,
    }


def _reason(reason: Reason, speech: Language | None) -> dict[str, Any]:
    say = speech.say if speech else Sentence.to_json
    return {
        "person": reason.person,
        "reason": say(reason.reason),
        "rule": reason.rule,
        "article": reason.article,
        "frees": say(reason.frees),
        "kind": reason.kind.value,
    }


def _departure(one: Departure, speech: Language | None) -> dict[str, Any]:
    say = speech.say if speech else Sentence.to_json
    return {
        "person": one.person,
        "shift": one.shift,
        "is_extra": one.is_extra,
        "kind": one.kind.value,
        "reason": say(one.reason),
        "rule": one.rule,
        "article": one.article,
    }


def _read_departure(one: dict[str, Any]) -> Departure:
    kind, reason = DepartureKind(one["kind"]), Sentence.from_json(one["reason"])
    return Departure(**{**one, "kind": kind, "reason": reason})


def _violation(violation: Violation, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "rule": violation.rule,
        "article": violation.article,
        "person": violation.person,
        "start": violation.start.astimezone(zone).isoformat(),
        "end": violation.end.astimezone(zone).isoformat(),
        "value": violation.value,
        "limit": violation.limit,
        "unit": violation.unit,
        "note": violation.note,
        "remedy": violation.remedy,
    }


def _quality(quality: RosterQuality, weights: QualityWeights, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "weights": asdict(weights) | {"health": dict(weights.health)},
        "costs": [asdict(cost) for cost in quality.costs],
        "flaws": [_violation(flaw, zone) for flaw in quality.flaws],
    }


def _read_quality(content: dict[str, Any]) -> RosterQuality:
    costs = [
        QualityCost(**{**cost, "part": QualityPart(cost["part"])}) for cost in content["costs"]
    ]
    flaws = [Violation(**_in_utc(flaw)) for flaw in content["flaws"]]
    return RosterQuality(tuple(costs), tuple(flaws))


def _result(content: dict[str, Any], assignments: tuple[Assignment, ...]) -> RosterResult:
    return RosterResult(
        status=PlanStatus(content["status"]),
        assignments=assignments,
        levels=tuple(LevelReport(**level) for level in content["levels"]),
        open_shifts=tuple(_read_open(shift) for shift in content["open_shifts"]),
        proven_minimum_open=tuple(content["proven_minimum_open"].items()),
        preexisting_violations=tuple(
            Violation(**_in_utc(violation)) for violation in content["preexisting_violations"]
        ),
        quality=_read_quality(content["quality"]) if "quality" in content else RosterQuality(),
        departures=tuple(_read_departure(one) for one in content.get("departures", ())),
        seed=content["seed"],
        seconds=content["seconds"],
    )


def _read_open(shift: dict[str, Any]) -> OpenShift:
    reasons = tuple(
        Reason(
            **{
                **reason,
                "kind": ReasonKind(reason["kind"]),
                "reason": Sentence.from_json(reason["reason"]),
                "frees": Sentence.from_json(reason["frees"]),
            }
        )
        for reason in shift["reasons"]
    )
    return OpenShift(**{**_in_utc(shift), "reasons": reasons})


def _in_utc(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "start": _utc(row["start"]), "end": _utc(row["end"])}


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
