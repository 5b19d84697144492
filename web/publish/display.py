"""What a signature changes for whom, in dates and words. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.i18n.signature_words import SignatureWords
from data.model.roster import DutyChange, RemarkKind
from data.model.tally import Measure
from scheduler.planning.judgement import fair_lines_in
from scheduler.planning.open_roster import rule_sentences
from scheduler.planning.publish import with_splits
from scheduler.planning.sign_off import clock_changes, name_of
from scheduler.planning.signing_scope import WHOLE, SigningScope
from web.locale import _, current_language, ngettext
from web.shared.books import book_name
from web.shared.display import measure_title, stretch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import timedelta

    from data.model.account import Reach
    from data.model.duty import Assignment
    from data.model.problem import RosterProblem
    from data.model.shift import Shift
    from data.model.stand_in import StandIn
    from scheduler.planning.books import BookConflict
    from scheduler.planning.open_roster import OpenRoster
    from scheduler.planning.publish import Proposal


MEASURES = (Measure.HOURS, Measure.NIGHTS, Measure.WEEKENDS, Measure.HOLIDAYS, Measure.ON_CALL)


@dataclass(frozen=True, slots=True)
class DutyChangeRow:
    """What changes for one person: duties in words, by start."""

    name: str
    lost: tuple[str, ...]
    gained: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A shift in which the clock changes."""

    post: str
    when: str
    names: str
    shown: str
    real: str
    counted: str


@dataclass(frozen=True, slots=True)
class Spread:
    """How far from their fair share whoever is furthest from it ends, before and after.

    Parameters
    ----------
    before
        Empty: no version is in force.
    who
        The person, after.
    """

    measure: str
    before: str
    after: str
    who: str


def kind_title(kind: RemarkKind) -> str:
    """What the remarks of a kind are about."""
    return {
        RemarkKind.GAP: _("Shifts that stay open"),
        RemarkKind.SKILLS: _("Too few with a skill"),
        RemarkKind.VIOLATION: _("Rules that are broken"),
        RemarkKind.NOTICE: _("Short notice (ATW 4:2)"),
        RemarkKind.UNREACHABLE: _("On call, and cannot be reached"),
    }[kind]


def kind_help(kind: RemarkKind) -> str:
    """What to do about the remarks of a kind."""
    return {
        RemarkKind.GAP: _("Fill them in the draft, or say why they stay open."),
        RemarkKind.SKILLS: _(
            "Let somebody serve who holds it, or say why it is signed all the same."
        ),
        RemarkKind.VIOLATION: _("Fix them in the draft, or say why it is signed all the same."),
        RemarkKind.NOTICE: _("Agree it with those concerned, and say how."),
        RemarkKind.UNREACHABLE: _(
            "On call they do not count as cover. Write down how to reach them, or say why it is"
            " signed all the same."
        ),
    }[kind]


def changes_of(
    changes: Iterable[DutyChange],
    shifts: Mapping[str, Shift],
    problem: RosterProblem,
    splits: Iterable[StandIn] = (),
) -> tuple[DutyChangeRow, ...]:
    """Per person what they lose and gain, those with the most first.

    Parameters
    ----------
    splits
        Parts of shifts that go to somebody else by it.
    """
    lost: dict[str, list[Shift]] = {}
    gained: dict[str, list[Shift]] = {}
    for change in changes:
        lost[change.person] = [shifts[id] for id in change.lost if id in shifts]
        gained[change.person] = [shifts[id] for id in change.gained if id in shifts]
    for one in splits:
        if one.shift in shifts:
            part = replace(shifts[one.shift], start=one.start, end=one.end)
            for who, side in ((one.leaver, lost), (one.comer, gained)):
                side.setdefault(who, []).append(part)
    people = {who for who in (*lost, *gained) if who}
    count = {who: len(lost.get(who, ())) + len(gained.get(who, ())) for who in people}

    def told(found: Iterable[Shift]) -> tuple[str, ...]:
        return tuple(duty_text(shift) for shift in sorted(found, key=lambda one: one.start))

    return tuple(
        DutyChangeRow(name_of(problem, who), told(lost.get(who, ())), told(gained.get(who, ())))
        for who in sorted(people, key=lambda who: (-count[who], who))
    )


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """What two drafts of different books break together, in words."""

    draft: int
    book: str
    text: str


def conflict_lines(
    conflicts: Iterable[BookConflict], problem: RosterProblem
) -> tuple[ConflictLine, ...]:
    """Each conflict with a draft of another book, by start."""
    speech = current_language()
    sentences = rule_sentences(problem, speech.code)
    return tuple(
        ConflictLine(
            one.other.id,
            book_name(one.other.book) or _("posts in no book"),
            _("{person}, {when}: {rule}").format(
                person=name_of(problem, one.violation.person),
                when=stretch(one.violation.start, one.violation.end),
                rule=sentences.get(one.violation.rule, one.violation.rule),
            ),
        )
        for one in conflicts
    )


def duty_text(shift: Shift) -> str:
    """As ``CACO N ma 4 jan 23:00 – di 5 jan 07:00``."""
    return f"{shift.post} {shift.name} {stretch(shift.start, shift.end)}"


