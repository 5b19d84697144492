"""How people can be reached, and who hears of gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.call_out import CallOut
from data.model.gap import Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from data.model.post import Post


MAIL = "mail"
DIGEST = "digest"  #: a channel of its own: the mail of the morning, with all gaps in it


#: Characters of a text by a channel that is read on a lock screen, and that may charge by the part.
SHORT = {"sms": 300, "push": 1000, "webpush": 1000}


WEBPUSH = "webpush"  #: browsers in which somebody asked for messages; the pages know them
DEVICES = "all devices"  #: the address of somebody by that channel: each browser of theirs
BESIDE = "all devices, beside another channel"  #: the same, of what goes by another channel too


PHONE = "phone"  #: a channel for people only: this product does not speak

CHANNELS = (MAIL, *SHORT, PHONE)  #: by which people are reached; settings may name more
STEP_CHANNELS = (DIGEST, MAIL, *SHORT)  #: by which gaps are told


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach somebody.

    Parameters
    ----------
    person
        Id.
    channel
        ``mail``, ``sms``, ``push``, ``phone`` or another that the settings name.
    address
        What that channel calls them.
    """

    person: str
    channel: str
    address: str


@dataclass(frozen=True, slots=True)
class DutyManager:
    """Who hears of gaps, and after whom.

    One of `post`, `person` and `name` is given.

    Parameters
    ----------
    level
        1 hears first; 2 when 1 does not answer, or time gets short; and so on.
    post
        Whoever holds this post at that moment, by the roster in force.
    person
        Id of somebody in the records.
    name, channel, address
        Somebody outside the records, or a group chat, with the one way to reach them.
    regions
        Only gaps of posts that serve one of these; empty: of all.
    books
        Only gaps of posts in one of these books; empty: of all.
    """

    level: int
    post: str = ""
    person: str = ""
    name: str = ""
    channel: str = ""
    address: str = ""
    regions: tuple[str, ...] = ()
    books: tuple[str, ...] = ()

    def is_for(self, post: Post) -> bool:
        """Whether they hear of gaps of a post."""
        is_theirs = not self.regions or not set(self.regions).isdisjoint(post.regions)
        return is_theirs and (not self.books or post.book in self.books)


BY_VOICE = (PHONE, "sms")  #: channels whose address is a telephone number
#: Where the wished channel does not reach somebody: the most urgent that does.
_INSTEAD = ("push", "sms", WEBPUSH, MAIL)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody a message can go to.

    Parameters
    ----------
    key
        ``people/12``, the row of the records; or ``outside/NAME``.
    name
        What they are called.
    contacts
        Pairs of channel and address.
    """

    key: str
    name: str
    contacts: tuple[tuple[str, str], ...]

    @property
    def telephone(self) -> str:
        """The number by which they are called; empty: there is none."""
        numbers = (address for channel, address in self.contacts if channel in BY_VOICE)
        return next(numbers, "")

    def reach(self, channel: str, usable: Collection[str]) -> tuple[str, str] | None:
        """The channel and address by which a message goes; None: there is none.

        Parameters
        ----------
        channel
            The one that is wished.
        usable
            The channels that the settings name.
        """
        mine = {name: address for name, address in reversed(self.contacts) if name in usable}
        for wished in (channel, *_INSTEAD, *mine):
            if wished in mine:
                return wished, mine[wished]
        return None

    def beside(self, ways: Collection[tuple[str, str]], usable: Collection[str]) -> str:
        """The address for a copy to their own devices; empty: none of theirs asked for messages.

        Whoever asked for messages on a telephone gets them there too, and instead of nothing: a
        telephone that is switched off must not keep a mail from going.

        Parameters
        ----------
        ways
            Pairs of channel and address by which it goes already.
        """
        if WEBPUSH not in usable or any(channel == WEBPUSH for channel, _address in ways):
            return ""
        return BESIDE if (WEBPUSH, DEVICES) in self.contacts else ""


@dataclass(frozen=True, slots=True)
class Pledge:
    """Somebody says that they will come if called within ``[start, end)``, UTC."""

    post: str
    person: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class AlertStep:
    """One step.

    Parameters
    ----------
    before
        From so long before the gap it is due.
    channel
        ``digest``, ``mail``, ``sms``, ``push`` or another that the settings name.
    level
        Of the duty managers who are told.
    waits
        It may wait until the quiet hours are over.
    repeat
        Told again after so long, until somebody acknowledges it; None: once.
    escalate
        Told to the next level after so long without an acknowledgement; None: not.
    post
        Only gaps of this post; empty: of any post that has no steps of its own.
    severity
        Only gaps that are at least so severe.
    books
        Only gaps of posts in one of these books that have no steps of their own; empty: of any
        post for which neither it nor its book has steps. Given for no step that names a post.
    """

    before: timedelta
    channel: str
    level: int = 1
    waits: bool = False
    repeat: timedelta | None = None
    escalate: timedelta | None = None
    post: str = ""
    severity: Severity = Severity.LOW
    books: tuple[str, ...] = ()

    @property
    def is_general(self) -> bool:
        """Whether it holds for every post for which no other step does."""
        return not self.post and not self.books

    @property
    def name(self) -> str:
        """What the log calls it: the same for the same step in a later setting."""
        return f"{self.before / timedelta(hours=1):g}h {self.channel} {self.level}"


DEFAULT_STEPS = (
    AlertStep(timedelta(days=14), DIGEST, waits=True),
    AlertStep(timedelta(hours=72), "mail", waits=True, repeat=timedelta(hours=24)),
    AlertStep(timedelta(hours=24), "push", repeat=timedelta(hours=4), escalate=timedelta(hours=2)),
    AlertStep(timedelta(hours=4), "push", repeat=timedelta(hours=1)),
    AlertStep(timedelta(hours=4), "push", level=2, repeat=timedelta(hours=1)),
)


def steps_for(steps: Iterable[AlertStep], post: str, book: str) -> list[AlertStep]:
    """The steps that hold for gaps of a post: its own, or else those of its book, or the others."""
    known = tuple(steps)
    own = [step for step in known if step.post == post]
    of_book = [step for step in known if book and book in step.books]
    return own or of_book or [step for step in known if step.is_general]


@dataclass(frozen=True, slots=True)
class AlertRecords:
    """All of it together.

    Parameters
    ----------
    contacts, duty_managers, pledges, call_outs
        As they stand in their tables.
    steps
        Those of the table; empty: the standard ones hold.
    """

    contacts: tuple[Contact, ...] = ()
    duty_managers: tuple[DutyManager, ...] = ()
    steps: tuple[AlertStep, ...] = ()
    call_outs: tuple[CallOut, ...] = ()
    pledges: tuple[Pledge, ...] = ()

    @property
    def steps_in_force(self) -> tuple[AlertStep, ...]:
        """The steps that hold: the standard ones too, unless some of every post are given."""
        is_general = any(step.is_general for step in self.steps)
        return self.steps if is_general else (*self.steps, *DEFAULT_STEPS)
