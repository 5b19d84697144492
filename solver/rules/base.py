"""What a rule is."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from data.model.result import Violation
from solver.timeline.clock import to_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from data.model.ruleset import Value
    from solver.constraints.person_model import PersonModel
    from solver.cpsat.model import Literal
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import LegalShift
    from solver.timeline.timeline import Timeline


class Family(StrEnum):
    """Where a rule comes from."""

    LAW = "law"  #: Arbeidstijdenwet and Arbeidstijdenbesluit
    REGION = "region"  #: the region's own
    GENERAL = "general"  #: the general rules of the field


@dataclass(frozen=True)
class Rule:
    """One rule: `check`, `constrain` and a sentence, with the same parameters.

    The dataclass fields of a subclass are the rule's parameters, in minutes or counts; each has
    the default that `docs/rules.md` shows. A subclass that judges one person alone overrides
    `check` and `constrain`; one that forbids a shift as such overrides `excludes`.
    """

    id: ClassVar[str]
    article: ClassVar[str]
    family: ClassVar[Family]
    sentence_en: ClassVar[str]
    sentence_nl: ClassVar[str]
    on_by_default: ClassVar[bool] = True
    is_lazy: ClassVar[bool] = (
        False  #: large, and seldom felt: see `solver.formulation.roster_model`
    )

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Violations of the rule in a person's time, in plain Python."""
        raise NotImplementedError

    def constrain(self, person: PersonModel) -> None:
        """Write the rule into the model for one person."""
        raise NotImplementedError

    def tighten(self, person: PersonModel) -> None:
        """Write a smaller form that forbids at least as much, where there is one.

        A lazy rule without one is left out where `solver.formulation.roster_model` asks for this.
        """

    def needs_all(self, timeline: Timeline) -> bool:
        """Whether a person's time keeps the rule, but surely not its smaller form."""
        return False

    @property
    def has_smaller_form(self) -> bool:
        """Whether `tighten` writes anything."""
        return type(self).tighten is not Rule.tighten

    def bounds(self, person: PersonModel) -> None:
        """Tell the other rules what this one leaves possible (`PersonModel.max_new_work`).

        Runs for all rules before any of them finds shifts or constrains.
        """

    def excludes(self, shift: LegalShift, about: PersonContext) -> bool:
        """Whether no roster may hold this shift (see `PersonModel.find_shifts`)."""
        return False

    def sentence(self, language: str) -> str:
        """The rule in words, with its parameters filled in."""
        text = self.sentence_nl if language == "nl" else self.sentence_en
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        hours = {f"{name}_h": f"{v / 60:g}" for name, v in values.items() if type(v) is int}
        if language == "nl":
            hours = {name: value.replace(".", ",") for name, value in hours.items()}
        return text.format(**values, **hours)

    def parameters(self) -> dict[str, Value]:
        """Parameter names and values."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def violation(
        self,
        timeline: Timeline,
        window: tuple[int, int],
        *,
        value: float,
        limit: float,
        unit: str = "min",
        note: str = "",
        remedy: str = "",
    ) -> Violation:
        """A violation of this rule by the person of a timeline."""
        return Violation(
            rule=self.id,
            article=self.article,
            person=timeline.about.person.id,
            start=to_instant(window[0]),
            end=to_instant(window[1]),
            value=value,
            limit=limit,
            unit=unit,
            note=note,
            remedy=remedy,
        )


def excluding(rules: Iterable[Rule]) -> list[Rule]:
    """The rules that can forbid a shift as such: most never do, and need not be asked."""
    return [rule for rule in rules if type(rule).excludes is not Rule.excludes]


@dataclass(frozen=True)
class HealthRule(Rule):
    """A rule of healthy rosters: breaking it is a soft violation with a price, not a violation.

    Overrides `soft_violations` and `penalise` in place of `check` and `constrain`. The price is
    the planner's to set: `data.model.quality.QualityWeights`.
    """

    family = Family.REGION

    def soft_violations(self, timeline: Timeline) -> Iterator[Violation]:
        """Each place where the pattern is broken."""
        raise NotImplementedError

    def penalise(self, person: PersonModel) -> list[Literal]:
        """Literals of which so many must hold as there are soft violations.

        What is broken by fixed shifts alone is `TRUE`: a constant of the objective.
        """
        raise NotImplementedError

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """A pattern is never violated."""
        return iter(())

    def constrain(self, person: PersonModel) -> None:
        """A pattern forbids nothing."""
