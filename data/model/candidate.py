"""Candidates for one open shift: who can take it, at what cost, and what stops the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from data.model.result import ReasonKind, Violation
from data.model.sentence import Sentence
from data.model.tally import Measure


class Legality(StrEnum):
    """Whether somebody may take a shift, best first."""

    LEGAL = "legal"  #: as the roster stands
    ONE_CHANGE = "one_change"  #: if one named thing changes
    NOT_LEGAL = "not_legal"


class RemedyKind(StrEnum):
    """The one thing that has to change, the least disturbing first."""

    CONSENT = "consent"  #: they agree in writing to what a provision forbids
    RELEASE = "release"  #: work elsewhere lets them go
    WITHDRAW = "withdraw"  #: leave or a course is withdrawn
    GIVE_UP = "give_up"  #: another duty of theirs goes to somebody else, or opens
    UNPIN = "unpin"  #: the same of a pinned duty, which has to be released first
    AGREEMENT = "agreement"  #: a collective agreement that allows a derogation is recorded


class NoticePeriod(StrEnum):
    """How long before a shift it is told (ATW 4:2(2))."""

    AMPLE = "ample"  #: 28 days or more
    WITHIN_28_DAYS = "within_28_days"
    WITHIN_4_DAYS = "within_4_days"
    BEGUN = "begun"  #: the shift has begun


@dataclass(frozen=True, slots=True)
class Remedy:
    """One thing after which somebody may take the shift, and nothing else is needed.

    Parameters
    ----------
    kind
        What changes.
    sentence
        The same in words.
    shift
        Id of the duty that is given up; empty for other changes.
    rule
        Id of the rule whose violation is allowed then, for an agreement.
    """

    kind: RemedyKind
    sentence: Sentence
    shift: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One thing that stops somebody.

    Parameters
    ----------
    kind
        What sort of thing.
    sentence
        In words.
    violation
        The rule, its article, the window and the numbers, if it is a rule.
    """

    kind: ReasonKind
    sentence: Sentence
    violation: Violation | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody carries of a burden against their fair share, in whole duties.

    Over history and period together, as the fairness level counts.

    Parameters
    ----------
    before, after
        Without and with the change.
    fair
        Their fair share.
    """

    person: str
    measure: Measure
    before: int
    after: int
    fair: float


@dataclass(frozen=True, slots=True)
class CandidateHours:
    """Work in a stretch of time against the contract, in minutes.

    Work elsewhere and credited absence count (ATW 5:2); a duty counts where it starts.

    Parameters
    ----------
    before, after
        Without and with the change.
    contract
        Contract hours of these days; 0 for who has no contract.
    """

    before: int
    after: int
    contract: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What it costs that one person takes a shift, or a few together swap.

    Parameters
    ----------
    others
        How many other people get or must take a duty because of it.
    unfairness
        What fairness costs more, at weight 1, in hundredths of a point; below zero: it becomes
        fairer.
    loads
        The burdens that change.
    minutes
        Work added, all people together.
    period
        Hours in the period, of the one who is the most above their contract afterwards.
    quality
        What the whole quality costs more, in hundredths of a point; below zero: it becomes better.
        None: it was not worked out, as nobody may do this.
    made, removed
        Flaws that come and go with it.
    """

    others: int
    unfairness: int
    loads: tuple[Load, ...]
    minutes: int
    period: CandidateHours
    quality: int | None = None
    made: tuple[Violation, ...] = ()
    removed: tuple[Violation, ...] = ()

    @property
    def ranking(self) -> tuple[int, int, int]:
        """Fewest others disturbed, then the best quality, then the fewest hours above contract.

        Where quality was not worked out, fairness stands for it.
        """
        cost = self.unfairness if self.quality is None else self.quality
        return self.others, cost, self.period.after - self.period.contract


