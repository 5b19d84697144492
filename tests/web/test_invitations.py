"""Everybody without an account is invited at once; one link, once, opens the account."""

import re
from datetime import timedelta

import pytest

from data.model.account import Role
from data.model.invitation import InvitationState
from data.model.message import MessageStatus
from data.store import accounts, outbox
from data.store.audit import trail
from data.store.audit.check import verify
from data.store.tables.access import INVITATIONS
from data.tables.period import ZONE
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.notifications.invitations import list_invitations, send_again
from tests.support.delivered import deliver_all, texts_in, with_folder
from tests.support.region import INSIDE
from tests.web.conftest import Visit
from web.app import create_app

PASSWORD = "zeven rietpluimen in de mist"
LINK = re.compile(r"/invitation/([\w.-]+)")


class Site:
    """A site whose channels write to a folder, and its clock."""

    def __init__(self, store, folder, settings):
        self.store, self.folder, self.settings = store, folder, settings
        self.now = INSIDE
        self.app = create_app(store, self.settings, lambda: self.now)

    def visit(self, role=None):
        return Visit(self.app, role)

    def links(self):
        """The tokens that arrived, after what waits was delivered; by who they were sent to."""
        deliver_all(self.store, self.settings, self.now)
        found: dict[str, list[str]] = {}
        for text in texts_in(self.folder):
            token = LINK.search(text)
            if token:
                found.setdefault(text.splitlines()[0].removeprefix("To: "), []).append(token[1])
        return found

    def states(self):
        found = list_invitations(self.store, self.settings, self.now).sent
        return {one.invitation.person: one.state for one in found}


@pytest.fixture
def site(site_store, tmp_path, monkeypatch):
    folder = tmp_path / "outbox"
    return Site(site_store, folder, with_folder(monkeypatch, folder, "mail", "sms"))


def invitees(site):
    return [one for one in list_invitations(site.store, site.settings, site.now).invitees]


@pytest.fixture
def invited(site):
    """One person who is invited, with their token."""
    admin = site.visit(Role.ADMINISTRATOR)
    someone = next(one for one in invitees(site) if one.channels)
    sent = {"invite": "1", "people": someone.person, "roles": "functionary", "channel": "mail"}
    assert admin.post("/admin/invitations", sent).status_code == 302
    ((tokens),) = site.links().values()
    return someone, tokens[0]


def accept(visitor, token, password=PASSWORD, again=None):
    sent = {"password": password, "again": again or password}
    return visitor.post(f"/invitation/{token}", sent)


def test_everybody_who_can_be_reached_is_ticked_and_invited_at_once(site):
    admin = site.visit(Role.ADMINISTRATOR)
    page = admin.get("/admin/invitations").text
    ticked = re.findall(r'name="people" value="(\w+)" checked', page)
    assert ticked == [one.person for one in invitees(site) if one.channels]
    assert len(ticked) > 5
    sent = {"invite": "1", "people": ticked, "roles": "functionary"}
    assert admin.post("/admin/invitations", sent).status_code == 302
    assert len(site.links()) == len(ticked)
    assert set(site.states().values()) == {InvitationState.INVITED}
    assert invitees(site) == [one for one in invitees(site) if not one.channels]


def test_the_link_opens_an_account_once_and_leads_to_the_calendar(site, invited):
    someone, token = invited
    visitor = site.visit()
    page = visitor.get(f"/invitation/{token}")
    assert someone.name in page.text
    assert site.states()[someone.person] is InvitationState.OPENED
    answer = accept(visitor, token)
    assert answer.headers["Location"] == "/welcome"
    assert "/mine/calendar" in visitor.get("/welcome").text
    assert visitor.get("/mine").status_code == 200
    assert site.states()[someone.person] is InvitationState.ACCEPTED
    again = accept(site.visit(), token)
    assert again.status_code == 410
    with site.store.reading() as connection:
        made = [one for one in accounts.accounts(connection) if one.person == someone.person]
        assert verify(connection, ZONE).findings == ()
    assert [one.roles for one in made] == [frozenset({Role.FUNCTIONARY})]


def test_a_weak_or_mistyped_password_is_told_and_opens_nothing(site, invited):
    _someone, token = invited
    visitor = site.visit()
    assert accept(visitor, token, "wachtwoord123").status_code == 422
    assert accept(visitor, token, PASSWORD, "iets anders hier").status_code == 422
    assert accept(visitor, token, "", "").status_code == 422
    assert visitor.get("/mine").status_code == 302
    assert accept(visitor, token).status_code == 302


def test_only_the_link_of_the_last_time_works(site, invited):
    someone, first = invited
    admin = site.visit(Role.ADMINISTRATOR)
    site.now += timedelta(hours=1)
    assert admin.post("/admin/invitations/again", {"all": "1"}).status_code == 302
    (tokens,) = site.links().values()
    second = next(one for one in tokens if one != first)
    assert site.visit().get(f"/invitation/{first}").status_code == 410
    assert site.visit().get(f"/invitation/{second}").status_code == 200
    with site.store.reading() as connection:
        (last,) = trail.entries(connection, action="invitation.sent_again")
    assert last.after["times"] == 2
    assert someone.name not in str(last)


