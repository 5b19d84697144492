"""Ask everybody who has a relief duty, and take their answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from data.i18n.relief_words import deployment_title
from data.model.deployment import DeploymentState, KeptDuty, ReliefStatus
from data.model.errors import Fault, Refused
from data.model.message import MessageKind
from data.model.post import Post
from data.store import deployments as kept
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.record_objects import read_posts
from data.store.rosters import person_numbers
from data.tables.period import ZONE
from scheduler.accounts.secret import secret
from scheduler.notifications import signed_links
from scheduler.notifications.notifier import Notification, open_notifier
from scheduler.notifications.outbox import post
from scheduler.relief.own_relief import set_aside_lines
from scheduler.relief.seats import seat_name

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.deployment import ReliefShift
    from data.store.opening import Store
    from scheduler.notifications.notifier import Notifier
    from scheduler.settings import Settings

RELIEF = "relief"  #: purpose of links
_OUTLIVES = timedelta(days=60)  #: a link lives on, so that it can say what became of it


@dataclass(frozen=True, slots=True)
class AskResult:
    """What asking did.

    Parameters
    ----------
    asked
        How many duties were asked for.
    out_of_reach
        Names of people whom no message can reach: somebody has to call them.
    """

    asked: int
    out_of_reach: tuple[str, ...]


def ask_everybody(
    store: Store, settings: Settings, number: int, who: str, now: datetime
) -> AskResult:
    """Ask everybody who has a duty of a deployment and was not asked yet, each with one message.

    Raises
    ------
    Refused
        There is no such deployment, or it is over.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        state = kept.read_state(connection, number)
        if not state.deployment.is_under_way(now):
            raise Refused([Fault(f"deployment {number} is over", "Begin a new one")])
        notifier = open_notifier(connection, settings, now)
        words = DutyWords(state, {one.id: one for one in read_posts(connection)})
        waiting = [
            one
            for one in state.duties
            if one.status is ReliefStatus.PLANNED and words.is_still_needed(one, now)
        ]
        found, mute = [], dict[str, None]()
        for duty in waiting:
            kept.change_duty(connection, duty.id, status=ReliefStatus.ASKED, asked_at=now)
            if not notifier.can_reach(duty.person):
                mute[notifier.name(duty.person)] = None
                continue
            reads = notifier.for_reader(duty.person)
            link = signed_links.drafting(RELIEF, secret(store, settings), settings)(
                {"duty": duty.id, "lang": reads.speech.code}, words.shift(duty).end + _OUTLIVES
            )
            found += notifier.messages(duty.person, _asks(reads, words, duty, link))
        post(store, connection, found)
        facts = {"relief_duties": [one.id for one in waiting]}
        act = Act(f"{trail.DEPLOYMENT}asked", f"deployment/{number}", None, facts)
        trail.append(connection, [act], who, now)
    return AskResult(len(waiting), tuple(mute))


@dataclass(frozen=True)
class DutyWords:
    """What relief duties of a deployment are called."""

    state: DeploymentState
    posts: Mapping[str, Post]

    def shift(self, duty: KeptDuty) -> ReliefShift:
        """The shift of a duty that is still needed."""
        return next(one.shift for one in self.state.shifts if one.id == duty.shift)

    def is_still_needed(self, duty: KeptDuty, now: datetime) -> bool:
        """Whether its shift is, and is not over."""
        shifts = (one.shift for one in self.state.shifts if one.id == duty.shift)
        return any(now < one.end for one in shifts)

    def line(self, duty: KeptDuty, speech: Language) -> str:
        """Such as ``do 14 jan 10:10 – 18:10, ROT: sectie politie``."""
        shift = self.shift(duty)
        when = speech.stretch(shift.start, shift.end, ZONE)
        return f"{when}, {seat_name(shift.seat, self.posts, speech)}"

    def name(self, speech: Language) -> str:
        """What the deployment is called; of an exercise that it is one."""
        return deployment_title(self.state.deployment, speech)


def _asks(notifier: Notifier, words: DutyWords, duty: KeptDuty, link: str) -> Notification:
    say, line = notifier.speech.gettext, words.line(duty, notifier.speech)
    name = words.name(notifier.speech)
    subject = say("{deployment}: can you come? {duty}").format(deployment=name, duty=line)
    text = [
        say("{name}, you are asked to relieve others:").format(name=notifier.name(duty.person)),
        "",
        f"- {name}",
        f"- {line}",
        "",
    ]
    if words.state.deployment.is_exercise:
        text += [say("This is an exercise. There is no disaster."), ""]
    if duty.is_call:
        text += [say("You are on call for this: come now."), ""]
    aside = set_aside_lines(duty, notifier.speech)
    text += [*aside, ""] if aside else []
    text += [say("Yes or no: {link}").format(link=link)]
    return Notification(
        MessageKind.RELIEF_ASKED,
        (duty.id,),
        subject,
        "\n".join(text),
        f"{subject} {link}",
        stale_at=words.shift(duty).end,
        is_urgent=True,
    )


