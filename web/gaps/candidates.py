"""Who can fill a gap, as a page shows it: pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from data.i18n.quality_words import QualityWords
from data.model.candidate import Legality
from data.model.contact import MAIL, Recipient
from data.model.gap import UNROSTERED, Cause
from data.model.quality import QualityWeights
from data.model.request import OfferStatus
from web.locale import _, current_language, ngettext
from web.shared.display import measure_word, telephone

if TYPE_CHECKING:
    from data.model.candidate import Candidate, Cost
    from data.model.gap import UncoveredInterval
    from scheduler.coverage.gap_queries import GapHistory
    from scheduler.planning.candidates import ShiftCandidates

_HOUR = 60
_DAYS_SHOWN = 1.0


@dataclass(frozen=True, slots=True)
class FillOption:
    """Somebody who might fill it.

    Parameters
    ----------
    facts
        Hours, last duty, fairness, each in a few words.
    cautions
        What it costs them of their rest, in sentences.
    offer
        Number of an offer that they did not answer yet; 0: there is none.
    answered
        What they said before, in a word.
    has_declined
        They declined an offer of it, and were not asked again.
    is_reachable
        A message can reach them, so that it can be offered to them.
    """

    person: str
    name: str
    phone: str
    why: str
    facts: tuple[str, ...]
    changes: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    offer: int = 0
    answered: str = ""
    has_declined: bool = False
    is_reachable: bool = False


@dataclass(frozen=True, slots=True)
class FillOptions:
    """Everybody, in the order in which they would be asked.

    Parameters
    ----------
    notice
        How long before it they would be told, and what the law says of that.
    swaps
        In two steps, a sentence each.
    chain
        Who may take over parts one after another, where nobody may take all of it.
    """

    notice: str
    may: tuple[FillOption, ...]
    may_if: tuple[FillOption, ...]
    may_not: tuple[FillOption, ...]
    swaps: tuple[str, ...]
    chain: tuple[PartOption, ...] = ()


@dataclass(frozen=True, slots=True)
class PartOption:
    """Somebody who may take over a part, up to where the next one does; UTC, half open."""

    person: str
    name: str
    phone: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class ContactOption:
    """How people can be reached.

    Parameters
    ----------
    channels
        By which messages are sent.
    """

    people: Mapping[str, Recipient]
    channels: Collection[str]

    def can_reach(self, person: str) -> bool:
        """Whether a message reaches somebody."""
        known = self.people.get(person)
        return known is not None and known.reach(MAIL, self.channels) is not None


def choices(offered: ShiftCandidates, story: GapHistory, reach: ContactOption) -> FillOptions:
    """The candidates for the shift of a gap."""
    groups: dict[Legality, list[FillOption]] = {legality: [] for legality in Legality}
    for one in offered.offer.candidates:
        groups[one.legality].append(_choice(one, offered, story, reach))
    return FillOptions(
        current_language().say(offered.offer.sentence),
        tuple(groups[Legality.LEGAL]),
        tuple(groups[Legality.ONE_CHANGE]),
        tuple(groups[Legality.NOT_LEGAL]),
        tuple(current_language().say(one.sentence) for one in offered.offer.swaps),
        tuple(
            PartOption(
                one.person,
                offered.problem.person_by_id[one.person].name,
                telephone(reach.people.get(one.person)),
                one.start,
                one.end,
            )
            for one in offered.chain
        ),
    )


def _choice(
    one: Candidate, offered: ShiftCandidates, story: GapHistory, reach: ContactOption
) -> FillOption:
    is_possible = one.legality is not Legality.NOT_LEGAL
    asked = [offer for offer in story.offers if offer.person == one.person]
    waiting = next((offer.id for offer in asked if offer.status.is_open), 0)
    said = {"declined": _("declined before"), "expired": _("did not answer before")}
    return FillOption(
        one.person,
        offered.problem.person_by_id[one.person].name,
        telephone(reach.people.get(one.person)),
        "" if one.legality is Legality.LEGAL else current_language().say(one.sentence),
        facts_of(one) if is_possible else (),
        tuple(current_language().say(change.sentence) for change in one.changes[1:3]),
        tuple(current_language().say(caution) for caution in one.cautions),
        waiting,
        said.get(asked[-1].status.value, "") if asked and not waiting else "",
        bool(asked) and asked[-1].status is OfferStatus.DECLINED,
        reach.can_reach(one.person),
    )


def facts_of(one: Candidate) -> tuple[str, ...]:
    """Hours, last duty, fairness and quality of a candidate, each in a few words."""
    return (*_hours(one), *_spacing(one), *_fairness(one.cost), *_quality(one.cost))


def _hours(one: Candidate) -> list[str]:
    week, contract = round(one.week.after / _HOUR), round(one.week.contract / _HOUR)
    text = _("{hours} h that week, contract {contract} h")
    return [text.format(hours=week, contract=contract)]


def _spacing(one: Candidate) -> list[str]:
    found = []
    last, after = one.spacing.since_last, one.spacing.until_next
    if last is not None and last >= 0:
        found.append(_("last duty {before} before").format(before=_apart(last)))
    if after is not None and after >= 0:
        found.append(_("next duty {after} after").format(after=_apart(after)))
    return found


def _apart(days: float) -> str:
    if days >= _DAYS_SHOWN:
        return ngettext("{count} day", "{count} days", round(days))
    return _("{hours} h").format(hours=round(days * 24))


def _fairness(cost: Cost) -> list[str]:
    """Whether it becomes fairer, and the burden that says so."""
    if cost.unfairness < 0:
        word = _("makes it fairer")
    else:
        word = _("less fair") if cost.unfairness else _("as fair as it is")
    loads = [
        _("{measure} {after}, fair share {fair}").format(
            measure=measure_word(load.measure),
            after=load.after,
            fair=current_language().number(load.fair, 1),
        )
        for load in cost.loads
        if load.after != load.before
    ]
    return [f"{word} ({'; '.join(loads)})" if loads else word]


def _quality(cost: Cost) -> list[str]:
    """What it makes of the whole quality, and the flaws that come with it."""
    if not cost.quality:
        return []
    words = QualityWords(current_language(), QualityWeights(), {}, 0)
    text = _("{points} better") if cost.quality < 0 else _("{points} worse")
    said = text.format(points=words.in_points(abs(cost.quality)))
    made = ", ".join(dict.fromkeys(words.rule(flaw.rule).lower() for flaw in cost.made))
    return [f"{said} ({made})" if made else said]


def remedy(interval: UncoveredInterval, now: datetime) -> str:
    """What can be done where nobody can be put on a shift; empty: somebody can."""
    causes = {part.cause for part in interval.parts}
    if interval.cause is Cause.OPEN_CALL:
        return _(
            "Nobody is assigned to an open call. Ask people to say when they can come: they do so "
            "under My duties, Pledges, and it counts at once. Or make it a duty roster."
        )
    if causes == {Cause.NO_CONTACT}:
        return _(
            "Somebody is on it, but nothing says how to reach them. Record a telephone number or "
            "an address, and the gap closes on its own."
        )
    if causes == {Cause.MORE_NEEDED}:
        return _(
            "The demand was made known after this roster was signed. Make a draft of the period: "
            "it has these shifts, still open. Fill them and sign it."
        )
    if interval.slot == UNROSTERED:
        return _("No shifts were signed here. Make and sign a roster for this period.")
    return ""
