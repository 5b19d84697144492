"""A second step: codes of an app and of paper, what they open, and who must have them."""

from __future__ import annotations

import base64
import hmac
import re
from datetime import timedelta

import pytest

from data.model.account import Role
from data.store import accounts
from data.store.audit import trail
from scheduler.accounts import second_factor
from scheduler.accounts.accounts import set_password
from scheduler.settings import Settings, settings
from tests.support.region import INSIDE
from tests.web.conftest import PASSWORD, Visit
from web.access import throttle
from web.app import create_app

FORCED = Settings(second_factor=frozenset({Role.PLANNER}))


@pytest.fixture
def now():
    """What time it is; a test moves it."""
    return [INSIDE]


@pytest.fixture
def app(site_store, now):
    return create_app(site_store, Settings(), lambda: now[0])


def totp(key: str, now) -> str:
    """What an app shows: written down once more from RFC 6238, not taken from the product."""
    secret = base64.b32decode(key.replace(" ", ""))
    digest = hmac.digest(secret, (int(now.timestamp()) // 30).to_bytes(8, "big"), "sha1")
    at = digest[19] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & (2**31 - 1)) % 10**6:06}"


def set_up(visit, now):
    """Set an app up; its key and the recovery codes."""
    began = visit.post("/account/second-factor/start", data={"password": PASSWORD})
    assert began.location == "/account/second-factor"
    page = visit.get("/account/second-factor").text
    key = re.search(r'class="key">([A-Z2-7 ]+)<', page)[1]
    done = visit.post("/account/second-factor/confirm", data={"code": totp(key, now[0])})
    assert done.status_code == 200, done.text
    now[0] += timedelta(seconds=30)
    return key, re.findall(r"<li><code>([a-z2-9-]{14})</code>", done.text)


def password(app, login="planner", **more):
    visit = Visit(app)
    answer = visit.post("/login", data={"login": login, "password": PASSWORD, **more})
    return visit, answer