@dataclass(frozen=True, slots=True)
class ReliefAnswer:
    """A relief duty after an answer.

    Parameters
    ----------
    line
        What it is, in words.
    is_over
        It is no longer needed: the answer changed nothing.
    """

    duty: KeptDuty
    deployment: str
    line: str
    is_over: bool


def look_at(store: Store, number: int, now: datetime, speech: Language) -> ReliefAnswer:
    """A relief duty as it is now.

    Raises
    ------
    Refused
        There is none of that number.
    """
    with store.reading() as connection:
        return _answer(connection, number, now, speech)


def answer(
    store: Store, number: int, now: datetime, speech: Language, *, comes: bool, who: str = ""
) -> ReliefAnswer:
    """Somebody says that they come, or that they do not; the last answer counts.

    Parameters
    ----------
    who
        Who noted it for them; empty: they said so themselves.

    Raises
    ------
    Refused
        There is no such duty.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        seen = _answer(connection, number, now, speech)
        status = ReliefStatus.ACCEPTED if comes else ReliefStatus.DECLINED
        if seen.is_over or seen.duty.status is status:
            return seen
        if status is ReliefStatus.ACCEPTED and _is_filled(connection, seen.duty):
            kept.change_duty(connection, number, status=ReliefStatus.WITHDRAWN, answered_at=now)
            return _answer(connection, number, now, speech)
        kept.change_duty(connection, number, status=status, answered_at=now)
        row = person_numbers(connection)[seen.duty.person]
        act = Act(
            f"{trail.DEPLOYMENT}{status.value}",
            f"deployment/{seen.duty.deployment}",
            {"status": seen.duty.status.value},
            {"status": status.value, "duty": number},
        )
        trail.append(connection, [act], who or f"people/{row}", now)
        return _answer(connection, number, now, speech)


def is_of_deployment(store: Store, number: int, deployment: int) -> bool:
    """Whether a relief duty is there, and is one of a deployment."""
    with store.reading() as connection:
        try:
            return kept.read_duty(connection, number).deployment == deployment
        except Refused:
            return False


def answer_as(
    store: Store, number: int, person: str, now: datetime, speech: Language, *, comes: bool
) -> ReliefAnswer:
    """The same by the person themselves, who is signed in.

    Raises
    ------
    Refused
        They have no such duty.
    """
    with store.reading() as connection:
        duty = kept.read_duty(connection, number)
    if duty.person != person or duty.asked_at is None:
        what = f"there is no relief duty {number}"
        raise Refused([Fault(what, "See your own duties")])
    return answer(store, number, now, speech, comes=comes)


def _is_filled(connection: Connection, duty: KeptDuty) -> bool:
    """Whether somebody else has the place of a duty that was declined before."""
    if duty.status.counts:
        return False
    state = kept.read_state(connection, duty.deployment)
    return all(state.lacking(one) == 0 for one in state.shifts if one.id == duty.shift)


def _answer(connection: Connection, number: int, now: datetime, speech: Language) -> ReliefAnswer:
    duty = kept.read_duty(connection, number)
    state = kept.read_state(connection, duty.deployment)
    words = DutyWords(state, {one.id: one for one in read_posts(connection)})
    needed = duty.status is not ReliefStatus.WITHDRAWN and words.is_still_needed(duty, now)
    is_there = any(one.id == duty.shift for one in state.shifts)
    line = words.line(duty, speech) if is_there else ""
    return ReliefAnswer(duty, words.name(speech), line, is_over=not needed)


def withdraw_duties(
    store: Store,
    connection: Connection,
    settings: Settings,
    state: DeploymentState,
    numbers: Collection[int],
    now: datetime,
) -> None:
    """Let people go who are no longer needed; whoever was asked gets a message."""
    notifier = open_notifier(connection, settings, now)
    words = DutyWords(state, {one.id: one for one in read_posts(connection)})
    found = []
    for duty in state.duties:
        if duty.id not in numbers:
            continue
        kept.change_duty(connection, duty.id, status=ReliefStatus.WITHDRAWN)
        if duty.status is ReliefStatus.PLANNED:
            continue
        reads = notifier.for_reader(duty.person)
        say, line = reads.speech.gettext, words.line(duty, reads.speech)
        name = words.name(reads.speech)
        subject = say("{deployment}: no longer needed, {duty}").format(deployment=name, duty=line)
        text = [
            say("{name}, you need not come any more:").format(name=reads.name(duty.person)),
            "",
            f"- {line}",
        ]
        notification = Notification(
            MessageKind.RELIEF_WITHDRAWN,
            (duty.id,),
            subject,
            "\n".join(text),
            subject,
            stale_at=words.shift(duty).end,
            is_urgent=True,
        )
        found += notifier.messages(duty.person, notification)
    post(store, connection, found)
