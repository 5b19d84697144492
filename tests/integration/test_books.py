"""A year of piket beside a quarter of control room: planned, published, repaired, in calendars."""

from datetime import UTC, datetime, timedelta

import icalendar

from data.i18n.language import language
from data.store import rosters
from scheduler.coverage.gathering import read_coverage_input
from scheduler.coverage.uncovered import find_uncovered
from scheduler.feeds.calendar_cache import CalendarCache
from scheduler.feeds.export import export_calendars
from scheduler.planning.absences import report_sick
from scheduler.planning.drafts import keep_draft
from scheduler.planning.open_roster import open_roster
from scheduler.planning.plan import RepairRequest, repair_roster
from scheduler.planning.preparation import prepare
from scheduler.planning.publish import publish
from scheduler.settings import Settings
from solver.options import SolveOptions
from solver.solve import solve_roster
from tests.scheduler.planning.test_books import (
    DESK,
    PIKET,
    in_books,
    piket_post,
    signed,
)
from tests.support.region import CONSENT, FIRST, NOW, import_texts

EN = language("en")
QUARTER, YEAR = 13, 52
ILL_AT = datetime(2027, 2, 10, 9, tzinfo=UTC)


def planned(store, book, weeks):
    """What the solver makes of a book, with what is in force in the other one fixed; signed."""

    with store.reading() as connection:
        prepared = prepare(connection, FIRST, weeks, NOW, book=book)
    result = solve_roster(prepared.problem, SolveOptions(8))
    made = keep_draft(store, prepared, result, "planner", NOW).head
    return publish(store, made.id, CONSENT, "signer", NOW, EN)[0]


def events_of(folder, person):
    calendar = icalendar.Calendar.from_ical((folder / f"person-{person}.ics").read_bytes())
    return calendar.walk("VEVENT")


def test_a_year_of_piket_lies_across_a_quarter_of_control_room(store, tmp_path):
    tables, both = in_books()
    import_texts(store, tables)
    piket = signed(store, PIKET, weeks=YEAR)
    desk = planned(store, DESK, QUARTER)
    assert (piket.weeks, desk.weeks) == (YEAR, QUARTER)

    # What the search made of the desk breaks no rule with the piket that was signed before it.
    judged = open_roster(store, desk.id, NOW)
    assert judged.problem.other_books
    assert not [one for one in judged.violations if one.person in both and one.rule == "OVERLAP"]
    assert not {"C04", "C05"} & {one.rule for one in judged.violations}

    # Somebody of both falls ill; the repair of one book moves nothing in the other.
    with store.reading() as connection:
        holders = {
            (person, shift.post)
            for person, shift, _ in rosters.duties_between(
                connection, ILL_AT, ILL_AT + timedelta(weeks=3)
            )
        }
        before = rosters.read_assignments(connection, piket.id)
    ill = next(person for person, post in sorted(holders) if post == "CACO")
    report_sick(store, ill, ILL_AT, (ILL_AT + timedelta(weeks=2)).date(), "planner", ILL_AT)
    repaired = repair_roster(store, RepairRequest(FIRST, QUARTER, seconds=4, book=DESK), ILL_AT)
    kept = keep_draft(store, repaired.prepared, repaired.result, "planner", ILL_AT).head
    second = publish(store, kept.id, CONSENT, "signer", ILL_AT, EN)[0]
    assert (second.book, second.version) == (DESK, 2)
    with store.reading() as connection:
        assert rosters.read_assignments(connection, piket.id) == before
        inputs = read_coverage_input(connection, ILL_AT, second.end, ILL_AT)
    open_now = [
        one
        for one in find_uncovered(inputs, ILL_AT + timedelta(days=3), second.end)
        if one.post == "CACO" and one.slot != "roster"
    ]
    assert len(open_now) == sum(
        one.missing
        for one in repaired.result.open_shifts
        if one.start >= ILL_AT + timedelta(days=3)
    )

    # Whoever serves in both has one calendar, with the duties of both.
    export_calendars(CalendarCache(store, Settings(language="en")), tmp_path / "out", "en", NOW)
    with store.reading() as connection:
        mine = {
            person: {shift.post for who, shift, _ in held if who == person}
            for held in [rosters.duties_between(connection, NOW, desk.end)]
            for person in both
        }
    names = {row["id"]: row["name"] for row in tables["posts"]}
    for person, posts in mine.items():
        found = events_of(tmp_path / "out", person)
        told = " ".join(str(one["SUMMARY"]) for one in found)
        assert all(names[post] in told for post in posts), (person, told)
    assert {"CACO", piket_post()} in mine.values()
    for book, post, other in ((DESK, "CACO", piket_post()), (PIKET, piket_post(), "CACO")):
        told = (tmp_path / "out" / f"book-{book}.ics").read_text("utf-8")
        assert names[post] in told
        assert names[other] not in told