def clock_lines(roster: OpenRoster, scope: SigningScope = WHOLE) -> tuple[ClockLine, ...]:
    """The shifts in which the clock changes, and what is counted of them."""
    problem = roster.problem
    found = []
    shifts = [shift for shift in roster.shifts if scope.shows_post(shift.post)]
    for one in clock_changes(shifts, roster.assignments, problem.zone):
        post = problem.post_by_id.get(one.shift.post)
        found.append(
            ClockLine(
                post=post.name if post else one.shift.post,
                when=stretch(one.shift.start, one.shift.end),
                names=", ".join(name_of(problem, person) for person in one.holders) or _("open"),
                shown=hours_text(one.shown),
                real=hours_text(one.real),
                counted=_counted(one.shift),
            )
        )
    return tuple(found)


def hours_text(length: timedelta) -> str:
    """As ``7:00 u``."""
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    return _("{hours} h").format(hours=f"{hours}:{minutes:02d}" if minutes else hours)


def _counted(shift: Shift) -> str:
    if not shift.work_minutes:
        return _("on call: as it elapses, and no work")
    hours = current_language().number(shift.work_minutes / 60, 1 if shift.work_minutes % 60 else 0)
    return _("{hours} h of work, without breaks").format(hours=hours)


def spreads(proposal: Proposal) -> tuple[Spread, ...]:
    """How fair it was, and becomes; measures that nobody has anything of are left out."""
    problem = proposal.roster.problem
    after = _furthest(problem, proposal.roster.assignments)
    before = _furthest(problem, problem.published) if proposal.base else {}
    return tuple(
        Spread(
            measure_title(measure),
            current_language().signed(before[measure][0], 1) if measure in before else "",
            current_language().signed(amount, 1),
            name_of(problem, person),
        )
        for measure in MEASURES
        if measure in after
        for amount, person in [after[measure]]
    )


def _furthest(
    problem: RosterProblem, assignments: Iterable[Assignment]
) -> dict[Measure, tuple[float, str]]:
    """Per measure the largest distance from a fair share, the past included, and whose it is."""
    lines = [line for line in fair_lines_in(problem, assignments) if line.pools]
    found = {}
    for measure in MEASURES:
        if any(line.due[measure] for line in lines):
            furthest = max(lines, key=lambda line: abs(line.balance(measure)))
            found[measure] = (furthest.balance(measure), furthest.person)
    return found


@dataclass(frozen=True, slots=True)
class Signing:
    """For which regions a draft is signed, and for which the reader may.

    Parameters
    ----------
    lines
        Who signed for which regions, in words.
    void
        Whose signature no longer counts, in words.
    outstanding
        The regions for which nobody signed yet; empty: the draft serves one region alone.
    own
        Those of them for which the reader signs; empty: there is nothing for them to sign.
    others
        Those for which others sign after them; empty: their signature brings it into force.
    """

    lines: tuple[str, ...]
    void: tuple[str, ...]
    outstanding: str
    own: str
    others: str


def signing_of(proposal: Proposal, names: Mapping[str, str], plans: Reach) -> Signing:
    """How far a draft is signed, for whoever reads.

    Parameters
    ----------
    names
        Of regions.
    plans
        For which regions they plan.
    """
    state = proposal.signatures
    words = SignatureWords(current_language(), proposal.roster.head.zone, names)
    own = [one for one in state.outstanding if plans.covers([one])]
    others = [one for one in state.outstanding if one not in own]
    return Signing(
        tuple(words.signature(one) for one in state.signatures),
        tuple(words.void(one) for one in state.void),
        words.regions(state.outstanding) if len(state.regions) > 1 else "",
        words.regions(own),
        words.regions(others),
    )


def left_out(roster: OpenRoster, scope: SigningScope = WHOLE) -> tuple[str, ...]:
    """Who is no longer on which shift, because the records changed since it was judged."""
    shifts = {shift.id: shift for shift in roster.shifts}
    text = _("{name} is no longer on {shift}")
    return tuple(
        text.format(
            name=name_of(roster.problem, one.person),
            shift=duty_text(shifts[one.shift]) if one.shift in shifts else one.shift,
        )
        for one in roster.dropped
        if scope.shows_person(one.person)
    )


def summary(proposal: Proposal) -> str:
    """What the signature does, in a sentence."""
    roster = proposal.roster
    if proposal.base is None:
        people = len({one.person for one in roster.assignments})
        return _("The first version of this period: {duties} for {people}.").format(
            duties=ngettext("{count} duty", "{count} duties", len(roster.assignments)),
            people=ngettext("{count} person", "{count} people", people),
        )
    count = len(with_splits(proposal.changes, roster))
    if not count:
        text = _("It changes nobody's duties, and replaces version {version}.")
        return text.format(version=proposal.base.version)
    said = ngettext(
        "It changes something for {count} person",
        "It changes something for {count} people",
        count,
    )
    text = _("{what}, and replaces version {version}.")
    return text.format(what=said, version=proposal.base.version)
