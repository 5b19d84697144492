"""Signing in and out: what a session is worth, and how long guessing goes on."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from limits import parse

from data.model.account import Role
from data.store import accounts
from data.store.audit import trail as audit
from scheduler.accounts.accounts import (
    Details,
    change_account,
    change_self,
    close_account,
    set_password,
)
from scheduler.settings import Settings
from tests.support.region import INSIDE
from tests.web.conftest import PASSWORD, Visit
from web.access import guard, throttle
from web.app import create_app

HTTPS = Settings(base_url="https://rooster.example.org")


@pytest.fixture
def now():
    """What time it is; a test moves it."""
    return [INSIDE]


@pytest.fixture
def app(site_store, now):
    return create_app(site_store, Settings(), lambda: now[0])


@pytest.fixture
def few(monkeypatch):
    """The same limits, met sooner: each password takes a while, as it should."""
    for name, amount in (("BOTH", 3), ("ADDRESS", 5), ("LOGIN", 6)):
        monkeypatch.setattr(throttle, name, parse(f"{amount} per 15 minutes"))


def wrong(visit, login="planner", address="192.0.2.1"):
    data = {"login": login, "password": "not this one at all"}
    return visit.post("/login", data=data, environ_overrides={"REMOTE_ADDR": address})


def right(visit, login="planner", address="192.0.2.1", **more):
    data = {"login": login, "password": PASSWORD, **more}
    return visit.post("/login", data=data, environ_overrides={"REMOTE_ADDR": address})


def cookie_of(visit):
    found = visit.client.get_cookie("caco")
    return None if found is None else found.value


def test_a_planted_cookie_is_worth_nothing_after_somebody_signs_in_with_it(app):
    attacker, victim = Visit(app), Visit(app)
    attacker.get("/login")
    planted = cookie_of(attacker)
    victim.client.set_cookie("caco", planted)
    right(victim)
    assert cookie_of(victim) != planted
    with victim.client.session_transaction() as session:
        name, token = session["name"], session.get("csrf_token")
    assert attacker.get("/now").status_code == 302  # the known cookie opens nothing
    again = Visit(app)
    right(again)
    with again.client.session_transaction() as session:
        assert session["name"] != name
    with attacker.client.session_transaction() as session:
        assert session["csrf_token"] != token


def test_a_session_lasts_half_a_day_and_no_longer(app, now):
    visit = Visit(app, Role.PLANNER)
    end = INSIDE + guard.LIFETIME
    while now[0] < end - timedelta(minutes=90):
        now[0] += timedelta(minutes=90)
        assert visit.get("/now").status_code == 200
    now[0] = end
    assert visit.get("/now").location == "/login?next=%2Fnow"


def test_a_session_that_is_left_alone_ends(app, now):
    visit = Visit(app, Role.PLANNER)
    now[0] += guard.IDLE - timedelta(seconds=1)
    assert visit.get("/now").status_code == 200
    now[0] += guard.IDLE
    assert visit.get("/now").status_code == 302


@pytest.mark.parametrize(
    "change",
    [
        lambda store, one: set_password(store, one, "another long password", "boss", INSIDE),
        lambda store, one: close_account(store, one, "boss", INSIDE),
        lambda store, one: change_account(
            store, one, Details("P", frozenset({Role.VIEWER})), "boss", INSIDE
        ),
    ],
    ids=["password", "closed", "roles"],
)
def test_a_session_ends_with_what_it_stood_on(app, site_store, change):
    visit = Visit(app, Role.PLANNER)
    with visit.client.session_transaction() as session:
        number = int(session["_user_id"].partition(".")[0])
    change(site_store, number)
    assert visit.get("/now").status_code == 302


def test_another_name_ends_no_session(app, site_store):
    visit = Visit(app, Role.PLANNER)
    with visit.client.session_transaction() as session:
        number = int(session["_user_id"].partition(".")[0])
    change_self(site_store, number, "Another name", "en", "planner", INSIDE)
    assert "Another name" in visit.get("/now").text


def test_signing_out_is_a_form_and_forgets_all(app):
    visit = Visit(app, Role.PLANNER)
    assert visit.get("/logout").status_code == 405
    assert visit.post("/logout").location == "/login"
    assert visit.get("/now").status_code == 302


def test_after_some_failures_one_login_waits_and_nobody_else_does(app, few):
    visit = Visit(app)
    for _ in range(throttle.BOTH.amount):
        assert wrong(visit).status_code == 401
    refused = right(visit)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == str(throttle.RETRY)
    assert (
        "Wacht"
        in visit.post(
            "/login",
            data={"login": "planner", "password": "x"},
            headers={"Accept-Language": "nl"},
            environ_overrides={"REMOTE_ADDR": "192.0.2.1"},
        ).text
    )
    assert right(Visit(app), address="198.51.100.7").status_code == 302  # the same, from elsewhere
    assert right(Visit(app), login="viewer").status_code == 302  # another, from the same address


def test_one_address_does_not_try_all_logins(app, few):
    visit = Visit(app)
    for number in range(throttle.ADDRESS.amount):
        assert wrong(visit, login=f"guess-{number}").status_code == 401
    assert right(visit).status_code == 429
    assert right(Visit(app), address="198.51.100.7").status_code == 302


def test_many_addresses_do_not_guess_at_one_login(app, few):
    visit = Visit(app)
    for number in range(throttle.LOGIN.amount):
        assert wrong(visit, address=f"198.51.100.{number}").status_code == 401
    assert right(visit, address="203.0.113.9").status_code == 429


def test_what_succeeds_is_not_counted(app, few):
    for _ in range(throttle.BOTH.amount + 1):
        assert right(Visit(app)).status_code == 302


def test_a_login_in_other_letters_is_the_same_login(app, few):
    visit = Visit(app)
    for number in range(throttle.BOTH.amount):
        wrong(visit, login=" Planner "[number % 2 :])
    assert right(visit).status_code == 429


def test_who_is_unknown_hears_what_a_wrong_password_hears(app):
    known, unknown = wrong(Visit(app)), wrong(Visit(app), login="nobody")
    assert (known.status_code, unknown.status_code) == (401, 401)

    def told(answer):
        return answer.text.partition('role="alert"')[2].partition("</div>")[0]

    assert told(known) == told(unknown)


def test_it_takes_as_long_for_who_is_unknown(app, monkeypatch):
    from scheduler.accounts import passwords

    looked = []
    real = passwords._HASHER.verify
    monkeypatch.setattr(
        type(passwords._HASHER), "verify", lambda self, *a: looked.append(a) or real(*a)
    )
    for login in ("planner", "nobody"):
        wrong(Visit(app), login=login)
    assert len(looked) == 2  # a hash is computed both times, with the same parameters


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        ("/audit?kind=roster", "/audit?kind=roster"),
        ("/gaps/../now", "/now"),
        ("//elsewhere.example/", "/now"),
        ("https://elsewhere.example/", "/now"),
        ("/\\elsewhere.example", "/now"),
        ("/\t/elsewhere.example", "/now"),
        ("\n//elsewhere.example", "/now"),
        ("javascript:alert(1)", "/now"),
        ("/logout", "/now"),
        ("/nothing-here", "/now"),
        ("/account/password", "/now"),  # only takes forms
        ("", "/now"),
    ],
)
def test_after_signing_in_one_comes_to_a_page_of_ours(app, wanted, there):
    assert right(Visit(app), next=wanted).location == there


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(app):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://localhost/audit?kind=post"}
    answer = Visit(app).get("/audit/check", headers=headers)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/login?next=/audit")


def test_the_cookie_is_for_this_site_alone(site_store):
    app = create_app(site_store, HTTPS, lambda: INSIDE)
    answer = app.test_client().get("/login", base_url="https://rooster.example.org")
    ((name, cookie),) = SimpleCookie(answer.headers["Set-Cookie"]).items()
    assert name == "__Host-caco"
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_a_stranger_chooses_a_language(app):
    visit = Visit(app)
    assert 'lang="en"' in visit.get("/login", headers={"Accept-Language": "en"}).text[:60]
    answer = visit.post("/language", data={"language": "nl", "next": "/audit"})
    assert answer.location == "/login?next=/audit"
    assert 'lang="nl"' in visit.get("/login", headers={"Accept-Language": "en"}).text[:60]
    visit.post("/language", data={"language": "tlh"})
    assert 'lang="nl"' in visit.get("/login").text[:60]


def test_where_nobody_has_an_account_the_page_says_how_to_make_one(file_store):
    app = create_app(file_store, Settings(), lambda: INSIDE)
    assert "caco users add" in app.test_client().get("/login").text


def test_sign_in_is_never_said_to_be_there_again(app):
    assert "caco users add" not in Visit(app).get("/login").text


def test_guessing_is_slow_in_earnest():
    assert throttle.BOTH.amount <= 10
    assert throttle.BOTH.amount < throttle.ADDRESS.amount < throttle.LOGIN.amount
    assert throttle.BOTH.get_expiry() == throttle.RETRY


def test_a_cookie_of_before_signing_out_opens_nothing(app):
    visit = Visit(app, Role.PLANNER)
    stolen = cookie_of(visit)
    thief = Visit(app)
    thief.client.set_cookie("caco", stolen)
    assert thief.get("/now").status_code == 200
    visit.post("/logout")
    assert thief.get("/now").status_code == 302


def test_signing_out_everywhere_else_ends_all_but_this(app, site_store):
    here, there = Visit(app, Role.PLANNER), Visit(app, Role.PLANNER)
    other = Visit(app, Role.VIEWER)
    page = here.get("/account").text
    assert page.count('<span class="hint">') >= 2
    assert here.post("/account/sessions").location == "/account"
    assert here.get("/now").status_code == 200
    assert there.get("/now").status_code == 302
    assert other.get("/now").status_code == 200
    assert ("account.signed_out", {"sessions": 1}) in trail(site_store)


def test_an_administrator_signs_somebody_out(app, site_store):
    boss, visit = Visit(app, Role.ADMINISTRATOR), Visit(app, Role.PLANNER)
    with visit.client.session_transaction() as session:
        number = int(session["_user_id"].partition(".")[0])
    assert "in 1 browser" in boss.get(f"/admin/accounts/{number}").text
    assert boss.post(f"/admin/accounts/{number}/out").status_code == 302
    assert visit.get("/now").status_code == 302
    assert right(visit).status_code == 302


def test_sign_ins_stand_in_the_trail(app, site_store):
    Visit(app, Role.PLANNER)
    assert ("account.signed_in", {"proof": "password"}) in trail(site_store)


def test_the_store_knows_no_secret_of_a_session(app, site_store):
    visit = Visit(app, Role.PLANNER)
    with visit.client.session_transaction() as session:
        name = session["name"]
    with site_store.reading() as connection:
        kept = str(connection.exec_driver_sql("SELECT * FROM web_session").all())
    assert "planner" not in kept
    assert name not in kept


def test_a_page_asks_once_who_is_there(app, site_store):
    from sqlalchemy import event

    visit, asked = Visit(app, Role.PLANNER), []
    event.listen(
        site_store.engine,
        "before_cursor_execute",
        lambda _c, _k, statement, *_: asked.append(statement),
    )
    visit.get("/reports/hours")
    (once,) = [one for one in asked if "web_session" in one]
    assert not [one for one in asked if one.startswith(("INSERT", "UPDATE", "DELETE"))]
    with site_store.reading() as connection:
        plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {once}", ("x",)).all())
    assert "SCAN" not in plan


def test_old_sessions_and_counts_are_forgotten(app, site_store, now):
    from scheduler.service.tasks import tidy_up

    visit = Visit(app, Role.PLANNER)
    wrong(Visit(app))
    tidy_up(site_store, now[0], [])
    assert visit.get("/now").status_code == 200
    tidy_up(site_store, now[0] + guard.LIFETIME, [])
    with site_store.reading() as connection:
        for table in ("web_session", "attempt"):
            assert not connection.exec_driver_sql(f"SELECT * FROM {table}").all()


def trail(store):
    with store.reading() as connection:
        return [(one.action, one.after) for one in audit.entries(connection)]


def test_a_browser_that_came_in_before_is_not_locked_out_by_strangers(app, few):
    mine = Visit(app)
    right(mine)
    mine.post("/logout")
    for number in range(throttle.LOGIN.amount):
        wrong(Visit(app), address=f"198.51.100.{number}")
    for _ in range(throttle.ADDRESS.amount):
        wrong(Visit(app), login="x", address="192.0.2.1")
    assert right(Visit(app)).status_code == 429
    assert right(mine).status_code == 302


def test_a_browser_that_came_in_before_guesses_no_more_than_others(app, few):
    mine = Visit(app)
    right(mine)
    for _ in range(throttle.BOTH.amount):
        assert wrong(mine).status_code == 401
    assert wrong(mine, address="198.51.100.7").status_code == 429
    assert right(mine, login="viewer").status_code == 302  # its own count is for its own login


def test_a_cookie_that_nobody_signed_is_no_such_browser(app, few):
    visit = Visit(app)
    visit.client.set_cookie("caco-device", "W1sicGxhbm5lciIsICJ4Il1d.x.y")
    for _ in range(throttle.BOTH.amount):
        wrong(visit)
    assert right(visit).status_code == 429


def test_a_network_of_ipv6_is_one_address(app, few):
    for number in range(throttle.BOTH.amount):
        assert wrong(Visit(app), address=f"2001:db8:1:2::{number + 1}").status_code == 401
    assert right(Visit(app), address="2001:db8:1:2:ffff::9").status_code == 429
    assert right(Visit(app), address="2001:db8:1:3::1").status_code == 302


def test_an_address_of_ipv4_is_the_same_in_other_clothes(app, few):
    for _ in range(throttle.BOTH.amount):
        wrong(Visit(app), address="::ffff:192.0.2.1")
    assert right(Visit(app), address="192.0.2.1").status_code == 429


def test_processes_count_together(app, site_store, few, now):
    other = create_app(site_store, Settings(), lambda: now[0])
    for number in range(throttle.BOTH.amount):
        wrong(Visit((app, other)[number % 2]))
    assert right(Visit(app)).status_code == 429
    now[0] += timedelta(seconds=throttle.RETRY)
    assert right(Visit(other)).status_code == 302


def test_of_guesses_at_once_no_more_are_looked_at(app, few):
    visits = [Visit(app) for _ in range(12)]
    for visit in visits:
        visit.get("/login")
    with ThreadPoolExecutor(12) as pool:
        codes = [one.status_code for one in pool.map(wrong, visits)]
    assert codes.count(401) <= throttle.BOTH.amount
    assert set(codes) == {401, 429}


def test_a_borrowed_session_does_not_guess_the_password(app, few):
    visit = Visit(app, Role.PLANNER)
    form = {"old": "not this one", "new": "another long one", "again": "another long one"}
    for _ in range(throttle.BOTH.amount):
        assert visit.post("/account/password", data=form).status_code == 422
    assert visit.post("/account/password", data={**form, "old": PASSWORD}).status_code == 429


def test_closing_an_account_withdraws_its_calendar_links(app, site_store):
    from data.model.account import Scope
    from scheduler.feeds.links import LinkRequest, add_link
    from scheduler.self_service.calendar_links import own_links

    boss = Visit(app, Role.ADMINISTRATOR)
    with site_store.reading() as connection:
        account = accounts.account_of(connection, "functionary")
    asked = LinkRequest(Scope.PERSON, account.person, "nl")
    add_link(site_store, asked, "functionary", INSIDE)
    page = boss.get(f"/admin/accounts/{account.id}", headers={"Accept-Language": "en"}).text
    assert "Withdraw 1 calendar link too" in page
    path = f"/admin/accounts/{account.id}"
    boss.post(f"{path}/close")
    assert len(own_links(site_store, account.person, INSIDE)) == 1
    assert "1 agendalink van deze persoon werkt nog" in boss.get(path).text
    boss.post(f"{path}/reopen")
    boss.post(f"{path}/close", data={"links": "withdraw"})
    assert own_links(site_store, account.person, INSIDE) == ()
