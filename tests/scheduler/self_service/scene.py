"""The small region, with people who can be reached; made by hand where a test needs it exact."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from zoneinfo import ZoneInfo

from data.i18n.language import language
from data.model.candidate import Legality
from data.model.duty import Assignment
from data.model.person import CompetenceLevel
from data.store import outbox, rosters
from scheduler.planning.candidate_search import candidates, find_shift
from scheduler.planning.current_problem import can_do
from scheduler.planning.drafts import add_draft, copy_in_force
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.preparation import prepare
from scheduler.planning.publish import publish
from scheduler.settings import Settings
from tests.support.region import CONSENT, FIRST, INSIDE, NOW, WEEKS, import_texts

ZONE = ZoneInfo("Europe/Amsterdam")
EN = language("en")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECRET = str(Path(mkdtemp()) / "secret")
SETTINGS = Settings(language="en", base_url="https://rooster.example", secret_file=SECRET)


def local(text: str) -> datetime:
    """An instant of the local clock, such as ``2027-01-04 07:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def give_contacts(store, but=(), channels=("mail",), now=NOW):
    """Everybody can be reached by these channels and no others; some people by none."""
    with store.reading() as connection:
        people = rosters.person_numbers(connection, here_only=True)
    rows = [
        {"person": code, "channel": channel, "address": f"{code}@{channel}.example"}
        for code in people
        if code not in but
        for channel in channels
    ]
    import_texts(store, {"contacts": rows}, now=now)


def in_turn(problem, shifts):
    """Assignments made without a search: of who can do a shift, the one who rested longest."""
    last: dict[Any, Any] = {}
    found: list[Any] = []
    for shift in shifts:
        function = problem.post_by_id[shift.post].function
        able = [
            one.person
            for one in problem.competences
            if one.function == function and can_do(problem, one.person, shift)
        ]
        qualified = [p for p in able if problem.level(p, shift) is CompetenceLevel.QUALIFIED]
        if not qualified:
            continue
        chosen = min(qualified, key=lambda person: (last.get(person, shift.start - DAY), person))
        last[chosen] = shift.end
        found.append(Assignment(chosen, shift.id))
    return tuple(found)


def published(store, now=NOW, who="signer"):
    """A first version in force, the same each time."""
    with store.writing() as connection:
        prepared = prepare(connection, FIRST, WEEKS, now)
        duties = in_turn(prepared.problem, prepared.shifts)
        draft = add_draft(connection, prepared, duties, "", who, now)
    return publish(store, draft.id, CONSENT, who, now, EN)[0]


def posted(store):
    """All messages, in the order in which they were written."""
    with store.reading() as connection:
        return outbox.messages(connection)


@contextmanager
def new_messages(store):
    """The messages that are posted inside, in a list that is filled at the end."""
    before = len(posted(store))
    found: list[Any] = []
    yield found
    found += posted(store)[before:]


def heard(messages):
    """Who hears what by which channel, in order."""
    return [(m.address, m.kind.value, m.subject) for m in messages]


def version(store, *edits, now=NOW, who="planner", first=FIRST, weeks=WEEKS):
    """A new version in force: the one before with some edits, such as ``("remove", p, s)``."""
    draft = copy_in_force(store, first, weeks, who, now)
    edit_draft(store, draft.id, [Edit(EditKind(kind), p, s) for kind, p, s in edits], who, now)
    return publish(store, draft.id, CONSENT, who, now, EN)[0]


def duties_of(store, start, end):
    """Who sits where by the rosters in force."""
    with store.reading() as connection:
        return rosters.duties_between(connection, start, end)


def number_of(store, code):
    with store.reading() as connection:
        return rosters.person_numbers(connection)[code]


def legal(store, shift, now=INSIDE):
    """Codes of who may take a shift, best first."""
    with store.reading() as connection:
        found = candidates(find_shift(connection, shift, now), now)
    return [one.person for one in found if one.legality is Legality.LEGAL]


def open_a_seat(store):
    """Take somebody off a shift at the desk that at least two others may take."""
    soon = INSIDE + 3 * DAY
    for person, shift, _ in duties_of(store, soon, soon + 12 * DAY):
        is_desk = shift.post == "CACO" and shift.start > soon
        if is_desk and len(set(legal(store, shift.id)) - {person}) >= 2:
            version(store, ("remove", person, shift.id), now=INSIDE)
            return
    raise AssertionError("the region has no such shift")


def open_seat(store):
    """The shift that fell open, and who was on it."""
    with store.reading() as connection:
        first, second = rosters.heads(connection)
        (change,) = rosters.difference(connection, first.id, second.id)
        return rosters.shift_as_signed(connection, change.lost[0]), change.person