def test_what_lapsed_or_was_withdrawn_opens_nothing(site, invited):
    someone, token = invited
    site.now += timedelta(days=14)
    assert site.visit().get(f"/invitation/{token}").status_code == 410
    assert site.states()[someone.person] is InvitationState.LAPSED
    site.now -= timedelta(days=14)
    admin = site.visit(Role.ADMINISTRATOR)
    assert admin.post("/admin/invitations/1/withdraw").status_code == 302
    assert admin.post("/admin/invitations/1/withdraw").status_code == 422
    assert accept(site.visit(), token).status_code == 410
    assert someone.person in [one.person for one in invitees(site)]


@pytest.mark.parametrize("token", ["x", "a.b", "~W10.x"])
def test_an_invented_link_opens_nothing(site, token):
    assert site.visit().get(f"/invitation/{token}").status_code == 410


def test_neither_the_link_nor_what_it_says_is_kept(site, invited, caplog):
    _someone, token = invited
    with site.store.reading() as connection:
        bodies = [one.body for one in outbox.messages(connection)]
        kept = connection.execute(INVITATIONS.select()).mappings().one()
    assert all(token not in body for body in bodies)
    assert len(kept["token_hash"]) == 64
    draft = next(re.search(r"/invitation/(~\S+)", body)[1] for body in bodies if body)
    assert site.visit().get(f"/invitation/{draft}").status_code == 410
    assert token not in caplog.text


def test_what_cannot_be_delivered_is_seen(site, tmp_path):
    site.folder.parent.joinpath("outbox").write_text("no folder")
    admin = site.visit(Role.ADMINISTRATOR)
    someone = next(one for one in invitees(site) if one.channels)
    sent = {"invite": "1", "people": someone.person, "roles": "functionary"}
    admin.post("/admin/invitations", sent)
    assert site.states()[someone.person] is InvitationState.SENDING
    with site.store.writing() as connection:
        (message,) = outbox.messages(connection)
        marked = outbox.mark(connection, message.id, site.now)
        outbox.note(connection, marked, MessageStatus.DEAD)
    assert site.states()[someone.person] is InvitationState.UNDELIVERABLE


def test_who_cannot_be_invited_is_named(site):
    admin = site.visit(Role.ADMINISTRATOR)
    answer = admin.post("/admin/invitations", {"invite": "1"})
    assert answer.status_code == 422
    answer = admin.post(
        "/admin/invitations", {"invite": "1", "people": ["p001", "nobody"], "roles": "functionary"}
    )
    assert answer.status_code == 422
    assert answer.text.count("<li>") >= 2
    assert site.states() == {}


def test_the_command_line_invites_and_lists(site_store, command_line, tmp_path, monkeypatch):
    url = f"sqlite:///{site_store.file}"
    run = command_line(url, "admin")
    with_folder(monkeypatch, tmp_path / "outbox", "mail")
    code, said, wrong = run("users", "invite", "--all", "--lang", "en")
    assert code == 0, wrong
    assert "are invited" in said
    code, said, _ = run("users", "invitations", "--lang", "en")
    assert "on its way" in said
    code, said, _ = run("users", "invitations", "--withdraw", "1", "--again", "2", "--json")
    assert code == 0
    assert '"sending": 2' in said


def test_sent_again_it_is_of_no_login_that_somebody_else_got(site, invited):
    someone, first = invited
    (sent,) = list_invitations(site.store, site.settings, site.now).sent
    site.now = sent.invitation.expires_at
    other = NewAccount(
        sent.invitation.login, "Een ander", frozenset({Role.PLANNER}), None, "nl", PASSWORD
    )
    add_account(site.store, other, "boss", site.now)
    number = sent.invitation.id
    assert send_again(site.store, site.settings, [number], "", "boss", site.now) == 1
    (tokens,) = site.links().values()
    second = next(one for one in tokens if one != first)
    answer = accept(site.visit(), second)
    assert answer.status_code == 302, answer.text
    with site.store.reading() as connection:
        (made,) = (one for one in accounts.accounts(connection) if one.person == someone.person)
    assert made.login == someone.person


def test_who_got_an_account_otherwise_is_sent_nothing_more(site, invited):
    someone, _token = invited
    (sent,) = list_invitations(site.store, site.settings, site.now).sent
    roles = frozenset({Role.FUNCTIONARY})
    mine = NewAccount("anders", someone.name, roles, someone.person, "nl", PASSWORD)
    add_account(site.store, mine, "boss", site.now)
    again = [sent.invitation.id]
    assert send_again(site.store, site.settings, again, "", "boss", site.now) == 0