@dataclass(frozen=True, slots=True)
class Spacing:
    """How a shift lies between somebody's other duties, in days of 24 hours; None: there is none.

    Parameters
    ----------
    since_last
        Days from the end of their last duty (history included) to the start of the shift.
    until_next
        Days from the end of the shift to the start of their next duty.
    since_same
        As `since_last`, for the last duty on the same post that is a night if this one is.
    """

    since_last: float | None
    until_next: float | None
    since_same: float | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A holder of the function, and whether they can take the shift.

    Parameters
    ----------
    person
        Id.
    legality
        Whether they may.
    sentence
        Why.
    hindrances
        All that stops them as the roster stands; empty if nothing does.
    changes
        Each of these alone is enough, the least disturbing first.
    cost
        Of taking the shift, with the first of `changes` if one is needed.
    week
        Hours in the week (from Monday) in which the shift starts.
    spacing
        How it lies between their other duties.
    cautions
        What it costs them of their rest, though the law allows it: the one short rest of a week, a
        second start on a day. Who keeps whole rests stands before who does not.
    """

    person: str
    legality: Legality
    sentence: Sentence
    hindrances: tuple[Hindrance, ...]
    changes: tuple[Remedy, ...]
    cost: Cost
    week: CandidateHours
    spacing: Spacing
    cautions: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class ChainSwap:
    """Two steps: somebody takes the open shift because another takes a duty of theirs.

    Both are legal under every rule over their whole time. Shifts are told by id, so a swap stays
    what it is when a shift moves.

    Parameters
    ----------
    taker
        Id of who takes the open shift.
    gives
        Id of the shift that they give up.
    to
        Id of who takes that.
    sentence
        The same in words.
    """

    taker: str
    gives: str
    to: str
    sentence: Sentence
    cost: Cost


@dataclass(frozen=True, slots=True)
class Offer:
    """All that can be done about one open shift.

    Parameters
    ----------
    shift
        Id.
    notice_minutes
        From now to the start of the shift; below zero once it has begun.
    notice, sentence
        What the law says of that, and in words.
    candidates
        Everybody who holds the function and is not on the shift, best first.
    swaps
        The best two-step swaps, best first.
    """

    shift: str
    notice_minutes: int
    notice: NoticePeriod
    sentence: Sentence
    candidates: tuple[Candidate, ...]
    swaps: tuple[ChainSwap, ...]


@dataclass(frozen=True, slots=True)
class PersonEffect:
    """What an edit does to one person.

    Parameters
    ----------
    gained, lost
        Ids of the shifts.
    now
        New violations that are there whatever they do after the last shift that changes.
    later
        New violations that need a later duty, such as a rest that is too short before the next
        pinned night.
    resolved
        Violations that go away.
    """

    person: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    now: tuple[Violation, ...]
    later: tuple[Violation, ...]
    resolved: tuple[Violation, ...]

    @property
    def has_news(self) -> bool:
        """Whether it does anything to them at all."""
        return bool(self.gained or self.lost or self.now or self.later or self.resolved)


@dataclass(frozen=True, slots=True)
class CoverChange:
    """A shift that lacks more people than before, or fewer.

    Parameters
    ----------
    before, after
        How many qualified people are missing.
    """

    shift: str
    post: str
    start: datetime
    end: datetime
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What an edit does.

    Parameters
    ----------
    people
        Everybody whose duties change, by id.
    opened, filled
        Shifts whose cover changes, by start.
    cost
        Of the whole edit; `Cost.others` counts the people touched.
    """

    people: tuple[PersonEffect, ...]
    opened: tuple[CoverChange, ...]
    filled: tuple[CoverChange, ...]
    cost: Cost

    @property
    def new_violations(self) -> tuple[Violation, ...]:
        """All that is newly broken, now or later."""
        return tuple(b for person in self.people for b in (*person.now, *person.later))


@dataclass(frozen=True, slots=True)
class Partner:
    """A colleague who could take a duty of somebody.

    Parameters
    ----------
    person
        Id.
    may_take
        They may have it for nothing in return.
    returns
        Ids of their duties, any one of which they may give in return, by start.
    """

    person: str
    may_take: bool = False
    returns: tuple[str, ...] = ()
