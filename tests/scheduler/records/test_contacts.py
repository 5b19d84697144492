"""Contact details are written down where they are missed, under the same checks as an import."""

import pytest

from data.model.errors import Conflict, InputError
from data.store.audit import trail
from data.tables.addresses import check_address, tidied
from data.tables.values import BadValue
from scheduler.records.contacts import contact_card, record_contacts
from tests.support.region import NOW, import_texts, texts

SOMEBODY = texts()["people"][0]["id"]


@pytest.fixture
def region(store):
    """A region in which nothing says how this person is reached."""
    others = [row for row in texts()["contacts"] if row["person"] != SOMEBODY]
    import_texts(store, {**texts(), "contacts": others})
    return store


def ways_of(store, person=SOMEBODY):
    return contact_card(store, person).ways


def record(store, *ways, person=SOMEBODY, card=None):
    return record_contacts(store, card or contact_card(store, person), ways, "planner", NOW)


def test_a_number_is_kept_as_it_works_from_everywhere(region):
    assert record(region, ("phone", "06 - 1234 5678"), ("mail", " a@b.example ")) == 2
    assert set(ways_of(region)) == {("phone", "+31612345678"), ("mail", "a@b.example")}


def test_it_leaves_the_history_that_an_import_would(region):
    record(region, ("phone", "+31612345678"))
    with region.reading() as connection:
        last = trail.entries(connection, "contacts", 1)[0]
    assert (last.action, last.who) == ("record.added", "planner")
    assert last.after["address"] == "+31612345678"


def test_what_is_emptied_is_taken_away_and_the_rest_stays(region):
    record(region, ("phone", "+31612345678"), ("mail", "a@b.example"))
    record(region, ("phone", ""), ("mail", "a@b.example"))
    assert ways_of(region) == (("mail", "a@b.example"),)
    assert record(region, ("mail", "a@b.example"), ("mail", "a@b.example")) == 0


def test_everything_that_is_wrong_is_told_and_nothing_is_kept(region):
    with pytest.raises(InputError) as error:
        record(region, ("phone", "112"), ("mail", "nobody"))
    assert len(error.value.faults) == 2
    assert ways_of(region) == ()


def test_two_people_at_once_the_second_is_told(region):
    card = contact_card(region, SOMEBODY)
    record(region, ("phone", "+31612345678"), card=card)
    with pytest.raises(Conflict) as error:
        record(region, ("phone", "+31687654321"), card=card)
    assert card.name in error.value.subject
    assert ways_of(region) == (("phone", "+31612345678"),)


def test_nobody_has_no_card(region):
    assert contact_card(region, "nobody") is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0612345678", "+31612345678"),
        ("06-12345678", "+31612345678"),
        ("+31 (0)6 12 34 56 78", "+31612345678"),
        ("0031 6 12345678", "+31612345678"),
        ("035 694 0000", "+31356940000"),
        ("+49 30 123456", "+4930123456"),
    ],
)
def test_numbers_as_they_are_typed(typed, kept):
    assert tidied("phone", typed) == kept
    check_address("phone", kept)


@pytest.mark.parametrize("typed", ["112", "0900-8844", "bel mij", "06 1234 567", "+31"])
def test_what_is_no_number_is_left_to_be_refused(typed):
    assert tidied("sms", typed) == typed
    with pytest.raises(BadValue):
        check_address("sms", typed)
