"""What employers and planners read about declarations, as it arrives at a real mail server."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from data.model.account import RegionLimit, Role
from data.store import employer_asks, records
from data.tables.period import ZONE
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.partners.answering import LineAnswer, answer_ask
from scheduler.partners.asking import notify_employers
from scheduler.records.row_edits import RowEdit, edit_rows
from scheduler.settings import Settings
from tests.scheduler.notifications.sinks import mail_sink
from tests.scheduler.records.register import LAPSING
from tests.support.delivered import deliver_all
from tests.support.region import INSIDE, NOW

__all__ = ["mail_sink"]

EMPLOYER, PLANNER, OTHER = "hr@bank.example", "els@vr.example", "bas@vr.example"
NOON, WEEK = INSIDE.replace(hour=11), timedelta(weeks=1)
LINK = re.compile(r"https://rooster\.example/declaration/(\S+)")


@pytest.fixture
def asked(region, mail_sink):
    """The employer of `LAPSING` alone was asked, about nobody else."""
    add_account(region, NewAccount(PLANNER, "Els", frozenset({Role.PLANNER}), None), "tests", NOW)
    edit_rows(region, [RowEdit("regions", {"id": "elsewhere", "name": "Elsewhere"})], "p", NOW)
    limit = (RegionLimit(Role.PLANNER, frozenset({"elsewhere"})),)
    role = frozenset({Role.PLANNER})
    add_account(region, NewAccount(OTHER, "Bas", role, None, "", "", limit), "tests", NOW)
    with region.reading() as connection:
        rows = records.read_rows(connection, "people").values()
        row = next(one for one in rows if one.values["id"] == LAPSING)
        was = records.as_texts("people", row.values, ZONE)
    bank = {"id": "bank", "name": "Bank Wulp", "mail": EMPLOYER}
    edits = [RowEdit("partners", bank), RowEdit("people", was | {"employer": "bank"}, row.number)]
    edit_rows(region, edits, "planner", NOON)
    region.person = str(row.values["name"])
    # Made here: it remembers the channels of the environment, and each test has a mail server.
    region.settings = Settings(language="en", base_url="https://rooster.example")
    return region


def run(store, sink, now):
    """What arrives when all that is due now is made and sent: to whom, subject, text."""
    before = len(sink.received)
    notify_employers(store, store.settings, now)
    deliver_all(store, store.settings, now)
    return [
        (str(one.message["To"]), str(one.message["Subject"]), one.message.get_content())
        for one in sink.received[before:]
    ]


def test_an_employer_gets_one_mail_with_a_link_and_no_names(asked, mail_sink):
    ((to, subject, text),) = run(asked, mail_sink, NOON)
    assert EMPLOYER in to
    assert subject.endswith("1 declaration")
    assert LINK.search(text)
    assert asked.person not in text + subject
    assert run(asked, mail_sink, NOON + timedelta(days=1)) == []


def test_silence_is_reminded_twice_and_then_told_to_planners_once(asked, mail_sink):
    run(asked, mail_sink, NOON)
    for weeks in (1, 2):
        ((to, subject, _text),) = run(asked, mail_sink, NOON + weeks * WEEK)
        assert EMPLOYER in to
        assert subject.startswith("Reminder: ")
    ((to, subject, text),) = run(asked, mail_sink, NOON + 3 * WEEK)
    assert PLANNER in to
    assert subject == "Bank Wulp did not answer"
    assert asked.person in text
    assert "https://rooster.example/partners/bank" in text
    assert run(asked, mail_sink, NOON + 4 * WEEK) == []


def test_a_no_reaches_planners_of_the_region_at_once_with_the_duties(asked, mail_sink):
    ((_to, _subject, text),) = run(asked, mail_sink, NOON)
    token = LINK.search(text)[1]
    with asked.reading() as connection:
        (line,) = employer_asks.read_asks(connection)[0].lines
    no = LineAnswer(line.id, is_given=False)
    before = len(mail_sink.received)
    for minutes in range(2):  # the same answer again tells nothing new
        moment = NOON + WEEK + timedelta(minutes=minutes)
        answer_ask(asked, asked.settings, token, "Piet", [no], moment)
        deliver_all(asked, asked.settings, moment)
    (mail,) = mail_sink.received[before:]
    assert PLANNER in str(mail.message["To"])
    assert str(mail.message["Subject"]) == "Bank Wulp does not declare somebody"
    said = mail.message.get_content()
    assert asked.person in said
    assert re.search(r"\d+ dut(y|ies) falls? open by what lapses", said)
    assert run(asked, mail_sink, NOON + WEEK) == []  # an employer that answered is not reminded
