"""One's own need: what a function asks, a wish to learn, and evidence that somebody hands in.

What is handed in counts for nothing until a planner confirms it; then it is evidence like any
other, declared by who confirmed it. Nobody decides about their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.competence_status import RequirementStatus, shown_at
from data.model.errors import Fault, Refused
from data.model.learning import HandedIn, HandedInStatus, LearningWish
from data.model.requirement import OF_EMPLOYER, Evidence, Requirement
from data.store import learning
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.regions import members_within
from data.store.rosters import person_numbers
from data.tables.period import ZONE
from scheduler.competence.declarations import DeclarationOptions, declare
from scheduler.competence.register import names, people_here, register_in
from scheduler.self_service.notices import clean, row_name, too_long

if TYPE_CHECKING:
    from datetime import date, datetime

    from data.i18n.language import Language
    from data.model.account import Reach
    from data.model.register import Register
    from data.store.opening import Store

LONGEST = 1000  #: characters of a wish
LONGEST_DOCUMENT = 200
_WEEKS = 1  #: a declaration looks so far ahead for gaps


@dataclass(frozen=True, slots=True)
class OwnNeed:
    """What one functionary has to show, and says of it.

    Parameters
    ----------
    asked
        By function, in their order: its name, and each thing that it asks today.
    can_hand_in
        What they may hand in evidence of: all that their functions ask but what an employer says.
    """

    asked: tuple[tuple[str, tuple[RequirementStatus, ...]], ...]
    can_hand_in: tuple[Requirement, ...]
    wish: str
    handed_in: tuple[HandedIn, ...]


def own_need(store: Store, person: str, now: datetime) -> OwnNeed:
    """What somebody has to show, and says of it.

    Raises
    ------
    InputError
        The register does not hold together.
    """
    today = now.astimezone(ZONE).date()
    with store.reading() as connection:
        register = register_in(connection, now)
        called = names(connection, "functions")
        wish = {one.person: one.text for one in learning.wishes(connection)}.get(person, "")
        given = learning.handed_in(connection, person=person)
    functions = [function for holder, function in register.holders if holder == person]
    return OwnNeed(
        asked=tuple(
            (called.get(function, function), shown_at(register, person, function, today))
            for function in dict.fromkeys(functions)
        ),
        can_hand_in=_open_to(register, person, today),
        wish=wish,
        handed_in=tuple(given[::-1]),
    )


def _open_to(register: Register, person: str, today: date) -> tuple[Requirement, ...]:
    """What their functions ask today and no employer has to declare, each once."""
    found: dict[str, Requirement] = {}
    for holder, function in register.holders:
        if holder == person:
            for asked in register.profile(function):
                is_own = asked.kind not in OF_EMPLOYER
                if is_own and today in asked.asked:
                    found.setdefault(asked.id, asked)
    return tuple(found.values())


def keep_wish(store: Store, person: str, text: str, now: datetime, speech: Language) -> None:
    """Keep what somebody would like to learn; an empty text takes it away.

    Raises
    ------
    Refused
        It is too long.
    """
    faults = too_long(text, LONGEST, speech.gettext("this is too long"), speech)
    if faults:
        raise Refused(faults)
    with store.writing() as connection:
        trail.take_turn(connection)
        who = row_name(connection, person, speech)
        number = person_numbers(connection, here_only=True)[person]
        learning.keep_wish(connection, number, clean(text), now)
        # What it says is theirs, and no business of the trail.
        trail.append(connection, [Act("learning_wish.kept", who)], who, now)


def hand_in(
    store: Store,
    person: str,
    requirement: str,
    shown_on: date,
    document: str,
    now: datetime,
    speech: Language,
) -> int:
    """Hand in evidence about oneself; its number.

    Raises
    ------
    Refused
        Nobody asks this of them, it lies in the future, or it waits already.
    """
    say = speech.gettext
    faults = too_long(document, LONGEST_DOCUMENT, say("the document is too long"), speech)
    if shown_on > now.astimezone(ZONE).date():
        faults.append(Fault(say("this day lies in the future"), say("Choose a day")))
    with store.writing() as connection:
        trail.take_turn(connection)
        who = row_name(connection, person, speech)
        register = register_in(connection, now)
        open_to = {one.id for one in _open_to(register, person, now.astimezone(ZONE).date())}
        if requirement not in open_to:
            faults.append(
                Fault(say("your functions do not ask this"), say("Choose one of the list"))
            )
        waiting = learning.handed_in(connection, person=person, only_waiting=True)
        if any((one.requirement, one.shown_on) == (requirement, shown_on) for one in waiting):
            faults.append(
                Fault(say("this waits for a planner already"), say("You need not do anything."))
            )
        if faults:
            raise Refused(faults)
        number = learning.add_handed_in(
            connection,
            person_numbers(connection, here_only=True)[person],
            requirement=requirement,
            shown_on=shown_on,
            document=clean(document),
            handed_in_at=now,
        )
        facts = {"requirement": requirement, "date": shown_on.isoformat()}
        trail.append(
            connection, [Act("handed_in.added", f"handed_in/{number}", None, facts)], who, now
        )
    return number


def withdraw_own(store: Store, person: str, number: int, now: datetime, speech: Language) -> None:
    """Take back what one handed in and nobody decided about.

    Raises
    ------
    Refused
        It is not theirs, or it was decided.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        given = _waiting(learning.read_handed_in(connection, number))
        if given.person != person:
            what = f"nothing was handed in as number {number}"
            raise Refused([Fault(what, "Reload the page")])
        learning.withdraw(connection, number)
        act = Act("handed_in.withdrawn", f"handed_in/{number}")
        trail.append(connection, [act], row_name(connection, person, speech), now)


