"""What a roster that is full should be beside that, and what each of it weighs against the rest.

Everything is priced in points. One point is what a wish of weight 1 is worth, so a weight of five
says: rather five wishes not met than one of these.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

POINT = 100  #: what a point costs in the objective, so that every cost is a whole number
HIGHEST_WEIGHT = 100  #: points; beyond it a strict order says better what is meant


class QualityPart(StrEnum):
    """What quality is made of."""

    HEALTH = "health"
    FAIRNESS = "fairness"
    WISHES = "wishes"
    BASE_ROSTER = "base_roster"
    SUBSTITUTES = "substitutes"


class QualityPreset(StrEnum):
    """Weights that have a name."""

    BALANCED = "balanced"
    HEALTH_FIRST = "health_first"
    FAIRNESS_FIRST = "fairness_first"
    WISHES_FIRST = "wishes_first"


#: Points per health rule, by its id. A short rest and a second start on a day are what teams
#: complain of most, and what wears people out most; the rest is a matter of comfort.
HEALTH_WEIGHTS: tuple[tuple[str, int], ...] = (
    ("BROKEN_WEEKEND", 1),
    ("EVEN_HOURS", 1),
    ("FORWARD_ROTATION", 2),
    ("FREE_WEEKENDS", 2),
    ("LONE_DAY_OFF", 3),
    ("LONE_NIGHT", 4),
    ("LONE_SHIFT", 3),
    ("LONG_RUN", 3),
    ("NIGHT_RECOVERY", 3),
    ("ON_CALL_BESIDE_WORK", 2),
    ("PIKET_HANDOVER", 1),
    ("QUICK_RETURN", 20),
    ("SAME_KIND_RUN", 2),
    ("TWO_STARTS", 20),
)


@dataclass(frozen=True, slots=True)
class QualityWeights:
    """What one of each costs, in points from 0 (of no account) to `HIGHEST_WEIGHT`.

    Parameters
    ----------
    fairness
        A duty more than one beyond the fair share; those farther off cost by the square.
    wishes
        A wish of weight 1 that is not met.
    base_roster
        A shift that departs from somebody's base roster.
    health
        Pairs of a health rule's id and what one flaw costs, by id; a rule that is not named
        costs nothing.
    strict
        Parts in a strict order, the most important first: each is searched by itself and never
        given up for a later one. Empty: one weighted sum of all.
    """

    fairness: int = 1
    wishes: int = 1
    base_roster: int = 1
    health: tuple[tuple[str, int], ...] = HEALTH_WEIGHTS
    strict: tuple[QualityPart, ...] = ()

    def of_rule(self, rule: str) -> int:
        """What one flaw of a health rule costs, in points."""
        return next((weight for name, weight in self.health if name == rule), 0)

    def weight(self, name: str) -> int:
        """The weight of a part, or of a health rule by its id, in points."""
        match name:
            case "fairness":
                return self.fairness
            case "wishes":
                return self.wishes
            case "base_roster":
                return self.base_roster
        return self.of_rule(name)

    def with_weight(self, name: str, points: int) -> QualityWeights:
        """The same with another weight for a part, or for a health rule by its id."""
        match name:
            case "fairness":
                return replace(self, fairness=points)
            case "wishes":
                return replace(self, wishes=points)
            case "base_roster":
                return replace(self, base_roster=points)
        health = dict(self.health) | {name: points}
        return replace(self, health=tuple(sorted(health.items())))

    def in_order(self) -> tuple[QualityPart, ...]:
        """The strict order with the parts that it does not name behind.

        Substitutes are a part only where there can be any.
        """
        rest = (part for part in QualityPart if part not in (*self.strict, QualityPart.SUBSTITUTES))
        return (*dict.fromkeys(self.strict), *rest)


#: Weights that are no health rule's: those of whole parts.
PART_WEIGHTS = (QualityPart.FAIRNESS, QualityPart.WISHES, QualityPart.BASE_ROSTER)


def weight_names() -> tuple[str, ...]:
    """What a weight can be of: the parts that have one, and the health rules."""
    return (*(part.value for part in PART_WEIGHTS), *(rule for rule, _ in HEALTH_WEIGHTS))


STRESS = 5  #: times as much weighs the part that a preset puts first


def preset_weights(preset: QualityPreset) -> QualityWeights:
    """The weights of a preset."""
    usual = QualityWeights()
    match preset:
        case QualityPreset.BALANCED:
            return usual
        case QualityPreset.HEALTH_FIRST:
            health = tuple((rule, STRESS * weight) for rule, weight in usual.health)
            return replace(usual, health=health)
        case QualityPreset.FAIRNESS_FIRST:
            return replace(usual, fairness=STRESS * usual.fairness)
        case QualityPreset.WISHES_FIRST:
            return replace(usual, wishes=STRESS * usual.wishes)


def preset_of(weights: QualityWeights) -> QualityPreset | None:
    """The preset that weights are; None: a planner's own."""
    return next((one for one in QualityPreset if preset_weights(one) == weights), None)
