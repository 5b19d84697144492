"""Who signed by their own swap, or by taking an open shift, is shown by name."""

import pytest

from data.i18n.language import language
from data.model.account import Role, TokenScope
from data.store import rosters
from data.store.accounts import names_of_actors
from scheduler.accounts.access import make_token
from scheduler.cli.commands.rosters import seats_table
from scheduler.planning.comparison import seats_at
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.publish import publish
from tests.support.region import CONSENT, FIRST, INSIDE, NOW, WEEKS


@pytest.fixture
def signer(site_store):
    """A functionary by whose own act the roster in force was signed: row, name and version."""
    with site_store.reading() as connection:
        number = min(rosters.person_numbers(connection).values())
        name = names_of_actors(connection, [f"people/{number}"])[f"people/{number}"]
    draft = copy_in_force(site_store, FIRST, WEEKS, f"people/{number}", NOW)
    head, _ = publish(site_store, draft.id, CONSENT, f"people/{number}", NOW, language("en"))
    return number, name, head


def test_the_name_goes_beside_what_was_signed(signer):
    number, name, head = signer
    assert (head.published_by, head.signer, head.maker) == (f"people/{number}", name, name)


@pytest.mark.parametrize(
    "address", ["/rosters", "/rosters/{}", "/rosters/{}/signed", "/reports/statement", "/audit"]
)
def test_pages_show_the_name_and_not_the_row(visit, signer, address):
    number, name, head = signer
    page = visit(Role.PLANNER).get(address.format(head.id)).text
    assert name in page
    assert f"people/{number}," not in page
    assert f"people/{number} " not in page
    assert f">people/{number}<" not in page


def test_the_interface_gives_the_name(app, site_store, signer):
    _, name, head = signer
    scopes = (TokenScope.DUTY, TokenScope.ROSTERS)
    secret = make_token(site_store, "tests", scopes, None, "tests", NOW).secret
    ask = app.test_client()
    headers = {"Authorization": f"Bearer {secret}"}
    whole = ask.get(f"/api/v1/rosters/{head.id}", headers=headers).json
    assert whole["signed_by"] == name
    posts = ask.get("/api/v1/duty", headers=headers).json["posts"]
    signed = {
        one["signature"]["signed_by"] for post in posts for one in post["now"] if one["signature"]
    }
    assert signed == {name}


def test_the_command_line_gives_the_name(site_store, signer):
    _, name, _ = signer
    table = seats_table(seats_at(site_store, INSIDE), language("nl"))
    assert all(text.startswith(f"{name}, ") for text in table.columns[-1].cells)


def test_a_login_is_no_person(site_store):
    with site_store.reading() as connection:
        assert names_of_actors(connection, ["planner", "people/", "people/x", None]) == {}
        assert names_of_actors(connection, ["people/99999"]) == {}
