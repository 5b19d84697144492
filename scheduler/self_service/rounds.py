"""Rounds of requests: opened by a planner, answered by functionaries, closed by their end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from data.model.book import NO_BOOK
from data.model.errors import Fault, Refused
from data.model.request import RequestRound, RoundAnswer, RoundReply
from data.store import rosters, rounds
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.rosters import person_numbers
from data.tables.period import MOST_WEEKS, ZONE
from data.tables.values import YEARS
from scheduler.notifications.action_pages import GONE, ActionRequest, Page, Purpose
from scheduler.notifications.notifier import open_notifier
from scheduler.notifications.outbox import post
from scheduler.self_service.notices import clean, round_closed, row_name
from scheduler.self_service.round_queries import days_as_instants, members_of, status_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.store.opening import Store
    from scheduler.settings import Settings

NOTHING = "nothing"  #: purpose of the link that says so without signing in
LONGEST_NOTE = 500
LONGEST = timedelta(weeks=26)  #: of a round: after that nobody knows it any more


@dataclass(frozen=True, slots=True)
class RoundRequest:
    """The round that a planner wants.

    Parameters
    ----------
    first, weeks
        The period that is to be planned: from which local day on, and how many weeks.
    until
        When the round ends.
    note
        For everybody.
    book
        Id of the book that is to be planned; empty: the posts that no book holds.
    """

    first: date
    weeks: int
    until: datetime
    note: str = ""
    book: str = NO_BOOK

    @property
    def last(self) -> date:
        """The last local day of the period."""
        return self.first + timedelta(weeks=self.weeks) - timedelta(days=1)


def open_round(store: Store, wanted: RoundRequest, who: str, now: datetime) -> RequestRound:
    """Open a round: from now on everybody who may fill a post in the period is asked.

    Raises
    ------
    Refused
        The days make no sense, a roster in force or another open round holds some of them; all of
        it at once.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        faults = _faults(connection, wanted, now)
        if faults:
            raise Refused(faults)
        note = clean(wanted.note)
        new = RequestRound(
            0, wanted.first, wanted.last, wanted.until, note, now, who, book=wanted.book
        )
        opened = rounds.add_round(connection, new)
        trail.append(connection, [_act("round.opened", opened)], who, now)
    return opened


