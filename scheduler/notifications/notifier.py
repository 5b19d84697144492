"""Turns what is to be told to somebody into messages: to whom, by which channels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from data.i18n.language import Language, language
from data.model.contact import MAIL, WEBPUSH, Recipient
from data.model.message import Message, MessageKind
from data.store import records
from data.store.accounts import languages_of_people
from data.tables.period import ZONE
from scheduler.notifications.outbox import message_id
from scheduler.records.contacts import people_to_reach
from scheduler.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from data.model.shift import Shift

SOON = timedelta(hours=48)  #: calendars lag by so much: what changes inside it is told twice
FULLY = 10  #: so many duties are told one by one, the rest is counted
_URGENT = "push"  #: the channel that is wished for what cannot wait


@dataclass(frozen=True, slots=True)
class Notification:
    """Something to tell to one person.

    Parameters
    ----------
    key
        What tells it apart from other letters of its kind; it is told once.
    short
        The same for channels on which few words fit.
    attachment
        A file, for mail, as a message keeps it; empty: none.
    is_urgent
        It goes by the most urgent channel as well.
    stale_at
        Not worth sending after this.
    """

    kind: MessageKind
    key: tuple[object, ...]
    subject: str
    body: str
    short: str
    stale_at: datetime
    attachment: str = ""
    is_urgent: bool = False


@dataclass(frozen=True)
class OutgoingMessage:
    """What messages say of a post."""

    name: str
    is_on_call: bool = False


@dataclass(frozen=True)
class Notifier:
    """Where letters become messages.

    Parameters
    ----------
    people
        Everybody who is here, by code.
    posts
        By code; those of old rosters too.
    languages
        Of people who chose one for their pages, by code.
    """

    settings: Settings
    people: Mapping[str, Recipient]
    posts: Mapping[str, OutgoingMessage]
    now: datetime
    languages: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def speech(self) -> Language:
        """The language of the installation; of `for_reader` that of the reader."""
        return language(self.settings.language)

    def for_reader(self, person: str) -> Notifier:
        """The same in the language that somebody chose for their pages, if they did."""
        code = self.languages.get(person, self.settings.language)
        if code == self.settings.language:
            return self
        return replace(self, settings=self.settings.model_copy(update={"language": code}))

    def can_reach(self, person: str) -> bool:
        """Whether a message to them has anywhere to go."""
        return bool(self._ways(person, is_urgent=False))

    def row(self, person: str) -> int | None:
        """Their row in the records; None: they are not here."""
        known = self.people.get(person)
        return int(known.key.rpartition("/")[2]) if known else None

    def name(self, person: str) -> str:
        """What they are called."""
        return self.people[person].name if person in self.people else person

    def duty_line(self, shift: Shift, *, doubles: bool = False) -> str:
        """One duty, such as ``ma 4 jan 07:00 – 15:00, CaCo``."""
        text = f"{self.speech.stretch(shift.start, shift.end, ZONE)}, {self.post_name(shift.post)}"
        return f"{text} {self.speech.gettext('(shadows)')}" if doubles else text

    def post_name(self, post: str) -> str:
        """What a post is called."""
        return self.posts[post].name if post in self.posts else post

    def messages(self, person: str, notification: Notification) -> list[Message]:
        """One message for each channel by which it goes; none: they cannot be reached."""
        return [
            Message(
                id=self.id_of(person, notification.kind, notification.key, way),
                kind=notification.kind,
                recipient=self.people[person].key,
                name=self.people[person].name,
                channel=channel,
                address=address,
                subject=notification.subject,
                body=notification.body if channel == MAIL else notification.short,
                attachment=notification.attachment if channel == MAIL else "",
                created_at=self.now,
                due_at=self.now,
                stale_at=notification.stale_at,
            )
            for way, (channel, address) in self._ways(
                person, is_urgent=notification.is_urgent
            ).items()
        ]

    def id_of(self, person: str, kind: MessageKind, key: Iterable[object], way: str = MAIL) -> str:
        """The id that the message of a letter has."""
        return message_id(kind, *key, self.people[person].key, way)

    def _ways(self, person: str, *, is_urgent: bool) -> dict[str, tuple[str, str]]:
        """Channel and address by what was wished; each address once."""
        known = self.people.get(person)
        if known is None:
            return {}
        found: dict[str, tuple[str, str]] = {}
        for wished in (MAIL, _URGENT) if is_urgent else (MAIL,):
            way = known.reach(wished, self.settings.channels)
            if way and way not in found.values():
                found[wished] = way
        if found and (address := known.beside(found.values(), self.settings.channels)):
            found[WEBPUSH] = (WEBPUSH, address)
        return found


def open_notifier(connection: Connection, settings: Settings, now: datetime) -> Notifier:
    """A letter box for everybody in the records."""
    posts = {
        row.values["id"]: OutgoingMessage(row.values["name"], row.values["kind"] == "on_call")
        for row in records.read_rows(connection, "posts").values()
    }
    people, languages = people_to_reach(connection), languages_of_people(connection)
    return Notifier(settings, people, posts, now, languages)