@dataclass(frozen=True, slots=True)
class LearningDesk:
    """What planners see of it.

    Parameters
    ----------
    people, requirements
        Names by code.
    """

    waiting: tuple[HandedIn, ...]
    wishes: tuple[LearningWish, ...]
    people: Mapping[str, str]
    requirements: Mapping[str, str]


def learning_desk(store: Store, reach: Reach = EVERYWHERE) -> LearningDesk:
    """What waits to be decided, and what people would like to learn."""
    with store.reading() as connection:
        here = people_here(connection)
        members = here.keys() if reach.is_all else members_within(connection, reach)
        waiting = learning.handed_in(connection, only_waiting=True)
        return LearningDesk(
            waiting=tuple(one for one in waiting if one.person in members),
            wishes=tuple(one for one in learning.wishes(connection) if one.person in members),
            people={code: one.name for code, one in here.items()},
            requirements=names(connection, "requirements"),
        )


def confirm(
    store: Store,
    number: int,
    who: str,
    name: str,
    now: datetime,
    reach: Reach = EVERYWHERE,
    own: str | None = None,
) -> None:
    """Make evidence of what somebody handed in.

    Parameters
    ----------
    who, name
        Login and name of who confirms it.
    own
        Id of the person that who confirms it is; None: they are none.

    Raises
    ------
    Refused
        There is nothing that waits under this number within reach, or it is their own.
    InputError
        It cannot be evidence.
    """
    given = _mine_to_decide(store, number, reach, own)
    said = Evidence(given.person, given.requirement, given.shown_on, name, document=given.document)
    declare(store, [said], DeclarationOptions(_WEEKS, reach=reach), who, now)
    _note(store, number, HandedInStatus.CONFIRMED, who, now)


def refuse(
    store: Store,
    number: int,
    reason: str,
    who: str,
    now: datetime,
    reach: Reach = EVERYWHERE,
    own: str | None = None,
) -> None:
    """Refuse what somebody handed in, with a reason that they read.

    Raises
    ------
    Refused
        As `confirm`; or no reason is given.
    """
    if not clean(reason):
        raise Refused([Fault("a refusal needs its reason", "Say why, so that they can correct it")])
    _mine_to_decide(store, number, reach, own)
    _note(store, number, HandedInStatus.REFUSED, who, now, clean(reason)[:LONGEST_DOCUMENT])


def _mine_to_decide(store: Store, number: int, reach: Reach, own: str | None) -> HandedIn:
    with store.reading() as connection:
        given = learning.read_handed_in(connection, number)
        if not reach.is_all and given.person not in members_within(connection, reach):
            what = f"nothing was handed in as number {number}"
            raise Refused([Fault(what, "Reload the page")])
    if own is not None and given.person == own:
        raise Refused([Fault("nobody decides about their own evidence", "Ask another planner")])
    return _waiting(given)


def _waiting(given: HandedIn) -> HandedIn:
    if given.status is not HandedInStatus.WAITS:
        raise Refused([Fault("this was decided already", "Reload the page")])
    return given


def _note(
    store: Store, number: int, status: HandedInStatus, who: str, now: datetime, reason: str = ""
) -> None:
    with store.writing() as connection:
        trail.take_turn(connection)
        learning.decide(connection, number, status, who, now, reason)
        facts = {"reason": reason} if reason else None
        act = Act(f"handed_in.{status.value}", f"handed_in/{number}", None, facts)
        trail.append(connection, [act], who, now)
