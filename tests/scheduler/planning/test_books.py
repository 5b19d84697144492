"""Posts that are planned and signed in books of their own, across each other in time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest

from data.i18n.language import language
from data.model.account import Role
from data.model.duty import Assignment, DutyKind
from data.model.errors import InputError, Refused
from data.store import rosters
from data.store.audit import trail
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.coverage.gathering import read_coverage_input
from scheduler.coverage.snapshot import CoverageCache
from scheduler.coverage.uncovered import find_uncovered
from scheduler.planning.books import book_conflicts
from scheduler.planning.drafts import add_draft, copy_in_force
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.open_roster import open_roster
from scheduler.planning.plan import RepairRequest, repair_roster
from scheduler.planning.preflight import next_period
from scheduler.planning.preparation import prepare
from scheduler.planning.publish import propose, publish
from tests.bench.store import fill
from tests.support.region import CONSENT, FIRST, NOW, import_texts, texts
from tests.support.take_overs import take_over

EN = language("en")
DESK, PIKET = "desk", "piket"
BOOKS = [
    {"id": DESK, "name": "Meldkamer", "weeks": "2", "notice_days": "28"},
    {"id": PIKET, "name": "Piket", "weeks": "8", "notice_days": "60"},
]
LATER = FIRST + timedelta(weeks=2)
DAY = timedelta(days=1)


def in_books(desk=DESK):
    """The region with a book for the desk, and one for all others; two people serve in both."""
    tables = dict(texts())
    tables["books"] = BOOKS
    book = {"CACO": desk}
    tables["posts"] = [{**row, "book": book.get(row["id"], PIKET)} for row in tables["posts"]]
    on_call = next(row["function"] for row in tables["posts"] if row["kind"] == "on_call")
    both = [row["person"] for row in tables["competences"] if row["function"] == "CACO"][:2]
    added = [{"person": one, "function": on_call, "from": "2025-09-22"} for one in both]
    tables["competences"] = [*tables["competences"], *added]
    return tables, both


def piket_post():
    return next(row["id"] for row in texts()["posts"] if row["id"] != "CACO")


@pytest.fixture
def region(store):
    tables, _both = in_books()
    import_texts(store, tables)
    return store


def draft(store, book, first=FIRST, weeks=2, chosen=None, now=NOW):
    """A draft in which duties go round, or who is chosen has all."""
    with store.writing() as connection:
        trail.take_turn(connection)
        prepared = prepare(connection, first, weeks, now, book=book)
        held = (
            [Assignment(chosen, shift.id) for shift in prepared.shifts]
            if chosen
            else fill(prepared.problem)
        )
        return add_draft(connection, prepared, tuple(held), "", "planner", now)


def signed(store, book, first=FIRST, weeks=2, chosen=None, now=NOW):
    made = draft(store, book, first, weeks, chosen, now)
    return publish(store, made.id, CONSENT, "signer", now, EN)[0]


def problem_of_book(store, book, first=FIRST, weeks=2):
    with store.reading() as connection:
        return prepare(connection, first, weeks, NOW, book=book).problem


def gaps_in(store, weeks=2):
    start = datetime(2027, 1, 4, 12, tzinfo=UTC)
    with store.reading() as connection:
        inputs = read_coverage_input(connection, start, start + timedelta(weeks=weeks), NOW)
    return find_uncovered(inputs, start, start + timedelta(weeks=weeks))


def test_rosters_of_two_books_lie_across_each_other_and_both_are_in_force(region):
    one = signed(region, PIKET, weeks=8)
    two = signed(region, DESK)
    three = signed(region, DESK, first=LATER)
    with region.reading() as connection:
        found = rosters.in_force(connection, one.start, one.end)
    assert {head.id for head in found} == {one.id, two.id, three.id}
    assert [head.version for head in found] == [1, 1, 1]
    assert {head.book for head in found} == {DESK, PIKET}


def test_a_roster_of_a_book_holds_the_posts_of_that_book_alone(region):
    head = signed(region, DESK)
    with region.reading() as connection:
        assert {one.post for one in rosters.read_shifts(connection, head.shift_set)} == {"CACO"}
    problem = problem_of_book(region, PIKET)
    assert {post.id for post in problem.posts} == {piket_post()}


def test_the_next_period_of_each_book_begins_where_its_own_roster_ends(region):
    assert next_period(region, NOW, PIKET) == (date(2026, 11, 30), 8)
    signed(region, PIKET, weeks=8)
    assert next_period(region, NOW, PIKET) == (FIRST + timedelta(weeks=8), 8)
    assert next_period(region, NOW, DESK) == (date(2026, 11, 30), 2)


def test_a_duty_in_another_book_keeps_its_holder_from_a_shift_at_the_same_time(region):
    _tables, both = in_books()
    before = problem_of_book(region, DESK)
    assert not before.other_books
    signed(region, PIKET, weeks=8, chosen=both[0])
    after = problem_of_book(region, DESK)
    fixed = [duty for duty in after.other_books if duty.person == both[0]]
    assert fixed
    assert {duty.kind for duty in fixed} == {DutyKind.ON_CALL}
    made = draft(region, DESK, chosen=both[0])
    broken = {one.rule for one in open_roster(region, made.id).violations}
    assert "OVERLAP" in broken


def test_work_at_the_desk_counts_for_who_is_planned_on_call(region):
    _tables, both = in_books()
    signed(region, DESK, chosen=both[1])
    problem = problem_of_book(region, PIKET, weeks=8)
    worked = [duty for duty in problem.other_books if duty.person == both[1]]
    assert {duty.kind for duty in worked} == {DutyKind.WORK}
    assert sum(duty.work_minutes for duty in worked) > 300 * 60


def test_repairing_one_book_changes_nothing_in_another(region):
    signed(region, PIKET, weeks=8)
    signed(region, DESK)
    piket = on_the_first_day(region, PIKET)
    with region.reading() as connection:
        before = rosters.read_assignments(connection, piket.id)
    found = repair_roster(region, RepairRequest(FIRST, 2, seconds=2, book=DESK), NOW)
    assert {one.post for one in found.prepared.problem.shifts} == {"CACO"}
    with region.reading() as connection:
        assert rosters.read_assignments(connection, piket.id) == before


def on_the_first_day(store, book):
    start = datetime(2027, 1, 4, 12, tzinfo=UTC)
    with store.reading() as connection:
        (head,) = rosters.in_force(connection, start, start + timedelta(hours=1), book)
    return head


def test_coverage_sees_the_rosters_of_all_books(region):
    signed(region, PIKET, weeks=8)
    signed(region, DESK)
    found = [gap for gap in gaps_in(region, weeks=4) if gap.slot == "roster"]
    assert {gap.post for gap in found} == {"CACO"}  # of which the roster ends first
    assert {gap.start.date() for gap in found} == {LATER}


def on_call_and_at_the_desk(roster):
    return {one.rule for one in roster.violations} & {"C04", "C05"}


def test_a_draft_is_judged_anew_once_another_book_is_signed(region):
    _tables, both = in_books()
    made = draft(region, DESK, chosen=both[0])
    assert not on_call_and_at_the_desk(open_roster(region, made.id))
    signed(region, PIKET, weeks=8, chosen=both[0])
    assert on_call_and_at_the_desk(propose(region, made.id, "planner", NOW).roster)


def test_two_drafts_that_do_not_go_together_are_told_to_both_planners(region):
    _tables, both = in_books()
    desk = draft(region, DESK, chosen=both[0])
    piket = draft(region, PIKET, weeks=8, chosen=both[0])
    for mine, other in ((desk, piket), (piket, desk)):
        found = book_conflicts(region, open_roster(region, mine.id))
        assert {one.other.id for one in found} == {other.id}
        assert {one.violation.person for one in found} == {both[0]}
        assert "OVERLAP" in {one.violation.rule for one in found}


def test_drafts_that_go_together_are_no_conflict(region):
    _tables, both = in_books()
    desk = draft(region, DESK, chosen=both[0])
    draft(region, PIKET, weeks=8, chosen=both[1])
    assert not book_conflicts(region, open_roster(region, desk.id))


def test_two_planners_at_work_in_two_books_lose_no_edit(region):
    for book in (DESK, PIKET):
        signed(region, book, weeks=2)
    copies = {book: copy_in_force(region, FIRST, 2, "planner", NOW, book) for book in (DESK, PIKET)}
    taken, start = {}, Barrier(2)

    def change(book):
        roster = open_roster(region, copies[book].id)
        taken[book] = [one for one in roster.assignments][-3:]
        start.wait()
        for one in taken[book]:
            edit = Edit(EditKind.REMOVE, one.person, one.shift)
            edit_draft(region, copies[book].id, [edit], book, NOW)
        publish(region, copies[book].id, CONSENT, book, NOW, EN)

    threads = [Thread(target=change, args=(book,)) for book in copies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with region.reading() as connection:
        for book in copies:
            head = on_the_first_day(region, book)
            assert head.version == 2
            left = {
                (one.person, one.shift) for one in rosters.read_assignments(connection, head.id)
            }
            assert not left & {(one.person, one.shift) for one in taken[book]}


def test_a_post_is_planned_in_one_book_at_a_time(region):
    signed(region, DESK)
    tables, _both = in_books(desk=PIKET)
    import_texts(region, {"books": BOOKS, "posts": tables["posts"]}, now=NOW + timedelta(hours=1))
    with pytest.raises(Refused) as refused, region.reading() as connection:
        prepare(connection, FIRST, 2, NOW, book=PIKET)
    (fault,) = refused.value.reasons
    assert "CACO" in str(fault)
    assert str(LATER) in str(fault)
    with region.reading() as connection:
        assert prepare(connection, LATER, 2, NOW, book=PIKET).problem.shifts


@pytest.mark.parametrize(("book", "said"), [("x", "no book"), ("", "every post is in a book")])
def test_a_book_that_is_not_there_cannot_be_planned(region, book, said):
    with pytest.raises(Refused, match=said), region.reading() as connection:
        prepare(connection, FIRST, 2, NOW, book=book)


def test_short_notice_is_what_the_book_says(region):
    late = NOW + timedelta(days=2)
    for book, is_late in ((DESK, False), (PIKET, True)):
        made = draft(region, book, now=late)
        kinds = {one.kind for one in propose(region, made.id, "planner", late).remarks}
        assert ("notice" in kinds) == is_late, book


def test_a_store_without_books_is_planned_as_before(store):
    import_texts(store)
    problem = problem_of_book(store, "")
    assert {post.id for post in problem.posts} == {row["id"] for row in texts()["posts"]}
    assert not problem.other_books
    assert replace(problem, other_books=()) == problem


def test_a_roster_has_the_gaps_of_its_own_posts_alone(region):
    signed(region, DESK)
    piket = signed(region, PIKET, weeks=8)
    coverage = CoverageCache(region, 8)
    with region.reading() as connection:
        shifts = rosters.read_shifts(connection, piket.shift_set)
        held = rosters.read_assignments(connection, piket.id)
    found = coverage.of_roster(piket, shifts, held, NOW)
    assert {row.gap.interval.post for row in found.rows} <= {piket_post()}
    empty = coverage.of_roster(piket, shifts, (), NOW)
    assert {row.gap.interval.post for row in empty.rows} == {piket_post()}


def test_a_book_has_rules_of_its_own_beside_those_of_all(region):
    import_texts(
        region,
        {
            "rules": [
                {"rule": "QUICK_RETURN", "parameter": "rest", "value": "660"},
                {"rule": "LONE_SHIFT", "enabled": "no"},
            ],
            "book_rules": [
                {"book": DESK, "rule": "QUICK_RETURN", "parameter": "rest", "value": "720"},
                {"book": DESK, "rule": "LONE_SHIFT", "enabled": "yes"},
                {"book": PIKET, "rule": "LONE_DAY_OFF", "enabled": "no"},
            ],
        },
    )
    found = {}
    for book in (DESK, PIKET):
        settings = problem_of_book(region, book).ruleset.settings
        found[book] = {one.rule: (one.enabled, dict(one.parameters)) for one in settings}
    assert found[DESK] == {"QUICK_RETURN": (True, {"rest": 720}), "LONE_SHIFT": (True, {})}
    assert found[PIKET] == {
        "QUICK_RETURN": (True, {"rest": 660}),
        "LONE_SHIFT": (False, {}),
        "LONE_DAY_OFF": (False, {}),
    }


def test_a_rule_of_the_law_cannot_be_switched_off_for_one_book_either(region):
    with pytest.raises(InputError) as refused:
        import_texts(region, {"book_rules": [{"book": DESK, "rule": "R01", "enabled": "no"}]})
    (fault,) = refused.value.faults
    assert "R01" in fault.what
    assert (fault.place.row, fault.place.column) == (2, "enabled")


def test_a_book_has_public_holidays_of_its_own(region):
    rows = [
        {"date": "2027-01-06", "name": "Regional feast"},
        {"date": "2027-01-07", "name": "Feast of the desk", "book": DESK},
    ]
    import_texts(region, {"holidays": rows})
    days = {book: set(problem_of_book(region, book).public_holidays) for book in (DESK, PIKET)}
    assert {date(2027, 1, 6), date(2027, 1, 7)} <= days[DESK]
    assert days[DESK] - days[PIKET] == {date(2027, 1, 7)}
    twice = [rows[0], {**rows[0], "name": "Once more"}]
    with pytest.raises(InputError, match="row 2 has 2027-01-06 too"):
        import_texts(region, {"holidays": twice})


def test_only_those_whom_a_book_names_sign_for_it(region):
    for login in ("anna", "bas"):
        roles, password = frozenset({Role.PLANNER}), "harbour lantern meadow"
        account = NewAccount(login, login.title(), roles, None, "", password)
        add_account(region, account, "admin", NOW)
    import_texts(region, {"books": [{**BOOKS[0], "signers": "anna; carla"}, BOOKS[1]]})
    made = draft(region, DESK)
    with pytest.raises(Refused, match="bas does not sign for Meldkamer"):
        publish(region, made.id, CONSENT, "bas", NOW, EN)
    assert publish(region, made.id, CONSENT, "anna", NOW, EN)[0].version == 1
    other = draft(region, PIKET, weeks=8)
    assert publish(region, other.id, CONSENT, "bas", NOW, EN)[0].version == 1


def test_a_take_over_in_another_book_at_the_beginning_of_a_period_is_no_matter_of_this_one(region):
    _tables, both = in_books()
    signed(region, PIKET, weeks=8, chosen=both[0])
    monday = datetime(2027, 1, 18, tzinfo=UTC)
    with region.reading() as connection:
        week = next(
            shift
            for _who, shift, _ in rosters.duties_between(connection, monday, monday + DAY)
            if shift.post == piket_post()
        )
    take_over(region, week, tuple(both), monday, monday + DAY, now=NOW)
    problem = problem_of_book(region, DESK, first=LATER)
    on_call = [duty for duty in (*problem.history, *problem.other_books) if duty.person == both[1]]
    assert any(duty.start < monday + DAY and monday < duty.end for duty in on_call)
    assert {shift.post for shift in problem.shifts} == {"CACO"}
