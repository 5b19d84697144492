"""Contacts, duty managers, steps of alerts and pledges as planners hand them in."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.files.problem_json import dump_problem
from data.model.contact import AlertRecords, AlertStep, Contact, DutyManager, Pledge
from data.model.gap import Severity
from data.tables.addresses import check_address, to_channel
from data.tables.alert_tables import (
    read_alert_records,
    read_alert_steps,
    read_contacts,
    read_duty_managers,
    read_pledges,
)
from data.tables.contract import TABLE_BY_NAME
from data.tables.faults import FaultLog
from data.tables.period import ZONE
from data.tables.raw_table import tables_from_texts
from data.tables.reading import Reading
from data.tables.region_tables import read_posts
from data.tables.values import BadValue
from tests.data.tables.small_region import faults_of, small_problem, small_tables
from tests.data.tables.test_register_tables import both, put, told

TABLES = ("contacts", "duty_managers", "alert_steps", "pledges")
CALLS = ("call_outs", "call_out_people")


def reading_of(tables=None):
    return Reading(tables_from_texts(tables or small_tables(), "small"), ZONE, FaultLog())


def test_every_column_is_read():
    reading = reading_of()
    assert read_contacts(reading)[:2] == (
        Contact("an", "mail", "an.appel@vr.example"),
        Contact("an", "phone", "+31600000001"),
    )
    assert read_duty_managers(reading) == (
        DutyManager(1, post="caco"),
        DutyManager(1, person="bo", regions=("fl",)),
        DutyManager(
            2, name="Piket hoofd meldkamer", channel="mail", address="piket@vr.example",
            regions=("fl", "gv"),
        ),
    )  # fmt: skip
    assert read_alert_steps(reading) == (
        AlertStep(timedelta(days=14), "digest", waits=True),
        AlertStep(
            timedelta(hours=24), "push", repeat=timedelta(minutes=90),
            escalate=timedelta(minutes=45), severity=Severity.MEDIUM,
        ),
        AlertStep(
            timedelta(minutes=30), "sms", level=2, repeat=timedelta(minutes=15), post="caco"
        ),
    )  # fmt: skip
    assert read_pledges(reading)[0] == Pledge(
        "im-open",
        "bo",
        datetime(2026, 12, 31, 17, tzinfo=UTC),
        datetime(2027, 1, 1, 7, tzinfo=UTC),
    )
    assert [post.most_chance_nobody for post in read_posts(reading)] == [None, None, 0.125]
    assert reading.log.faults == ()


def with_books(tables):
    tables["books"] = [{"id": "desk", "name": "Control room"}, {"id": "piket", "name": "Piket"}]


def test_duty_managers_and_steps_may_be_of_some_books():
    tables = small_tables()
    with_books(tables)
    put("duty_managers", 3, books="piket")(tables)
    put("alert_steps", 2, books="desk; piket")(tables)
    reading = reading_of(tables)
    assert [one.books for one in read_duty_managers(reading)] == [(), ("piket",), ()]
    assert [one.books for one in read_alert_steps(reading)] == [("desk", "piket"), (), ()]
    assert reading.log.faults == ()


def test_a_step_is_of_a_post_or_of_books():
    (fault,) = faults_of(both(with_books, put("alert_steps", 4, books="desk")))
    assert told([fault]) == [("alert_steps", 4, "books")]


def test_tables_that_are_not_there_are_empty():
    tables = {name: rows for name, rows in small_tables().items() if name not in (*TABLES, *CALLS)}
    assert read_alert_records(reading_of(tables)) == AlertRecords()


CASES = [
    (put("posts", 4, most_chance_nobody="0"), "posts", 4, "most_chance_nobody", "more than 0"),
    (put("posts", 4, most_chance_nobody="100"), "posts", 4, "most_chance_nobody", "less than 100"),
    (put("posts", 4, most_chance_nobody="5%"), "posts", 4, "most_chance_nobody", "is not a number"),
    (put("posts", 2, most_chance_nobody="5"), "posts", 2, "most_chance_nobody", "only an open"),
    (put("posts", 2, presence_minutes="0"), "posts", 2, "presence_minutes", "1"),
    (put("posts", 2, presence_minutes="121"), "posts", 2, "presence_minutes", "120"),
    (put("posts", 4, presence_minutes="10"), "posts", 4, "presence_minutes", "only on_site"),
    (put("contacts", 2, person="ann"), "contacts", 2, "person", "Did you mean 'an'?"),
    (put("contacts", 2, channel="e-mail"), "contacts", 2, "channel", "Use mail"),
    (put("contacts", 2, channel="digest"), "contacts", 2, "channel", "no way to reach"),
    (put("contacts", 2, address=""), "contacts", 2, "address", "Fill in"),
    (put("contacts", 2, address="an.appel.vr.example"), "contacts", 2, "address", "not a mail"),
    (put("contacts", 2, address="an@vr.example, bo@vr.example"), "contacts", 2, "address", "one"),
    (put("contacts", 3, address="06-00000001"), "contacts", 3, "address", "Dutch"),
    (put("contacts", 3, address="06-12 34 56 78"), "contacts", 3, "address", "+31612345678"),
    (put("contacts", 3, address="0031 6 1234 5678"), "contacts", 3, "address", "+31612345678"),
    (put("contacts", 5, address="+31 6 00000002"), "contacts", 5, "address", "+31600000002"),
    (put("duty_managers", 2, post=""), "duty_managers", 2, None, "nobody"),
    (put("duty_managers", 2, person="bo"), "duty_managers", 2, "person", "post, person"),
    (put("duty_managers", 3, name="Bo"), "duty_managers", 3, "name", "Fill in one of"),
    (put("duty_managers", 2, post="cacao"), "duty_managers", 2, "post", "'caco'"),
    (put("duty_managers", 2, post="im-open"), "duty_managers", 2, "post", "nobody is rostered"),
    (put("duty_managers", 2, level="0"), "duty_managers", 2, "level", "Use 1 up to"),
    (put("duty_managers", 3, channel="mail"), "duty_managers", 3, "channel", "contacts tells"),
    (put("duty_managers", 3, person="ca"), "duty_managers", 3, "person", "Add a row to contacts"),
    (put("duty_managers", 4, address=""), "duty_managers", 4, "address", "at which address"),
    (put("duty_managers", 4, address="piket"), "duty_managers", 4, "address", "not a mail"),
    (put("duty_managers", 4, channel=""), "duty_managers", 4, "channel", "by which channel"),
    (put("duty_managers", 4, regions="fl;ut"), "duty_managers", 4, "regions", "'ut'"),
    (put("duty_managers", 4, books="pikett"), "duty_managers", 4, "books", "'pikett'"),
    (put("alert_steps", 2, books="desk"), "alert_steps", 2, "books", "'desk'"),
    (put("alert_steps", 2, hours_before="1345"), "alert_steps", 2, "hours_before", "up to 1344"),
    (put("alert_steps", 2, hours_before="-1"), "alert_steps", 2, "hours_before", "Use 0"),
    (put("alert_steps", 2, hours_before=""), "alert_steps", 2, "hours_before", "Fill in"),
    (put("alert_steps", 2, channel="phone"), "alert_steps", 2, "channel", "makes no calls"),
    (put("alert_steps", 3, repeat_hours="0"), "alert_steps", 3, "repeat_hours", "0.25"),
    (put("alert_steps", 3, escalate_minutes="0"), "alert_steps", 3, "escalate_minutes", "Use 1"),
    (put("alert_steps", 3, severity="bad"), "alert_steps", 3, "severity", "medium"),
    (put("alert_steps", 3, waits="later"), "alert_steps", 3, "waits", "yes or no"),
    (put("alert_steps", 4, post="caso"), "alert_steps", 4, "post", "'caco'"),
    (put("pledges", 2, post="im-fl"), "pledges", 2, "post", "not open_call"),
    (put("pledges", 2, person=""), "pledges", 2, "person", "Fill in"),
    (put("pledges", 2, end="2026-12-31 18:00"), "pledges", 2, "end", "not after the start"),
    (put("pledges", 2, start="tonight"), "pledges", 2, "start", "is not a moment"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "table", "row", "column", "word"),
    [pytest.param(*case, id=f"{case[1]}-{case[2]}-{case[3]}-{n}") for n, case in enumerate(CASES)],
)
def test_a_fault_is_told_with_its_place_and_what_to_do(spoil, table, row, column, word):
    (fault,) = faults_of(spoil)
    assert told([fault]) == [(table, row, column)]
    assert word in f"{fault.what} {fault.remedy}"
    assert fault.remedy


def test_faults_of_all_these_tables_are_told_at_once():
    spoil = both(
        put("alert_steps", 2, level="x"),
        put("contacts", 2, address="x"),
        put("duty_managers", 2, level="x"),
        put("pledges", 2, post="x"),
        put("posts", 4, most_chance_nobody="x"),
    )
    assert {fault.place.sheet for fault in faults_of(spoil)} == {*TABLES, "posts"}


def test_a_person_to_whom_nothing_can_be_sent_is_no_duty_manager():
    """A telephone number is for people: no message of this product gets there."""
    spoil = both(
        put("duty_managers", 3, person="an"),
        lambda tables: tables.update(
            contacts=[row for row in tables["contacts"] if row["channel"] != "mail"]
        ),
    )
    assert told(faults_of(spoil)) == [("duty_managers", 3, "person")]


def test_the_solver_hears_nothing_of_it():
    """The problem, and so its hash, is the same with these tables and without."""

    def bare(tables):
        for name in TABLES:
            del tables[name]
        for post in tables["posts"]:
            del post["most_chance_nobody"]

    told = dump_problem(small_problem())
    assert dump_problem(small_problem(bare)) == told
    assert dump_problem(small_problem(put("posts", 2, presence_minutes="10"))) == told
    assert b"most_chance_nobody" not in told
    assert b"presence" not in told


addresses = st.from_regex(r"[a-z0-9]+(\.[a-z0-9]+)*@([a-z0-9-]+\.)+[a-z]{2,10}", fullmatch=True)


@pytest.mark.second
@given(addresses.filter(lambda text: len(text) < 60))
def test_a_mail_address_is_taken(address):
    check_address("mail", address)


@given(st.text(max_size=30))
def test_what_is_taken_for_an_address_has_one_at_and_no_space(text):
    try:
        check_address("mail", text)
    except BadValue:
        pass
    else:
        assert text.count("@") == 1
        assert not any(letter.isspace() or letter in ",;<>" for letter in text)
        assert text.isprintable()


@given(st.sampled_from(("sms", "phone")), st.text("+0123456789 -()", max_size=20))
def test_a_number_that_is_taken_works_from_everywhere(channel, text):
    try:
        check_address(channel, text)
    except BadValue as bad:
        offered = bad.remedy.rpartition(" ")[2]
        check_address(channel, offered)  # what it says to write would be taken
    else:
        assert text[0] == "+"
        assert text[1:].isdecimal()


@given(st.text(max_size=12))
def test_a_channel_is_a_word_or_refused(text):
    try:
        word = to_channel(text)
    except BadValue:
        pass
    else:
        assert word == word.casefold()
        assert word.replace("_", "a").isalnum()


cells = st.one_of(
    st.sampled_from(
        ["", "an", "bo", "im-open", "caco", "mail", "sms", "digest", "yes", "no", "1", "0,5",
         "2026-05-14 20:15", "an@vr.example", "+31600000001", "high", "fl", "-1", "1e9", "\x00"]
    ),
    st.text(max_size=6),
)  # fmt: skip


@given(st.data())
def test_any_row_is_read_or_its_fault_is_told(data):
    tables = small_tables()
    name = data.draw(st.sampled_from(TABLES))
    row = {column.name: data.draw(cells) for column in TABLE_BY_NAME[name].columns}
    tables[name] = [row]
    reading = reading_of(tables)
    found = read_alert_records(reading, date(2026, 12, 1))
    mine = {
        "contacts": found.contacts,
        "duty_managers": found.duty_managers,
        "alert_steps": found.steps,
        "pledges": found.pledges,
    }[name]
    here = [fault for fault in reading.log.faults if fault.place.sheet == name]
    rows = len(reading.tables.tables[name].rows)
    assert len(mine) == (0 if here else rows)
    assert all(fault.place.row == 2 and fault.what and fault.remedy for fault in here)
