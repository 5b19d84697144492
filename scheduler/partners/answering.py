"""What the link of an employer opens: its people, and what it declares about each.

It tells of nobody else. Yes becomes evidence by the same door as what planners record; no is told
to planners at once, with the duties that the person then may not do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from data.i18n.language import LANGUAGES
from data.model.declaration_document import DeclarationDocument
from data.model.employer_ask import LASTS, EmployerAsk
from data.model.errors import Fault, Refused
from data.model.message import MessageKind
from data.model.record_change import RowChange, RowChangeKind
from data.model.requirement import Evidence
from data.store import employer_asks, records
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.declaration_documents import documents_of_ask, forget_documents
from data.store.regions import members_within
from data.tables.period import ZONE
from scheduler.accounts.secret import secrets_of
from scheduler.competence.declarations import DeclarationOptions, declare
from scheduler.competence.register import lapses_in, register_in
from scheduler.notifications import signed_links
from scheduler.notifications.notifier import Notification, open_notifier
from scheduler.notifications.outbox import post
from scheduler.notifications.recipients import with_planners
from scheduler.partners.asking import PURPOSE
from scheduler.records.files import change_records
from scheduler.records.partners import read_partners

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.employer_ask import AskedLine
    from data.model.message import Message
    from data.store.opening import Store
    from scheduler.settings import Settings

_FAR = 400  #: days ahead in which duties are looked for that fall open
_LONGEST = 200  #: characters of a name or of a reference


@dataclass(frozen=True, slots=True)
class OpenedAsk:
    """What an employer sees.

    Parameters
    ----------
    partner
        What it is called.
    people, requirements
        Names by id, of those that it is about alone.
    language
        Of the message that brought the link.
    documents
        What was given with it, by the number of the line.
    """

    ask: EmployerAsk
    partner: str
    people: Mapping[str, str]
    requirements: Mapping[str, str]
    language: str
    documents: Mapping[int, DeclarationDocument]


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """What is answered about one line.

    Parameters
    ----------
    line
        Its number.
    is_given
        Whether it is declared.
    until
        Last day of it; None: as long as the requirement allows.
    document
        Where the paper can be found.
    """

    line: int
    is_given: bool
    until: date | None = None
    document: str = ""


def open_ask(store: Store, settings: Settings, token: str, now: datetime) -> OpenedAsk:
    """What a link is about; looking at it changes nothing.

    Raises
    ------
    Refused
        The link is no good, or no longer.
    """
    says = _read(store, settings, token, now)
    number, speech = says.get("ask"), str(says.get("lang"))
    if not isinstance(number, int):
        raise link_is_over()
    with store.reading() as connection:
        asked = employer_asks.read_ask(connection, number)
        partners = {one.id: one.name for one in read_partners(connection)}
        if not asked.is_open(now) or asked.partner not in partners:
            raise link_is_over()
        return OpenedAsk(
            asked,
            partners[asked.partner],
            _names(connection, "people", {line.person for line in asked.lines}),
            _names(connection, "requirements", {line.requirement for line in asked.lines}),
            speech if speech in LANGUAGES else settings.language,
            documents_of_ask(connection, asked.id),
        )


def answer_ask(
    store: Store,
    settings: Settings,
    token: str,
    name: str,
    answers: Sequence[LineAnswer],
    now: datetime,
) -> OpenedAsk:
    """Keep what an employer answers, as evidence where it declares, and tell planners of a no.

    An answer that is there already is corrected by another one.

    Raises
    ------
    Refused
        The link is no good, no name is typed, or an answer is about something else.
    InputError
        A date makes no sense.
    """
    opened = open_ask(store, settings, token, now)
    name = " ".join(name.split())[:_LONGEST]
    if not name:
        raise Refused([Fault("nobody says who answers", "Type your name")])
    lines = {line.id: line for line in opened.ask.lines}
    if any(one.line not in lines for one in answers):
        raise link_is_over()
    new = [one for one in answers if _differs(lines[one.line], one)]
    given = [one for one in new if one.is_given]
    who = f"employer_ask/{opened.ask.id}"
    said = [_evidence(lines[one.line], one, opened.partner, name, now) for one in given]
    if said:
        declare(store, said, DeclarationOptions(settings.horizon_weeks), who, now)
    refused = [lines[one.line] for one in new if not one.is_given]
    with store.writing() as connection:
        trail.take_turn(connection)
        _withdraw(connection, refused, who, now)
        forget_documents(connection, *(line.id for line in refused))
        for one in new:
            since = _declared_since(lines[one.line], one, now)
            employer_asks.answer_line(
                connection, one.line, answer=one.is_given, answered_at=since, answered_by=name,
                until=one.until, document=one.document[:_LONGEST],
            )  # fmt: skip
        if new:
            facts = {"given": len(given), "refused": len(refused)}
            trail.append(connection, [Act("employer.answered", who, None, facts)], who, now)
        if refused:
            post(store, connection, _refusals(connection, settings, opened, refused, now))
    return open_ask(store, settings, token, now)


def _differs(line: AskedLine, answer: LineAnswer) -> bool:
    before = line.answer, line.until, line.document
    return before != (answer.is_given, answer.until, answer.document)


def _declared_since(line: AskedLine, answer: LineAnswer, now: datetime) -> datetime:
    """When this answer was first given: a yes that is corrected keeps the day of its evidence."""
    if answer.is_given and line.answer and line.answered_at is not None:
        return line.answered_at
    return now


def _evidence(
    line: AskedLine, answer: LineAnswer, partner: str, name: str, now: datetime
) -> Evidence:
    """What is declared, as evidence on its day."""
    day = _declared_since(line, answer, now).astimezone(ZONE).date()
    return Evidence(
        line.person, line.requirement, day, name, partner, None, answer.until, answer.document
    )


def _withdraw(connection: Connection, lines: Iterable[AskedLine], who: str, now: datetime) -> None:
    """End the evidence that an earlier yes to these lines made."""
    stored, found = records.read_rows(connection, "evidence"), []
    for line in lines:
        if not line.answer or line.answered_at is None:
            continue
        day = line.answered_at.astimezone(ZONE).date()
        key = f"{line.person} | {line.requirement} | {day}"
        old = stored.get(key)
        if old is not None and not old.has_ended:
            before = records.as_texts("evidence", old.values, ZONE)
            found.append(RowChange("evidence", key, RowChangeKind.ENDED, before, {}, old.number))
    if found:
        change_records(connection, found, who, now)


def _refusals(
    connection: Connection,
    settings: Settings,
    opened: OpenedAsk,
    refused: Sequence[AskedLine],
    now: datetime,
) -> list[Message]:
    told, planners = with_planners(connection, open_notifier(connection, settings, now))
    coming = lapses_in(connection, register_in(connection, now), _FAR, now)
    found: list[Message] = []
    for code, reach in planners.items():
        members = members_within(connection, reach)
        theirs = [line for line in refused if line.person in members]
        if not theirs:
            continue
        reader = told.for_reader(code)
        say, speech = reader.speech.gettext, reader.speech
        text = []
        for line in theirs:
            duties = [d for one in coming if one.lapse.person == line.person for d in one.duties]
            sentence = say("{partner} does not give {requirement} for {name}.").format(
                partner=opened.partner,
                requirement=opened.requirements.get(line.requirement, line.requirement),
                name=opened.people.get(line.person, line.person),
            )
            open_now = speech.ngettext(
                "{count} duty falls open by what lapses.",
                "{count} duties fall open by what lapses.",
                len(duties),
            )
            text += [sentence, open_now]
            text += [f"- {speech.stretch(d.start, d.end, ZONE)}, {told.post_name(d.post)}"
                     for d in duties]  # fmt: skip
        subject = say("{partner} does not declare somebody").format(partner=opened.partner)
        key = (opened.ask.id, now.isoformat())
        found += told.messages(
            code,
            Notification(
                MessageKind.DECLARATION_REFUSED, key, subject, "\n".join(text), subject, now + LASTS
            ),
        )
    return found


def _names(connection: Connection, table: str, wanted: set[str]) -> dict[str, str]:
    rows = records.read_rows(connection, table).values()
    return {
        str(row.values["id"]): str(row.values["name"]) for row in rows if row.values["id"] in wanted
    }


def _read(store: Store, settings: Settings, token: str, now: datetime) -> Mapping[str, object]:
    says = signed_links.read(PURPOSE, token, secrets_of(store, settings), now)
    if isinstance(says, signed_links.Unreadable):
        raise link_is_over()
    return says


def link_is_over() -> Refused:
    """That a link opens nothing, or nothing of what was asked for."""
    what = "this link does not work, or no longer"
    return Refused([Fault(what, "Open it again from the last message, or ask the safety region")])
