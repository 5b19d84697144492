"""The board and the wall: what each reader sees of them, and what nobody does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.model.account import Role, TokenScope
from data.model.post import PostKind
from data.store import health
from data.store.migrate import migrate
from data.store.opening import Store, store_url
from scheduler.accounts.access import make_token, revoke_token
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.coverage.acknowledgement import accept
from scheduler.coverage.snapshot import CoverageCache
from scheduler.planning.absences import report_sick
from scheduler.records.edit import Replacement, fingerprint, read_table, replace_rows
from scheduler.settings import Settings
from tests.support.region import INSIDE, ON_FROM_BEFORE
from tests.web.conftest import PASSWORD, Visit
from tests.web.falls_ill import falls_ill
from web.app import create_app

SEES_REASONS = (Role.PLANNER, Role.DUTY_MANAGER)
ENGLISH = {"Accept-Language": "en"}


def board_of(visit, role=Role.DUTY_MANAGER, path="/now", **headers):
    answer = visit(role).get(path, headers={**ENGLISH, **headers})
    assert answer.status_code == 200
    return answer.text


def checked(store, at):
    """As if the sweep of the clock went well then."""
    with store.writing() as connection:
        health.begin(connection, health.read_task_state(connection, "sweep"), at)
        health.end_well(connection, "sweep", at, 1)


@pytest.mark.parametrize("role", Role)
def test_everybody_sees_who_is_on_and_only_some_how_to_reach_them(visit, role):
    text = board_of(visit, role)
    assert "Aron Zuidenwind" in text
    assert ("tel:" in text) == (role in SEES_REASONS)


@pytest.mark.parametrize("role", Role)
def test_why_somebody_cannot_come_is_for_some(visit, site_store, role):
    falls_ill(site_store)
    text = board_of(visit, role)
    assert ("illness" in text) == (role in SEES_REASONS)
    assert ("who was to be there cannot come" in text) == (role not in SEES_REASONS)


def test_the_sentence_names_what_is_not_filled_and_the_first_gap(visit, site_store):
    assert "not filled" not in board_of(visit)
    report_sick(site_store, ON_FROM_BEFORE, INSIDE, INSIDE.date(), "tests", INSIDE)
    text = board_of(visit)
    assert "1 of 2 posts not filled: Informatiemanager CoPI Duinrand." in text
    assert (
        "Next gap: Informatiemanager CoPI Duinrand, Fri 15 Jan 17:00 (in 7\N{NO-BREAK SPACE}days)."
        in text
    )


@pytest.mark.parametrize(
    ("ago", "said", "is_red"),
    [
        (timedelta(seconds=20), "Last checked Fri 8 Jan 12:59, just now.", False),
        (timedelta(minutes=2), "Last checked Fri 8 Jan 12:58, 2\N{NO-BREAK SPACE}min ago.", False),
        (timedelta(minutes=40), "Not checked since Fri 8 Jan 12:20", True),
        (None, "Coverage was never checked", True),
    ],
)
def test_it_says_when_coverage_was_last_checked_and_red_if_that_is_late(
    visit, site_store, ago, said, is_red
):
    if ago is not None:
        checked(site_store, INSIDE - ago)
    text = board_of(visit)
    assert said in text
    assert ('class="checked is-gap"' in text) == is_red


def test_what_was_written_a_moment_ago_is_seen(visit, site_store):
    visitor = visit(Role.DUTY_MANAGER)
    before = visitor.get("/now", headers=ENGLISH).text
    ill = falls_ill(site_store)
    after = visitor.get("/now", headers=ENGLISH).text
    assert f"{ill.name}: illness" not in before
    assert f"{ill.name}: illness" in after


@pytest.fixture
def unreachable(visit, site_store):
    """Somebody on call now, of whom no contact details are left; their name."""
    known = CoverageCache(site_store, 8).snapshot(INSIDE).facts
    duty = next(
        one
        for post, filled in known.inputs.published.items()
        if known.inputs.posts[post].kind is PostKind.ON_CALL
        for one in filled
        if one.holders and one.shift.end > INSIDE
    )
    person = duty.holders[0]
    rows = [row for row in read_table(site_store, "contacts") if row["person"] == person]
    gone = Replacement("contacts", {"person": person}, [], fingerprint(rows))
    replace_rows(site_store, gone, "tests", INSIDE)
    return known.names[person]


@pytest.mark.parametrize("role", Role)
def test_who_cannot_be_reached_is_not_nobody(visit, unreachable, role):
    text = board_of(visit, role)
    assert f"{unreachable}: cannot be reached" in text
    assert "1 cannot be reached" in text


def test_an_accepted_gap_is_told_apart(visit, site_store):
    ill = falls_ill(site_store)
    accept(site_store, ill.gap, "exercise", None, "duty_manager", INSIDE)
    text = board_of(visit)
    assert "1 gap is accepted as intended." in text
    assert "block accepted" in text


def test_each_timeline_says_its_gaps_in_words(visit):
    text = board_of(visit)
    assert 'aria-label="CaCo meldkamer: gap Mon 18 Jan 07:00 – Fri 22 Jan 13:00."' in text


def test_eight_weeks_are_drawn_without_names(visit):
    text = board_of(visit, path="/now?weeks=8")
    assert 'hx-get="/now?weeks=8"' in text
    assert 'class="who' not in text


def test_a_refresh_gets_the_board_alone(visit):
    text = board_of(visit, **{"HX-Request": "true"})
    assert text.lstrip().startswith('<div id="board"')
    assert "<html" not in text


@pytest.fixture
def nothing(tmp_path):
    """A store without any post, and somebody who looks."""
    store = Store(store_url(f"sqlite:///{tmp_path}/empty.db"))
    migrate(store)
    role = Role.DUTY_MANAGER
    new = NewAccount(role.value, "Duty", frozenset({role}), None, "en", PASSWORD)
    add_account(store, new, "tests", INSIDE)
    yield Visit(create_app(store, Settings(), lambda: INSIDE), role)
    store.close()


@pytest.mark.parametrize("path", ["/now", "/gaps"])
def test_where_there_is_nothing_to_watch_nothing_says_covered(nothing, path):
    text = nothing.get(path).text
    assert "There is nothing to watch yet." in text
    assert "filled" not in text
    assert "No open gaps" not in text


@pytest.fixture
def token(site_store):
    return make_token(site_store, "wall", [TokenScope.BOARD], None, "admin", INSIDE)


def test_the_wall_takes_its_token_out_of_the_address(visit, token):
    wall = visit()
    answer = wall.get(f"/board?token={token.secret}")
    assert (answer.status_code, answer.location) == (302, "/board")
    cookie = answer.headers["Set-Cookie"]
    assert token.secret not in cookie
    assert "HttpOnly" in cookie
    assert "Path=/board" in cookie
    assert wall.get("/board").status_code == 200


def test_the_wall_shows_no_numbers_no_reasons_and_nothing_to_press(visit, site_store, token):
    falls_ill(site_store)
    wall = visit()
    wall.get(f"/board?token={token.secret}")
    text = wall.get("/board", headers=ENGLISH).text
    assert "Aron Zuidenwind" in text
    assert "who was to be there cannot come" in text
    for word in ("tel:", "+31", "illness", "<button", "<a ", "<form"):
        assert word not in text


def test_the_wall_opens_nothing_else(visit, token):
    wall = visit()
    wall.get(f"/board?token={token.secret}")
    assert wall.get("/now").status_code == 302
    assert wall.get("/gaps").status_code == 302


@pytest.mark.parametrize("path", ["/board?token=", "/board?token=guess"])
def test_without_a_good_token_the_wall_says_nothing_but_what_to_do(visit, path):
    answer = visit().get(path, headers=ENGLISH)
    assert answer.status_code == 403
    assert "meldkamer" not in answer.text
    assert "Ask your administrator for a new link for this screen, or sign in." in answer.text


def test_who_comes_to_the_wall_without_a_link_is_asked_to_sign_in(visit):
    stranger = visit()
    answer = stranger.get("/board", headers=ENGLISH)
    assert (answer.status_code, answer.location) == (302, "/login?next=/now")
    assert "To see the board yourself, sign in." in stranger.get("/login", headers=ENGLISH).text
    assert visit(Role.VIEWER).get("/board").location == "/now"


def test_a_forged_cookie_opens_nothing(visit, token):
    wall = visit()
    wall.client.set_cookie("caco_wall", str(token.token.id), path="/board")
    assert wall.get("/board").status_code == 403


def test_a_token_for_something_else_does_not_open_the_wall(visit, site_store):
    other = make_token(site_store, "feed", [TokenScope.COVERAGE], None, "admin", INSIDE)
    assert visit().get(f"/board?token={other.secret}").status_code == 403


def test_a_token_that_is_withdrawn_ends_the_wall_at_its_next_refresh(visit, site_store, token):
    wall = visit()
    wall.get(f"/board?token={token.secret}")
    revoke_token(site_store, token.token.id, "admin", INSIDE)
    assert wall.get("/board", headers={"HX-Request": "true"}).status_code == 403


def test_a_token_that_ran_out_ends_it_too(site_store):
    moment = [INSIDE]
    until = INSIDE + timedelta(hours=1)
    given = make_token(site_store, "wall", [TokenScope.BOARD], until, "admin", INSIDE)
    wall = Visit(create_app(site_store, Settings(), lambda: moment[0]))
    wall.get(f"/board?token={given.secret}")
    moment[0] = until
    assert wall.get("/board").status_code == 403


def test_the_cookie_of_the_wall_goes_over_https_alone_where_pages_do(site_store, token):
    settings = Settings(base_url="https://rooster.example")
    wall = Visit(create_app(site_store, settings, lambda: INSIDE))
    answer = wall.get(f"/board?token={token.secret}")
    assert "Secure" in answer.headers["Set-Cookie"]