def test_the_codes_are_those_of_the_standard():
    key = b"12345678901234567890"  # RFC 6238, appendix B; the last six digits of its eight
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        assert second_factor.code_at(key, seconds // 30) == code


def test_after_the_password_a_code_is_asked(app, now):
    key, _ = set_up(Visit(app, Role.PLANNER), now)
    visit, answer = password(app, next="/gaps")
    assert answer.location == "/login/code"
    assert visit.get("/now").location.startswith("/login")
    assert "one-time-code" in visit.get("/login/code").text
    wrong = visit.post("/login/code", data={"code": "000000"})
    assert wrong.status_code == 401
    assert visit.get("/now").location.startswith("/login")
    right = visit.post(
        "/login/code", data={"code": f" {totp(key, now[0])[:3]} {totp(key, now[0])[3:]}"}
    )
    assert right.location == "/gaps"
    assert visit.get("/now").status_code == 200


def test_a_code_is_worth_nothing_a_second_time(app, now):
    key, _ = set_up(Visit(app, Role.PLANNER), now)
    code = totp(key, now[0])
    first, second = password(app)[0], password(app)[0]
    assert first.post("/login/code", data={"code": code}).status_code == 302
    assert second.post("/login/code", data={"code": code}).status_code == 401
    before = totp(key, now[0] - timedelta(seconds=30))
    assert second.post("/login/code", data={"code": before}).status_code == 401


def test_the_code_of_setting_up_opens_nothing_more(app, now):
    key, _ = set_up(Visit(app, Role.PLANNER), now)
    now[0] -= timedelta(seconds=30)
    visit, _ = password(app)
    assert visit.post("/login/code", data={"code": totp(key, now[0])}).status_code == 401


@pytest.mark.parametrize(("off", "status"), [(-60, 401), (-30, 302), (30, 302), (60, 401)])
def test_the_clock_of_a_telephone_may_be_half_a_minute_off(app, now, off, status):
    key, _ = set_up(Visit(app, Role.PLANNER), now)
    now[0] += timedelta(minutes=5)
    visit, _ = password(app)
    code = totp(key, now[0] + timedelta(seconds=off))
    assert visit.post("/login/code", data={"code": code}).status_code == status


def test_a_recovery_code_opens_once(app, now, site_store):
    _, codes = set_up(Visit(app, Role.PLANNER), now)
    assert len(set(codes)) == second_factor.CODES
    visit, _ = password(app)
    assert visit.post("/login/code", data={"code": codes[3].upper()}).status_code == 302
    assert "U hebt nog 9 herstelcodes" in visit.get("/now").text
    again, _ = password(app)
    assert again.post("/login/code", data={"code": codes[3]}).status_code == 401
    with site_store.reading() as connection:
        kept = str(connection.exec_driver_sql("SELECT * FROM recovery_code").all())
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_guessing_codes_ends(app, now, monkeypatch):
    key, codes = set_up(Visit(app, Role.PLANNER), now)
    visit, _ = password(app)
    for number in range(throttle.CODE.amount):
        assert visit.post("/login/code", data={"code": f"{number:06}"}).status_code == 401
    for code in (totp(key, now[0]), codes[0]):
        assert visit.post("/login/code", data={"code": code}).status_code == 429


def test_whoever_gave_the_password_long_ago_gives_it_again(app, now):
    key, _ = set_up(Visit(app, Role.PLANNER), now)
    visit, _ = password(app)
    now[0] += timedelta(minutes=6)
    assert visit.post("/login/code", data={"code": totp(key, now[0])}).location == "/login"
    assert visit.get("/now").status_code == 302


def test_a_password_that_changed_meanwhile_is_asked_again(app, now, site_store):
    key, _ = set_up(Visit(app, Role.PLANNER), now)
    visit, _ = password(app)
    with site_store.reading() as connection:
        number = accounts.account_of(connection, "planner").id
    set_password(site_store, number, "another long password", "boss", now[0])
    assert visit.post("/login/code", data={"code": totp(key, now[0])}).location == "/login"


def test_without_the_password_no_code_is_asked(app):
    visit = Visit(app)
    assert visit.get("/login/code").location == "/login"
    assert visit.post("/login/code", data={"code": "000000"}).location == "/login"


def test_a_borrowed_session_sets_nothing_up_and_turns_nothing_off(app, now):
    visit = Visit(app, Role.PLANNER)
    wrong = visit.post("/account/second-factor/start", data={"password": "not this one"})
    assert wrong.status_code == 422
    set_up(visit, now)
    for what in ("off", "codes"):
        answer = visit.post(f"/account/second-factor/{what}", data={"code": "000000"})
        assert answer.status_code == 422
    started = visit.post("/account/second-factor/start", data={"password": PASSWORD})
    assert started.status_code == 422
    assert "key" not in re.findall(r'class="([^"]+)"', visit.get("/account/second-factor").text)


def test_it_is_turned_off_with_a_code_and_new_codes_replace_the_old(app, now):
    visit = Visit(app, Role.PLANNER)
    key, old = set_up(visit, now)
    made = visit.post("/account/second-factor/codes", data={"code": totp(key, now[0])})
    new = re.findall(r"<li><code>([a-z2-9-]{14})</code>", made.text)
    assert len(new) == second_factor.CODES
    assert visit.post("/account/second-factor/off", data={"code": old[0]}).status_code == 422
    assert visit.post("/account/second-factor/off", data={"code": new[0]}).status_code == 302
    assert password(app)[1].location == "/now"


def test_setting_it_up_ends_what_others_have_open(app, now):
    thief, owner = Visit(app, Role.PLANNER), Visit(app, Role.PLANNER)
    set_up(owner, now)
    assert thief.get("/now").status_code == 302
    assert owner.get("/now").status_code == 200


def test_a_role_that_must_have_it_sees_nothing_before(site_store, now):
    app = create_app(site_store, FORCED, lambda: now[0])
    visit = Visit(app, Role.PLANNER)
    for path in ("/now", "/account", "/gaps", "/rosters"):
        assert visit.get(path).location == "/account/second-factor"
    part = visit.get("/now", headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == "/account/second-factor"
    assert visit.post("/account/password", data={}).location == "/account/second-factor"
    set_up(visit, now)
    assert visit.get("/now").status_code == 200
    assert Visit(app, Role.VIEWER).get("/now").status_code == 200
    assert password(app)[1].location == "/login/code"


def test_a_role_that_signs_in_elsewhere_has_no_password_here(site_store):
    mine = Settings(
        sso_only=frozenset({Role.PLANNER}), oidc_issuer="https://id.example", oidc_client_id="caco"
    )
    before = Visit(create_app(site_store, Settings(), lambda: INSIDE), Role.PLANNER)
    app = create_app(site_store, mine, lambda: INSIDE)
    _, answer = password(app)
    assert answer.status_code == 403
    assert password(app, "viewer")[1].status_code == 302
    taken = app.test_client()
    taken.set_cookie("caco", before.client.get_cookie("caco").value)
    assert taken.get("/now").status_code == 302


def test_an_administrator_takes_it_away_from_others_alone(app, now, site_store):
    owner, boss = Visit(app, Role.PLANNER), Visit(app, Role.ADMINISTRATOR)
    set_up(owner, now)
    set_up(boss, now)
    with site_store.reading() as connection:
        numbers = {one.login: one.id for one in accounts.accounts(connection)}
    assert boss.post(f"/admin/accounts/{numbers['administrator']}/reset").status_code == 422
    assert boss.post(f"/admin/accounts/{numbers['planner']}/reset").status_code == 302
    assert owner.get("/now").status_code == 302
    assert password(app)[1].location == "/now"
    with site_store.reading() as connection:
        done = [(one.who, one.action) for one in trail.entries(connection)]
        left = connection.exec_driver_sql(
            f"SELECT count(*) FROM recovery_code WHERE account = {numbers['planner']}"
        ).scalar()
    assert ("administrator", "account.second_factor_reset") in done
    assert ("planner", "account.second_factor_on") in done
    assert left == 0


def test_who_reads_the_store_alone_makes_no_codes(app, now, site_store):
    key, _ = set_up(Visit(app, Role.PLANNER), now)
    dump = site_store.file.read_bytes() + site_store.file.with_name("caco.db-wal").read_bytes()
    assert key.replace(" ", "").encode() not in dump
    assert base64.b32decode(key.replace(" ", "")) not in dump


def test_settings_name_roles(monkeypatch):
    monkeypatch.setenv("CACO_SECOND_FACTOR", "planner, administrator")
    monkeypatch.setenv("CACO_SSO_ONLY", "none")
    assert settings().second_factor == {Role.PLANNER, Role.ADMINISTRATOR}
    assert settings().sso_only == frozenset()
    monkeypatch.setenv("CACO_SECOND_FACTOR", "planer")
    with pytest.raises(Exception, match="CACO_SECOND_FACTOR names planer, which is no role"):
        settings()
