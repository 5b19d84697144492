"""Pages of a store that version 0.1.0 signed: who was not asked is not said to have accepted."""

import gzip
import html
import re

import pytest

from data.i18n.language import language
from data.model.account import Role, TokenScope
from data.store.migrate import migrate
from data.store.opening import Store, store_url
from scheduler.accounts.access import make_token
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.cli.commands.rosters import heads_table
from scheduler.coverage.snapshot import CoverageCache
from scheduler.planning.roster_queries import list_rosters
from tests.data.store.test_signed_by_0_1_0 import FILE
from tests.support.region import INSIDE
from tests.web.conftest import PASSWORD

UNASKED = "was al zo toen aanbod 1 werd aanvaard"
TAKER = "Taco Weerlicht"


@pytest.fixture
def site_store(tmp_path):
    """The store of version 0.1.0, brought up to date."""
    path = tmp_path / "old.db"
    path.write_bytes(gzip.decompress(FILE.read_bytes()))
    store = Store(store_url(f"sqlite:///{path}"))
    migrate(store)
    new = NewAccount("planner", "Pia", frozenset({Role.PLANNER}), None, "", PASSWORD)
    add_account(store, new, "tests", INSIDE)
    yield store
    store.close()


@pytest.fixture
def planner(visit):
    """A planner who reads English."""
    found = visit(Role.PLANNER)
    found.client.set_cookie("language", "en")
    return found


def text_of(page):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.text)))


@pytest.mark.parametrize("version", [4, 5, 6])
def test_the_signed_page_says_that_nobody_accepted_it(planner, version):
    said = text_of(planner.get(f"/rosters/{version}/signed"))
    seat = "CaCo meldkamer, Thu 14 Jan 23:00 – Fri 15 Jan 07:00: 1 of 1 open"
    (told,) = re.findall(re.escape(seat) + r"[^:]*? nobody", said)
    assert "Sofie Mistbank is on it" in told
    assert UNASKED not in said


def test_a_version_that_came_about_by_itself_says_so(planner):
    said = text_of(planner.get("/rosters/4/signed"))
    assert re.search(f"Nobody signed it. It was made on [^.]*: {TAKER} took a shift.", said)
    assert "Nobody was asked to accept what stands open or broken in this version" in said


def test_lists_say_it_too(planner, site_store):
    assert f"nobody; {TAKER} took a shift" in text_of(planner.get("/rosters"))
    heads = list_rosters(site_store, CoverageCache(site_store, 8), INSIDE).older
    signers = "\n".join(heads_table(heads, {}, language("en")).columns[-1].cells)
    assert f"nobody; {TAKER} took a shift" in signers
    assert "nobody; offer 2 of manager was accepted" in signers


@pytest.mark.parametrize("version", [4, 5, 6])
def test_the_audit_page_says_that_nobody_was_asked(planner, version):
    wanted = f"action=roster.published&kind=roster&number={version}"
    what = "roster signed" if version == 5 else "new version, signed by nobody"
    for address in (f"/audit?{wanted}", f"/audit/trail.csv?{wanted}"):
        said = text_of(planner.get(address))
        assert what in said
        assert UNASKED not in said
    assert "nobody was asked" in said


def test_the_statement_names_only_who_was_asked(planner):
    page = planner.get("/reports/statement?from=2027-01-04&to=2027-01-17")
    assert page.status_code == 200
    assert UNASKED not in page.text


def test_programs_are_told_so_too(app, site_store):
    scopes = (TokenScope.DUTY, TokenScope.ROSTERS)
    secret = make_token(site_store, "tests", scopes, None, "tests", INSIDE).secret
    headers = {"Authorization": f"Bearer {secret}"}
    found = app.test_client().get("/api/v1/rosters?status=any", headers=headers).json
    said = {one["version"]: (one["signed_by"], one["request"]) for one in found["items"]}
    assert said[4] == (None, "offer/1")
    assert said[5] == ("pia", None)
    assert said[6] == (None, "offer/2")
