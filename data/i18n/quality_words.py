"""What quality is made of and what its weights trade, in the words of pages, workbook and CLI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.i18n.language import MINUS, N_, Language
from data.model.quality import (
    POINT,
    QualityPart,
    QualityPreset,
    QualityWeights,
    preset_of,
    weight_names,
)

if TYPE_CHECKING:
    from data.model.flaw import DutyMove
    from data.model.problem import RosterProblem
    from data.model.quality_report import QualityReport
    from data.model.result import QualityCost, Violation
    from data.model.roster_health import HealthCounts, PostHealth, RosterHealth

#: What is counted of each health rule.
_RULES = {
    "BROKEN_WEEKEND": N_("Broken weekends"),
    "EVEN_HOURS": N_("Uneven weekly hours"),
    "FORWARD_ROTATION": N_("Backward rotation"),
    "FREE_WEEKENDS": N_("Too few free weekends"),
    "LONE_DAY_OFF": N_("Lone days off"),
    "LONE_NIGHT": N_("Lone nights"),
    "LONE_SHIFT": N_("Lone shifts"),
    "LONG_RUN": N_("Long runs of shifts"),
    "NIGHT_RECOVERY": N_("Short recovery after nights"),
    "ON_CALL_BESIDE_WORK": N_("Shifts close to on-call"),
    "PIKET_HANDOVER": N_("Extra on-call handovers"),
    "QUICK_RETURN": N_("Quick returns"),
    "SAME_KIND_RUN": N_("Long runs of one kind"),
    "TWO_STARTS": N_("Two starts on one day"),
}
_PARTS = {
    QualityPart.HEALTH: N_("Health"),
    QualityPart.FAIRNESS: N_("Fairness"),
    QualityPart.WISHES: N_("Wishes"),
    QualityPart.BASE_ROSTER: N_("Base roster"),
    QualityPart.SUBSTITUTES: N_("Substitutes"),
}
_PRESETS = {
    QualityPreset.BALANCED: N_("Balanced"),
    QualityPreset.HEALTH_FIRST: N_("Health first"),
    QualityPreset.FAIRNESS_FIRST: N_("Fairness first"),
    QualityPreset.WISHES_FIRST: N_("Wishes first"),
}
_BURDENS = {
    "nights": N_("Nights"),
    "weekends": N_("Weekends"),
    "holidays": N_("Public holidays"),
    "on_call": N_("On-call"),
    "hours": N_("Hours"),
}


@dataclass(frozen=True, slots=True)
class QualityWords:
    """The words in one language.

    Parameters
    ----------
    weights
        What each costs.
    sentences
        What each health rule in force asks, by its id.
    night
        Points of fairness that a night beyond the fair share costs at weight 1.
    """

    words: Language
    weights: QualityWeights
    sentences: Mapping[str, str]
    night: int

    def part(self, part: QualityPart) -> str:
        """The name of a part."""
        return self.words.gettext(_PARTS[part])

    def preset(self, preset: QualityPreset | None) -> str:
        """The name of a preset; None: a planner's own weights."""
        return self.words.gettext(_PRESETS[preset] if preset else N_("Own weights"))

    def rule(self, rule: str) -> str:
        """What is counted of a health rule."""
        return self.words.gettext(_RULES[rule]) if rule in _RULES else rule

    def source(self, cost: QualityCost) -> str:
        """What a cost is for, within its part."""
        if cost.part is QualityPart.HEALTH:
            return self.rule(cost.source)
        if cost.part is QualityPart.FAIRNESS and cost.source in _BURDENS:
            return self.words.gettext(_BURDENS[cost.source])
        return self.part(cost.part)

    def count(self, cost: QualityCost) -> str:
        """How often; nothing where it is a matter of degree, or each weighs by itself."""
        is_counted = cost.count and cost.part is not QualityPart.WISHES
        return self.words.number(cost.count) if is_counted else ""

    def points(self, cost: int, *, signed: bool = False) -> str:
        """Hundredths of a point as points, as ``12.5``."""
        text = self.words.number(abs(cost) / POINT, 0 if cost % POINT == 0 else 1)
        sign = (MINUS if cost < 0 else "+" if cost > 0 else "") if signed else MINUS * (cost < 0)
        return f"{sign}{text}"

    def in_points(self, cost: int) -> str:
        """Hundredths of a point with the unit, as ``12.5 points``."""
        say = self.words.gettext
        return (
            say("one point")
            if cost == POINT
            else say("{points} points").format(points=self.points(cost))
        )

    def name(self, weight: str) -> str:
        """The name of a weight: of a part, or of a health rule."""
        is_part = weight in set(QualityPart)
        return self.part(QualityPart(weight)) if is_part else self.rule(weight)

    def asks(self, weight: str) -> str:
        """What a weight is about, in a sentence."""
        say = self.words.gettext
        about = {
            "fairness": say("Everybody carries a share in proportion to their contract."),
            "wishes": say("What people asked for is given."),
            "base_roster": say("People work the shifts of their base roster."),
        }
        return about.get(weight) or self.sentences.get(weight, "")

    def trade(self, weight: str) -> str:
        """What a weight trades, in a sentence."""
        say, points = self.words.gettext, self.weights.weight(weight)
        if not points:
            return say("Does not count.")
        if weight == "wishes":
            text = say("A light wish that is not met costs {price}.")
            return text.format(price=self.in_points(POINT * points))
        if weight == "fairness":
            text = say(
                "Two nights more or fewer than the fair share cost {price}; three cost four times "
                "as much."
            )
            return text.format(price=self._price(self.night * points))
        if weight == "base_roster":
            text = say("A shift that departs from the base roster costs {price}.")
            return text.format(price=self._price(points))
        return say("Each time it is not so costs {price}.").format(price=self._price(points))

    def _price(self, points: int) -> str:
        """In light wishes, where the two are weighed against each other; else in points."""
        wish = self.weights.wishes
        if self.weights.strict or not wish:
            return self.in_points(POINT * points)
        if points == wish:
            return self.words.gettext("as much as a light wish")
        count = self.words.number(points / wish, 0 if points % wish == 0 else 1)
        return self.words.gettext("as much as {count} light wishes").format(count=count)

    def health_headings(self) -> tuple[str, ...]:
        """What teams count, as the headings of a table."""
        say = self.words.gettext
        return (
            say("Short rests"),
            say("Days with two starts"),
            say("One-day runs"),
            say("Lone nights"),
            say("Lone days off"),
            say("Free weekends"),
        )

    def health_cells(self, counts: HealthCounts) -> tuple[str, ...]:
        """What was counted, a text for each heading: of runs, nights and weekends of how many."""
        return (
            self.words.number(counts.short_rests),
            self.words.number(counts.double_days),
            self._of(counts.one_day_runs, counts.runs),
            self._of(counts.lone_nights, counts.night_runs),
            self.words.number(counts.lone_days_off),
            self._of(counts.free_weekends, counts.weekends),
        )

    def seat_cells(self, post: PostHealth) -> tuple[str, ...]:
        """The same of a seat: its own rests and starts over everybody, the rest of its team."""
        short, double = self.words.number(post.short_rests), self.words.number(post.double_days)
        return (short, double, *self.health_cells(post.counts)[2:])

    def _of(self, part: int, whole: int) -> str:
        return self.words.gettext("{part} of {whole}").format(part=part, whole=whole)

    def health_note(self) -> str:
        """What the table counts, in sentences."""
        say = self.words.gettext
        return say(
            "Short rests and days with two starts are those among the shifts of the post itself, "
            "over everybody. The rest is the whole time of its team; flex workers are left out."
        )

    def compared(self, report: QualityReport) -> list[tuple[str, RosterHealth]]:
        """The roster and those that it is compared with, each with its name."""
        say = self.words.gettext
        found = [(say("This roster"), report.health)]
        if report.last:
            text = say("The period before, {weeks} from {day}").format(
                weeks=self.words.ngettext("{count} week", "{count} weeks", report.last.weeks),
                day=self.words.day(report.last.first),
            )
            found.append((text, report.last.health))
        if report.base:
            found.append((say("The base rosters"), report.base))
        return found

    def balance(self, cost: int) -> str:
        """What a change makes of the whole quality, in a sentence."""
        say = self.words.gettext
        if not cost:
            return say("Overall it is as good as it was.")
        text = say("Overall {points} better.") if cost < 0 else say("Overall {points} worse.")
        return text.format(points=self.in_points(abs(cost)))

    def flaw(self, flaw: Violation, problem: RosterProblem) -> str:
        """A flaw with whose it is and when, in a line."""
        when = self.words.days_or_stretch(flaw.start, flaw.end, problem.zone)
        return f"{self.rule(flaw.rule)}: {self._name(flaw.person, problem)}, {when}"

    def move(self, move: DutyMove, problem: RosterProblem) -> str:
        """A duty that goes to somebody else, in a sentence."""
        say, shift = self.words.gettext, problem.shift_by_id[move.shift]
        post = problem.post_by_id[shift.post].name
        when = self.words.stretch(shift.start, shift.end, problem.zone)
        text = (
            say("{taker} takes {duty} over from {giver}")
            if move.giver
            else say("{taker} takes {duty}, which is open")
        )
        return text.format(
            taker=self._name(move.taker, problem),
            giver=self._name(move.giver, problem),
            duty=f"{post} {when}",
        )

    @staticmethod
    def _name(person: str, problem: RosterProblem) -> str:
        known = problem.person_by_id.get(person)
        return known.name if known else person

    def summary(self) -> str:
        """The weights in a line: the preset, or all that differs from the usual; a strict order."""
        loose = replace(self.weights, strict=())
        preset, usual = preset_of(loose), QualityWeights()
        name = self.preset(preset)
        if preset is None:
            differ = (one for one in weight_names() if loose.weight(one) != usual.weight(one))
            name += f" ({', '.join(f'{self.name(one)} {loose.weight(one)}' for one in differ)})"
        if not self.weights.strict:
            return name
        order = " > ".join(self.part(part) for part in self.weights.in_order())
        return f"{name}; {self.words.gettext('in strict order')}: {order}"
