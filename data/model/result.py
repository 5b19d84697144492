"""RosterResult: what a solve hands out, with its proof."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from data.model.base_roster import Departure
from data.model.duty import Assignment
from data.model.quality import QualityPart
from data.model.sentence import NOTHING, Sentence


class PlanStatus(StrEnum):
    """Outcome of a solve. A roster is always given: coverage is never a hard constraint."""

    OPTIMAL = "optimal"  #: every level is proven
    FEASIBLE = "feasible"  #: the best found when time ran out
    STOPPED = "stopped"  #: the best found when the user stopped it


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a roster breaks.

    Parameters
    ----------
    rule, article
        Id of the rule, and where it stands.
    person
        Id.
    start, end
        The window in which it is broken, UTC, half open.
    value, limit, unit
        What was found, what is allowed, and in what (``min``, ``shifts``, ``blocks`` ...).
    note
        What the numbers do not say.
    remedy
        What would resolve it.
    """

    rule: str
    article: str
    person: str
    start: datetime
    end: datetime
    value: float
    limit: float
    unit: str = "min"
    note: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class LevelReport:
    """How far one level came.

    Parameters
    ----------
    objective, bound
        Value of the roster and proven lower bound, in the level's own unit.
    gap
        ``(objective - bound) / max(1, |objective|)``.
    proven
        No roster is better on this level, given the levels above it.
    seconds
        Wall time spent.
    """

    name: str
    objective: int
    bound: int
    gap: float
    proven: bool
    seconds: float

    @classmethod
    def of(cls, name: str, objective: int, bound: int, seconds: float) -> LevelReport:
        """The report of a level from its value and the bound that was proven."""
        bound = min(bound, objective)
        gap = (objective - bound) / max(1, abs(objective))
        return cls(name, objective, bound, gap, bound >= objective, round(seconds, 3))


class ReasonKind(StrEnum):
    """Why a holder of the function cannot take an open shift."""

    ABSENT = "absent"
    NOT_COMPETENT = "not_competent"
    OTHER_DUTY = "other_duty"
    RULE = "rule"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Reason:
    """The one reason that stops a holder, and what would free them.

    Parameters
    ----------
    rule, article
        The rule that stops them.
    reason, frees
        As data, said in the language of the reader.
    """

    person: str
    kind: ReasonKind
    reason: Sentence
    rule: str = ""
    article: str = ""
    frees: Sentence = NOTHING


@dataclass(frozen=True, slots=True)
class OpenShift:
    """A shift that stays open, wholly or in part.

    Parameters
    ----------
    is_left
        Nobody was sought for it: the planner left it open, or planned other posts only.
    """

    shift: str
    post: str
    start: datetime
    end: datetime
    missing: int
    reasons: tuple[Reason, ...] = ()
    is_left: bool = False


@dataclass(frozen=True, slots=True)
class QualityCost:
    """What one person's share of a roster costs by one measure.

    Parameters
    ----------
    part
        Of quality.
    source
        The burden that is shared, the id of a health rule, or the part itself.
    person
        Id.
    count
        Flaws, wishes not met, or departures; 0 for fairness, which is a matter of degree.
    cost
        In hundredths of a point (`data.model.quality.POINT`).
    """

    part: QualityPart
    source: str
    person: str
    count: int
    cost: int


@dataclass(frozen=True, slots=True)
class RosterQuality:
    """What the quality of a roster is made of.

    Parameters
    ----------
    costs
        Everything that costs something; they add up to the value of the quality levels.
    flaws
        Each place where a health rule is broken, with the window, for those that cost something.
    """

    costs: tuple[QualityCost, ...] = ()
    flaws: tuple[Violation, ...] = ()

    @property
    def cost(self) -> int:
        """All of it, in hundredths of a point."""
        return sum(one.cost for one in self.costs)

    @property
    def by_part(self) -> dict[QualityPart, int]:
        """What each part costs, in the order of the parts."""
        return {
            part: sum(one.cost for one in self.costs if one.part is part) for part in QualityPart
        }

    @property
    def by_source(self) -> tuple[QualityCost, ...]:
        """What each measure costs over all people, the dearest first; of nobody by name."""
        found: dict[tuple[QualityPart, str], QualityCost] = {}
        for one in self.costs:
            key = one.part, one.source
            so_far = found.get(key, QualityCost(one.part, one.source, "", 0, 0))
            count, cost = so_far.count + one.count, so_far.cost + one.cost
            found[key] = replace(so_far, count=count, cost=cost)
        return tuple(sorted(found.values(), key=lambda one: (-one.cost, one.part, one.source)))

    @property
    def by_person(self) -> dict[str, dict[QualityPart, int]]:
        """What each part costs of each person by id, the dearest person first."""
        found: dict[str, dict[QualityPart, int]] = {}
        for one in self.costs:
            mine = found.setdefault(one.person, dict.fromkeys(QualityPart, 0))
            mine[one.part] += one.cost
        return dict(sorted(found.items(), key=lambda row: (-sum(row[1].values()), row[0])))


@dataclass(frozen=True, slots=True)
class RosterResult:
    """A roster with its proof.

    Parameters
    ----------
    assignments
        Everyone on every shift of the period, pinned ones included.
    levels
        Report per level, from the highest.
    proven_minimum_open
        Per post id: at least so many people are missing whatever one does.
    preexisting_violations
        Violations that the fixed input already holds (history, pins, absence); none are added.
    quality
        What the quality of the roster is made of.
    departures
        Where it departs from the base rosters, and why, by time.
    """

    status: PlanStatus
    assignments: tuple[Assignment, ...]
    levels: tuple[LevelReport, ...]
    open_shifts: tuple[OpenShift, ...]
    proven_minimum_open: tuple[tuple[str, int], ...]
    preexisting_violations: tuple[Violation, ...] = ()
    quality: RosterQuality = RosterQuality()
    departures: tuple[Departure, ...] = ()
    seed: int = 0
    seconds: float = 0.0