def close_round(
    store: Store, settings: Settings, number: int, who: str, now: datetime
) -> RequestRound:
    """End a round before its time; who has not answered hears of it.

    Raises
    ------
    Refused
        There is none of that number, or it is over.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        seen = rounds.read_round(connection, number)
        if not seen.is_open(now):
            what = f"round {number} is over since {seen.ends_at.astimezone(ZONE):%Y-%m-%d %H:%M}"
            raise Refused([Fault(what, "Nothing was changed")])
        notifier = open_notifier(connection, settings, now)
        silent = status_of(connection, seen, settings, now).silent
        done = end_round(connection, seen, who, now)
        messages = [
            message
            for one in silent
            for message in notifier.messages(
                one.person, round_closed(notifier.for_reader(one.person), done, one.person)
            )
        ]
        post(store, connection, messages)
    return done


def end_round(connection: Connection, seen: RequestRound, who: str, now: datetime) -> RequestRound:
    """Note that a round ends now, in the trail as well."""
    done = rounds.note_closed(connection, seen, who, now)
    trail.append(connection, [_act("round.closed", done)], who, now)
    return done


def answer_nothing(
    store: Store, number: int, person: str, now: datetime, speech: Language, by: str = ""
) -> RequestRound:
    """Note that somebody asks nothing this time, or nothing more than they asked before.

    Parameters
    ----------
    by
        The planner to whom they said it; empty: they answer themselves.

    Raises
    ------
    Refused
        The round is over, or they are not asked in it.
    """
    say = speech.gettext
    with store.writing() as connection:
        trail.take_turn(connection)
        who = row_name(connection, person, speech)
        found = {one.id: one for one in rounds.rounds(connection, now)}.get(number)
        if found is None:
            what = say("This round of requests is over")
            raise Refused([Fault(what, say("Tell your planner what you wish"))])
        if person not in members_of(connection, found):
            what = say("You are not asked in this round: you can fill no post in these days")
            raise Refused([Fault(what, say("Ask your planner about it"))])
        before = rounds.answers_in(connection, number).get(person)
        if before is None or before.reply is not RoundReply.NOTHING:
            rounds.note_answer(connection, RoundAnswer(number, person, RoundReply.NOTHING, now))
            trail.append(connection, [_nothing(found, who)], by or who, now)
    return found


def note_asked(connection: Connection, person: str, first: date, last: date, now: datetime) -> None:
    """Note that somebody asked for something in some days, in each open round of these days."""
    for one in rounds.rounds(connection, now):
        if one.touches(first, last) and person in members_of(connection, one):
            rounds.note_answer(connection, RoundAnswer(one.id, person, RoundReply.ASKED, now))


def _faults(connection: Connection, wanted: RoundRequest, now: datetime) -> list[Fault]:
    if not 1 <= wanted.weeks < MOST_WEEKS:
        what = f"a period of {wanted.weeks} weeks cannot be asked about"
        return [Fault(what, f"Choose 1 to {MOST_WEEKS - 1} weeks")]
    if wanted.first.year not in YEARS[:-3]:
        return [
            Fault(f"the year {wanted.first.year} is not a year of a roster", "Correct the date")
        ]
    found = []
    start, end = days_as_instants(wanted.first, wanted.last)
    if wanted.until <= now:
        found.append(Fault("the round would be over already", "Choose an end that is to come"))
    if wanted.until > start:
        what = "the round would end after the first day of its period"
        found.append(Fault(what, "Let it end in time to plan and sign the roster"))
    if wanted.until - now > LONGEST:
        what = "the round would last more than 26 weeks"
        found.append(Fault(what, "Open it later, or let it end sooner"))
    if len(clean(wanted.note)) > LONGEST_NOTE:
        remedy = f"Say it in at most {LONGEST_NOTE} characters"
        found.append(Fault("the note is too long", remedy))
    asked = RequestRound(0, wanted.first, wanted.last, now, "", now, "", book=wanted.book)
    if not members_of(connection, asked):
        what = "nobody may fill a post in this period"
        found.append(Fault(what, "Import competences that are valid then, or correct the dates"))
    for head in rosters.in_force(connection, start, end, wanted.book):
        days = f"{head.first_date} – {head.last_date}"
        what = f"version {head.version} of {days} is signed, and holds days of this period"
        found.append(Fault(what, "Ask about days that no roster in force holds"))
    for other in rounds.rounds(connection, now):
        if other.book == wanted.book and other.touches(wanted.first, wanted.last):
            what = f"round {other.id} asks about days of this period: {other.first} – {other.last}"
            found.append(Fault(what, "Close that round first, or choose other days"))
    return found


def _nothing(asked: RequestRound, who: str) -> Act:
    return Act("round.nothing", f"round/{asked.id}", None, {"person": who})


def _act(action: str, done: RequestRound) -> Act:
    facts = {
        "start": done.first.isoformat(),
        "end": done.last.isoformat(),
        "until": done.until.isoformat(),
    }
    return Act(action, f"round/{done.id}", None, facts)


def _page(request: ActionRequest) -> Page:
    """The page behind the link: it asks, or says what was answered, or that the round is over."""
    say, (asked, person) = request.speech.gettext, _asked(request)
    until = request.speech.moment(asked.until, ZONE)
    period = f"{request.speech.dates(asked.first, asked.last)} {asked.last.year}"
    about = (say("The roster of {period}").format(period=period),)
    if not asked.is_open(request.now):
        ask = say("If you wish something all the same, tell your planner now.")
        return request.page(say("This round of requests is over"), ask, about=about, status=GONE)
    with request.store.reading() as connection:
        answer = rounds.answers_in(connection, asked.id).get(person)
    change = say("Until {until} you can still ask on your own page.").format(until=until)
    if answer is not None and answer.reply is RoundReply.NOTHING:
        return request.page(say("Noted: nothing this time"), change, about=about)
    lines = [say("You get no reminder any more."), change]
    if answer is not None:
        lines.insert(0, say("What you asked stays as it is."))
    return request.page(
        say("Nothing this time?"), *lines, about=about, button=say("Nothing this time")
    )


def _press(request: ActionRequest) -> Page:
    asked, person = _asked(request)
    if asked.is_open(request.now):
        answer_nothing(request.store, asked.id, person, request.now, request.speech)
    return _page(request)


def _asked(request: ActionRequest) -> tuple[RequestRound, str]:
    """The round of a link, and the id of whom it was sent to.

    Raises
    ------
    Refused
        They left, or there is no such round.
    """
    with request.store.reading() as connection:
        codes = {row: code for code, row in person_numbers(connection, here_only=True).items()}
        asked = rounds.read_round(connection, int(request.payload["round"]))
    person = codes.get(int(request.payload["person"]))
    if person is None:
        raise Refused([Fault("they are no longer in the records", "Nothing was changed")])
    return asked, person


PURPOSE = Purpose(NOTHING, _page, _press)
