"""What the grid and its panel say of rules, hours and changes, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.i18n.language import Language
from data.model.duty import WishKind
from data.model.problem import RosterProblem
from data.model.tally import Measure
from scheduler.planning.open_roster import rule_sentences
from scheduler.planning.quality import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from data.model.candidate import CandidateHours, Cost, CoverChange, Effect
    from data.model.duty import Wish
    from data.model.result import Violation
    from scheduler.planning.edits import Edited


def violation_name(
    sentences: Mapping[str, Mapping[str, str]], speech: Language, violation: Violation
) -> str:
    """A broken rule, for a tooltip: what it asks, and where it stands.

    Parameters
    ----------
    sentences
        What each rule asks, by language and rule id.
    """
    asked = sentences[speech.code].get(violation.rule, violation.rule)
    return f"{asked} ({speech.article(violation.article)})"


def hours_text(speech: Language, hours: CandidateHours) -> str:
    """Hours against contract, in words."""
    return speech.gettext("{done} of {contract} contract hours").format(
        done=speech.number(hours.after / 60), contract=speech.number(hours.contract / 60)
    )


def wish_text(speech: Language, wish: Wish) -> str:
    """A wish, in words."""
    say = speech.gettext
    wants = wish.kind is WishKind.WANT
    word = say("would like a duty here") if wants else say("would like to be free")
    about = " ".join(part for part in (wish.post, wish.name) if part)
    return f"{word}: {about}" if about else word


@dataclass(frozen=True, slots=True)
class RuleText:
    """A broken rule in words.

    Parameters
    ----------
    asked
        What the rule asks.
    found
        When it is broken, what was found and what the limit is.
    """

    asked: str
    article: str
    found: str


@dataclass(frozen=True, slots=True)
class EditText:
    """What an edit did, in words; `now` and `later` empty: it breaks nothing.

    Parameters
    ----------
    made, removed
        Flaws that came and went.
    balance
        What it makes of the whole quality.
    """

    now: tuple[RuleText, ...]
    later: tuple[RuleText, ...]
    resolved: tuple[RuleText, ...]
    opened: tuple[str, ...]
    filled: tuple[str, ...]
    costs: tuple[str, ...]
    made: tuple[str, ...]
    removed: tuple[str, ...]
    balance: str
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GridWords:
    """Sentences about the roster of one problem.

    Parameters
    ----------
    sentences
        What each rule asks, by language and rule id; None: as the problem has them.
    """

    problem: RosterProblem
    speech: Language
    sentences: Mapping[str, Mapping[str, str]] | None = None

    def name(self, person: str) -> str:
        """A name; the id of whoever is no longer in the records."""
        found = self.problem.person_by_id.get(person)
        return found.name if found else person

    def violation(self, violation: Violation, *, named: bool = False) -> RuleText:
        """A broken rule: what it asks, where it stands, when, and how much it is.

        Parameters
        ----------
        named
            Say who breaks it.
        """
        speech = self.speech
        found = speech.gettext("{when}: {found}.").format(
            when=speech.days_or_stretch(violation.start, violation.end, self.problem.zone),
            found=speech.found(violation.value, violation.limit, violation.unit),
        )
        parts = [f"{self.name(violation.person)}," if named else "", found]
        parts += [speech.sentences(violation.note), speech.gettext(violation.remedy)]
        code = speech.code
        known = self.sentences[code] if self.sentences else rule_sentences(self.problem, code)
        asked = known.get(violation.rule, violation.rule)
        return RuleText(
            asked, speech.article(violation.article), " ".join(part for part in parts if part)
        )

    def violations(
        self, violations: Iterable[Violation], *, named: bool = False
    ) -> tuple[RuleText, ...]:
        """Some broken rules."""
        return tuple(self.violation(one, named=named) for one in violations)

    def edited(self, edited: Edited) -> EditText:
        """What an edit did."""
        effect, said = edited.effect, self.speech.gettext("{name} is no longer on {shift}")
        named = len(effect.people) > 1
        quality = words_of(self.problem, self.speech)
        return EditText(
            self.violations((b for one in effect.people for b in one.now), named=named),
            self.violations((b for one in effect.people for b in one.later), named=named),
            self.violations((b for one in effect.people for b in one.resolved), named=named),
            self.cover(effect.opened),
            self.cover(effect.filled),
            tuple(self._costs(effect)),
            tuple(quality.flaw(one, self.problem) for one in effect.cost.made),
            tuple(quality.flaw(one, self.problem) for one in effect.cost.removed),
            quality.balance(effect.cost.quality or 0),
            tuple(
                said.format(name=self.name(one.person), shift=one.shift)
                for one in edited.roster.dropped
            ),
        )

    def cost(self, cost: Cost) -> list[str]:
        """What a change costs in fairness, a sentence a burden."""
        said = self.speech.gettext(
            "{name}: {measure} {before} → {after}, fair share {fair}, earlier periods counted"
        )
        # Hours are told as hours, and not in duties of the usual length.
        loads = [load for load in cost.loads if load.measure is not Measure.HOURS]
        return [
            said.format(
                name=self.name(load.person),
                measure=self.measure(load.measure),
                before=load.before,
                after=load.after,
                fair=self.speech.number(load.fair, 1),
            )
            for load in loads
        ]

    def measure(self, measure: Measure) -> str:
        """What is shared out; in whole duties, as the fairness of a search counts."""
        say = self.speech.gettext
        return {
            Measure.NIGHTS: say("nights"),
            Measure.WEEKENDS: say("weekend duties"),
            Measure.HOLIDAYS: say("holiday duties"),
            Measure.ON_CALL: say("on-call duties"),
            Measure.HOURS: say("hours"),
        }[measure]

    def _costs(self, effect: Effect) -> list[str]:
        period, say = effect.cost.period, self.speech.gettext
        found = self.cost(effect.cost)
        if period.contract and period.before != period.after:
            found.append(
                say("Hours in this period: {before} → {after}, contract {contract}").format(
                    before=self.speech.number(period.before / 60),
                    after=self.speech.number(period.after / 60),
                    contract=self.speech.number(period.contract / 60),
                )
            )
        return found

    def cover(self, changes: Sequence[CoverChange]) -> tuple[str, ...]:
        """Shifts whose cover changes, a line each."""
        return tuple(
            f"{self.problem.post_by_id[one.post].name} "
            f"{self.speech.stretch(one.start, one.end, self.problem.zone)}"
            for one in changes
        )
