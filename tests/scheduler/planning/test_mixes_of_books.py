"""A skill mix over posts of several books is judged in each; a signature accepts what it lacks."""

from datetime import timedelta

import pytest

from data.model.errors import Refused
from data.model.roster import RemarkKind
from data.store import signing
from scheduler.planning.company import company_of
from scheduler.planning.open_roster import open_roster
from scheduler.planning.publish import Consent, propose, publish
from tests.scheduler.planning.test_books import (
    DESK,
    EN,
    PIKET,
    draft,
    in_books,
    piket_post,
    problem_of_book,
    signed,
)
from tests.support.region import NOW, import_texts

SKILL = "ENGLISH"


def people_of_piket(tables):
    """Somebody who serves on call and never at the desk."""
    desk = {row["person"] for row in tables["competences"] if row["function"] == "CACO"}
    function = next(row["function"] for row in tables["posts"] if row["id"] == piket_post())
    return next(
        row["person"]
        for row in tables["competences"]
        if row["function"] == function and row["person"] not in desk
    )


@pytest.fixture
def region(store):
    """A region of two books, with one mix over the posts of both."""
    tables, _both = in_books()
    tables["functions"] = [*tables["functions"], {"id": SKILL, "name": "Engels"}]
    skilled = people_of_piket(tables)
    tables["competences"] = [
        *tables["competences"],
        {"person": skilled, "function": SKILL, "from": "2025-09-22"},
    ]
    tables["skill_mixes"] = [
        {
            "id": "english",
            "function": SKILL,
            "required": "1",
            "posts": f"CACO;{piket_post()}",
            "from": "2026-01-01",
        }
    ]
    import_texts(store, tables)
    return store, skilled


def lacking_of(store, head):
    opened = open_roster(store, head.id)
    return company_of(opened.problem, opened.assignments, EN).lacking


def skills(proposal):
    return [one for one in proposal.remarks if one.kind is RemarkKind.SKILLS]


def others():
    return {kind: "agreed" for kind in RemarkKind if kind is not RemarkKind.SKILLS}


def test_a_mix_over_two_books_is_judged_in_the_roster_of_each(region):
    store, skilled = region
    assert lacking_of(store, draft(store, DESK))
    assert lacking_of(store, draft(store, PIKET, weeks=8))
    assert not lacking_of(store, draft(store, PIKET, weeks=8, chosen=skilled))


def test_who_has_the_skill_in_another_book_is_there_for_the_desk(region):
    store, skilled = region
    signed(store, PIKET, weeks=8, chosen=skilled)
    problem = problem_of_book(store, DESK)
    assert skilled not in problem.person_by_id
    (mix,) = problem.skill_mixes
    assert mix.other_posts == (piket_post(),)
    head = draft(store, DESK)
    when = [line.partition(": 1 too few")[0] for line in lacking_of(store, head)]
    # The week on call begins on Friday at 17:00; from the 18th on they are on leave.
    assert when == ["Mon 4 Jan 07:00 – Fri 8 Jan 17:00", "Mon 18 Jan 00:00 – 07:00"]


def test_a_signature_is_refused_until_a_missing_skill_is_accepted(region):
    store, _skilled = region
    head = draft(store, DESK)
    asked = skills(propose(store, head.id, "signer", NOW))
    assert asked
    with pytest.raises(Refused) as refused:
        publish(store, head.id, Consent(others(), {}), "signer", NOW, EN)
    (first, *_rest) = refused.value.reasons
    assert "1 too few with Engels on CaCo" in first.what
    assert "--accept-skills" in first.remedy
    consent = Consent({**others(), RemarkKind.SKILLS: "the IM speaks it"}, {})
    made, _proposal = publish(store, head.id, consent, "signer", NOW, EN)
    with store.reading() as connection:
        items = signing.sign_off_items(connection, made.id)
    kept = [one for one in items if one.remark.kind is RemarkKind.SKILLS]
    assert [one.remark for one in kept] == asked
    assert {one.acceptance.reason for one in kept} == {"the IM speaks it"}


def test_what_was_accepted_of_a_skill_stands_in_the_next_version(region):
    store, _skilled = region
    head = signed(store, DESK)
    again = draft(store, DESK)
    proposal = propose(store, again.id, "signer", NOW)
    assert skills(proposal)
    assert not [one for one in proposal.open_remarks if one.kind is RemarkKind.SKILLS]
    with store.reading() as connection:
        (item,) = [
            one
            for one in signing.sign_off_items(connection, head.id)
            if one.remark.kind is RemarkKind.SKILLS
        ][:1]
    assert item.acceptance


def test_time_that_is_over_is_not_asked_about(region):
    store, _skilled = region
    later = draft(store, DESK).end - timedelta(days=1)
    head = signed(store, DESK)
    assert head
    again = draft(store, DESK, now=later)
    asked = skills(propose(store, again.id, "signer", later))
    assert all(one.facts.end > later for one in asked)
