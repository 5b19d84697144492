"""Five weeks in the life of a region: everything that is told to anybody, and nothing else.

The real program is booted and its clock is wound an hour at a time. An illness, a lapse, a swap, a
night in which the clock goes forward, a gap that nobody takes up, and a roster that ends.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from data.model.gap import GapState
from data.store import gaps, outbox
from data.store.audit.check import verify
from scheduler.planning.absences import report_sick
from scheduler.planning.candidates import find_candidates
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.exchange import DutySwap, swap
from scheduler.planning.publish import publish
from scheduler.self_service.offers import offer_shift
from scheduler.settings import settings
from tests.integration.scene import (
    CONSENT,
    FIRST,
    NL,
    WEEKS,
    ZONE,
    Story,
    import_tables,
    local,
    on_duty,
    opened,
    publish_quarter,
    tables,
)
from tests.scheduler.notifications.sinks import (
    hook_channel,
    mail_channel,
    running_hook_sink,
    running_mail_sink,
)

DATA = Path(__file__).parent / "data"
HEARD = DATA / "five_weeks.txt"


@pytest.fixture
def story(request, database_url, monkeypatch, tmp_path):
    """The program, booted on a quarter in force, with a mail server and a web hook."""
    store = opened(database_url)
    publish_quarter(store)
    monkeypatch.setenv("CACO_SECRET_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv("CACO_LANGUAGE", "nl")
    with running_mail_sink() as mail, running_hook_sink() as hook:
        monkeypatch.setenv("CACO_CHANNEL_MAIL", mail_channel(mail))
        monkeypatch.setenv("CACO_CHANNEL_SMS", hook_channel(hook))
        told = Story(store, mail, hook)
        told.start(database_url, local(request.param))
        yield told
        told.stop()
    store.close()


def put_on(story, shift, now):
    """Let the best candidate take a shift, in a new version."""
    best = next(one.person for one in find_candidates(story.store, shift, now).offer.candidates)
    draft = copy_in_force(story.store, FIRST, WEEKS, "planner", now)
    edit_draft(story.store, draft.id, [Edit(EditKind.ASSIGN, best, shift)], "planner", now)
    publish(story.store, draft.id, CONSENT, "planner", now, NL)
    return best


def address(person):
    return next(
        row["address"]
        for row in tables()["contacts"]
        if row["person"] == person and row["channel"] == "mail"
    )


def subjects(heard):
    return [one.subject for one in heard]


def is_of_gaps(message) -> bool:
    """Whether a message tells of one gap, or of several."""
    return message.subject.startswith("Gat: ") or " gaten: " in message.subject


def an_illness(story):
    """Somebody falls ill two days ahead; the manager takes it up, the planner fills it."""
    story.until("2027-03-01 10:00")
    ill, shift = on_duty(story.store, local("2027-03-03 08:00"))
    report_sick(story.store, ill, shift.start, date(2027, 3, 3), "planner", story.now)
    notice = next(one for one in story.until("2027-03-01 11:00") if is_of_gaps(one))
    assert "afwezig" in notice.body
    assert "ziekte" not in notice.body
    assert "wie kan invallen" in notice.body
    assert "U pakt dit op" in story.answer(notice)
    quiet = story.until("2027-03-02 06:00")
    assert not any(is_of_gaps(one) for one in quiet)
    assert any(is_of_gaps(one) for one in story.until("2027-03-02 07:00"))
    put_on(story, shift.id, story.now)
    heard = story.until("2027-03-02 09:00")
    assert any(one.subject.startswith("Opgelost") for one in heard)
    assert any("gewijzigd" in one.subject and "48 uur" in one.subject for one in heard)


def a_swap(story):
    """Two people swap duties of two weeks later; they hear of it, and nobody else does."""
    story.until("2027-03-08 10:00")
    one, given = on_duty(story.store, local("2027-03-24 08:00"))
    other, returned = on_duty(story.store, local("2027-03-25 16:00"))
    draft = swap(
        story.store, DutySwap(one, given.id, other, returned.id), "planner", story.now
    ).head
    publish(story.store, draft.id, CONSENT, "planner", story.now, NL)
    heard = story.until("2027-03-08 11:00")
    changed = {one.to for one in heard if "gewijzigd" in one.subject}
    assert changed == {address(one), address(other)}


def a_lapse(story):
    """A competence turns out to end; its holder is notified, and their later seats are gaps."""
    story.until("2027-03-09 10:00")
    person, shift = on_duty(story.store, local("2027-03-23 16:00"))
    given = dict(tables())
    given["competences"] = [
        {**row, "until": "2027-03-22"} if row["person"] == person else row
        for row in given["competences"]
    ]
    keep = ("absences",)  # what was reported since stays
    import_tables(story.store, {k: v for k, v in given.items() if k not in keep}, story.now)
    heard = story.until("2027-03-09 11:00")
    assert [one.to for one in heard if "verloopt" in one.subject] == [address(person)]
    heard = story.until("2027-03-10 08:00")
    digest = [one for one in heard if is_of_gaps(one)]
    assert digest
    assert any("vakbekwaamheid verlopen" in one.body for one in digest)
    return person, shift


def a_night_of_seven_hours(story):
    """The holder of the night in March falls ill; it is offered, and the first to accept has it."""
    story.until("2027-03-26 10:00")
    ill, night = on_duty(story.store, local("2027-03-27 23:30"))
    assert night.end - night.start == timedelta(hours=7)
    report_sick(story.store, ill, night.start, date(2027, 3, 28), "planner", story.now)
    story.until("2027-03-26 11:00")
    offer_shift(story.store, settings(), night.id, "manager", story.now)
    heard = story.until("2027-03-26 12:00")
    offered = [one for one in heard if "deze dienst doen" in one.subject and one.channel == "mail"]
    assert len(offered) >= 2, subjects(heard)
    first, second = offered[:2]
    assert "U hoeft verder niets te doen" in story.answer(first)
    assert "bedankt" in story.answer(second).lower()
    heard = story.until("2027-03-26 13:00")
    assert any(one.subject.startswith("Opgelost") for one in heard)
    person, _ = on_duty(story.store, local("2027-03-27 23:30"))
    assert address(person) == first.to


def lines(story):
    return "".join(f"{one}\n" for one in story.heard)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("story", ["2027-02-27 08:00"], indirect=True)
def test_five_weeks_tell_all_that_is_to_be_told_and_nothing_else(story):
    an_illness(story)
    a_swap(story)
    a_lapse(story)
    a_night_of_seven_hours(story)
    story.until("2027-04-03 08:00")
    told = lines(story)
    if not HEARD.exists():  # the first time: read it, and keep it
        HEARD.parent.mkdir(exist_ok=True)
        HEARD.write_text(told, encoding="utf-8")
    assert told == HEARD.read_text(encoding="utf-8")
    with story.store.reading() as connection:
        found = gaps.read_gaps(connection)
        kept = outbox.messages(connection)
        assert verify(connection, ZONE).findings == ()
    assert {one.status.value for one in kept} == {"sent"}
    assert len(kept) == len(story.heard)
    over = [gap for gap in found if gap.closed_by == "over"]
    assert over
    assert all(gap.state is GapState.CLOSED for gap in over)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("story", ["2027-03-01 09:00"], indirect=True)
def test_an_illness_is_told_taken_up_and_mended(story):
    an_illness(story)
    with story.store.reading() as connection:
        assert len(outbox.messages(connection)) == len(story.heard)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("story", ["2027-03-01 09:00"], indirect=True)
def test_three_days_down_then_up_tells_once_what_was_missed_and_not_what_is_stale(
    story, database_url
):
    story.until("2027-03-01 10:00")
    story.stop()
    past, gone = on_duty(story.store, local("2027-03-03 08:00"))
    coming, night = on_duty(story.store, local("2027-03-05 23:30"))
    report_sick(story.store, past, gone.start, date(2027, 3, 3), "planner", story.now)
    report_sick(story.store, coming, night.start, date(2027, 3, 6), "planner", story.now)
    up = local("2027-03-04 10:00")
    story.start(database_url, up)
    heard = story.at(up)
    gaps_told = [one for one in heard if is_of_gaps(one)]
    assert subjects(gaps_told) == ["Gat: CaCo meldkamer, vr 5 mrt 23:00"]
    reminded = sorted(one.subject for one in heard if "begint" in one.subject)
    assert reminded == [
        "Uw dienst begint do 4 mrt 15:00",
        "Uw dienst begint do 4 mrt 23:00",
        "Uw dienst begint vr 5 mrt 07:00",
    ]
    assert len(heard) == len(gaps_told) + len(reminded)
    assert story.at(up + timedelta(minutes=5)) == []
