"""A draft of several regions on the screen and the command line: who signed, who is still to."""

import pytest

from data.store import rosters
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.settings import Settings
from tests.support.region import FIRST, NOW, WEEKS, import_texts, texts
from tests.support.shared_regions import PASSWORD, SHARED, drafted, shared_texts
from tests.web.conftest import Visit
from tests.web.test_publish import fields, reasons
from web.app import create_app

DAYS = f"period=own&from={FIRST}&to={FIRST}"


@pytest.fixture
def shared(tmp_path):
    with SHARED.copy("sqlite", tmp_path) as store:
        yield store


@pytest.fixture
def app(shared):
    return create_app(shared, Settings(), lambda: NOW)


@pytest.fixture
def draft(shared):
    return drafted(shared)


def signed_in(app, login):
    """Somebody who is signed in and reads English, by login."""
    visit = Visit(app)
    visit.post("/login", data={"login": login, "password": PASSWORD})
    visit.client.set_cookie("language", "en")
    return visit


def sign(app, login, draft, **typed):
    """Press the button on the page of the signature."""
    visit, path = signed_in(app, login), f"/rosters/{draft}/publish"
    return visit, visit.post(path, fields(visit.get(path).text, **typed))


def version_of(store, draft):
    with store.reading() as connection:
        return rosters.read_head(connection, draft).version


def test_the_page_says_for_whom_one_signs_and_who_is_still_to(app, shared, draft):
    page = signed_in(app, "gina").get(f"/rosters/{draft}/publish").text
    assert "Sign for Region GV" in page
    assert "once somebody has signed for Region FL too" in page
    visit, answer = sign(app, "gina", draft, **reasons())
    assert (answer.status_code, answer.location) == (302, f"/rosters/{draft}/publish")
    assert version_of(shared, draft) is None
    page = visit.get(answer.location).text
    assert "Your signature is kept. Still to sign: Region FL." in page
    assert "signed for Region GV by gina, " in page
    assert "Region FL still to sign" in page
    assert "nothing left for you to sign" in page
    assert "Sign for" not in page


def test_the_second_sees_what_the_first_accepted_and_brings_it_into_force(app, shared, draft):
    sign(app, "gina", draft, **reasons("nobody is to be had"))
    visit = signed_in(app, "fred")
    page = visit.get(f"/rosters/{draft}/publish").text
    assert "accepted by gina: nobody is to be had" in page
    assert "Sign the roster" in page
    _visit, answer = sign(app, "fred", draft)
    assert answer.location == f"/rosters/{draft}/signed"
    assert version_of(shared, draft) == 1
    page = visit.get(answer.location).text
    assert "Signed by gina (GV), fred (FL) on" in page
    assert "signed for Region GV by gina" in page
    assert "signed for Region FL by fred" in page
    assert "fred agrees" in page


def test_an_own_reason_of_the_second_stands_beside_that_of_the_first(app, shared, draft):
    sign(app, "gina", draft, **reasons("nobody is to be had"))
    page = signed_in(app, "fred").get(f"/rosters/{draft}/publish").text
    own = ["we looked too", *fields(page)["reason"][1:]]
    visit, answer = sign(app, "fred", draft, reason=own)
    page = visit.get(answer.location).text
    assert "we looked too" in page
    assert "gina: nobody is to be had" in page


def test_the_list_and_the_grid_say_how_far_it_is_signed_and_to_whom_it_waits(app, shared, draft):
    assert "still to sign" not in signed_in(app, "fred").get("/rosters").text
    sign(app, "gina", draft, **reasons())
    for path in ("/rosters", f"/rosters/{draft}"):
        assert "signed for GV by gina; FL still to sign" in signed_in(app, "fred").get(path).text
    assert "waits for your signature" in signed_in(app, "fred").get("/rosters").text
    assert "waits for your signature" in signed_in(app, "petra").get("/rosters").text
    assert "waits for your signature" not in signed_in(app, "gina").get("/rosters").text


def test_the_menu_counts_drafts_that_wait_for_the_signature_of_whoever_reads(app, draft):
    def count(login):
        return signed_in(app, login).get("/badges").json["badges"]["rosters"]

    assert count("fred")["count"] == 0
    sign(app, "gina", draft, **reasons())
    assert count("fred") == {"count": 1, "words": "1 draft that waits for a signature"}
    assert count("petra")["count"] == 1
    assert count("gina")["count"] == count("uma")["count"] == 0
    sign(app, "fred", draft)
    assert count("petra")["count"] == 0


def test_after_an_edit_it_says_that_the_signature_no_longer_counts(app, shared, draft):
    sign(app, "gina", draft, **reasons())
    with shared.reading() as connection:
        duty = rosters.read_assignments(connection, draft)[0]
    edit_draft(shared, draft, [Edit(EditKind.REMOVE, duty.person, duty.shift)], "petra", NOW)
    for path in ("/rosters", f"/rosters/{draft}", f"/rosters/{draft}/publish"):
        page = signed_in(app, "fred").get(path).text
        assert "the draft has changed since, so that signature no longer counts" in page
    _visit, answer = sign(app, "fred", draft, **reasons())
    assert answer.location == f"/rosters/{draft}/publish"
    assert version_of(shared, draft) is None


def test_signed_by_several_is_shown_where_signatures_are(app, shared, draft):
    sign(app, "gina", draft, **reasons())
    sign(app, "fred", draft)
    visit = signed_in(app, "petra")
    for path in ("/rosters", f"/rosters/{draft}", f"/reports/statement?{DAYS}"):
        assert "gina (GV), fred (FL)" in visit.get(path).text, path


def test_who_plans_for_both_signs_alone_and_the_page_says_for_which(app, shared, draft):
    visit, answer = sign(app, "bo", draft, **reasons())
    assert answer.location == f"/rosters/{draft}/signed"
    page = visit.get(answer.location).text
    assert "Signed for Region FL, Region GV." in page
    assert "fred" not in page


def test_the_audit_page_has_each_signature_in_words(app, shared, draft):
    sign(app, "gina", draft, **reasons())
    assert "draft signed for some of its regions" in signed_in(app, "petra").get("/audit").text


def test_the_command_says_the_same(command_line, shared, draft):
    url = shared.url.render_as_string(hide_password=False)
    kinds = ("gaps", "notice", "violations", "unreachable")
    reason = [part for kind in kinds for part in (f"--accept-{kind}", "a")]
    _code, said, _err = command_line(url, "gina")("publish", draft, *reason)
    assert "signed for GV by gina; FL still to sign" in said
    assert "Kept: it is in force once the others have signed too." in said
    code, _said, err = command_line(url, "gina")("publish", draft)
    assert code != 0
    assert "is signed already for GV, by gina" in err
    _code, said, _err = command_line(url, "fred")("publish", draft, "--dry-run")
    assert "accepted by gina: a" in said
    assert "signed for GV by gina; FL still to sign" in said
    _code, said, _err = command_line(url, "fred")("publish", draft)
    assert "Version 1 is in force" in said
    assert "signed by gina (GV), fred (FL)" in said


def test_a_copy_of_what_several_signed_is_a_draft_that_nobody_signed(app, shared, draft):
    sign(app, "gina", draft, **reasons())
    sign(app, "fred", draft)
    again = copy_in_force(shared, FIRST, WEEKS, "petra", NOW)
    assert "signed for" not in signed_in(app, "petra").get(f"/rosters/{again.id}/publish").text


@pytest.fixture
def mixed(shared):
    """A draft of a roster in which the first post, with a gap, serves one region alone."""
    desk = texts()["posts"][0]
    import_texts(shared, {"posts": shared_texts([desk["id"]])["posts"]})
    draft = drafted(shared)
    with shared.reading() as connection:
        held = rosters.read_assignments(connection, draft)
    duty = next(one for one in held if one.shift.startswith(desk["id"]))
    edit_draft(shared, draft, [Edit(EditKind.REMOVE, duty.person, duty.shift)], "petra", NOW)
    return desk, draft


def test_who_plans_for_some_posts_of_a_roster_signs_for_these_and_sees_no_more(app, shared, mixed):
    desk, draft = mixed
    sign(app, "fred", draft, **reasons("nobody is to be had"))
    visit = signed_in(app, "gina")
    listed = visit.get("/rosters").text
    assert "waits for your signature" in listed
    assert f'href="/rosters/{draft}"' not in listed
    assert visit.get(f"/rosters/{draft}").status_code == 403
    page = visit.get(f"/rosters/{draft}/publish").text
    assert "This roster has posts of other regions too" in page
    assert desk["name"] not in page
    assert f"{desk['id']} " not in page
    assert texts()["posts"][1]["id"] in page
    _visit, answer = sign(app, "gina", draft)
    assert answer.location == f"/rosters/{draft}"
    assert version_of(shared, draft) == 1
    assert "fred (FL), gina (GV)" in visit.get(answer.location).text


def test_the_first_to_sign_for_some_posts_is_asked_about_these_alone(app, shared, mixed):
    desk, draft = mixed
    visit = signed_in(app, "gina")
    kinds = fields(visit.get(f"/rosters/{draft}/publish").text)
    assert not [subject for subject in kinds["subject"] if subject.startswith(desk["id"])]
    sign(app, "gina", draft, **reasons("of the piket"))
    everything = fields(signed_in(app, "fred").get(f"/rosters/{draft}/publish").text)
    assert len(everything["subject"]) > len(kinds["subject"])
    _visit, answer = sign(app, "fred", draft, **reasons("of the desk"))
    assert answer.location == f"/rosters/{draft}/signed"
    assert version_of(shared, draft) == 1


def test_a_draft_of_which_nothing_is_theirs_is_not_there_for_them(app, mixed):
    visit, (_desk, draft) = signed_in(app, "uma"), mixed
    assert visit.get(f"/rosters/{draft}/publish").status_code == 404
    assert visit.post(f"/rosters/{draft}/publish", {"seen": "1"}).status_code == 404


def test_a_draft_waits_only_for_who_signs_for_its_book(app, shared):
    book = {"id": "all", "name": "All", "weeks": "2", "notice_days": "28", "signers": "gina;fred"}
    posts = [{**row, "book": "all"} for row in shared_texts()["posts"]]
    import_texts(shared, {**shared_texts(), "books": [book], "posts": posts})
    sign(app, "gina", drafted(shared, "all"), **reasons())
    waits = "waits for your signature"
    assert waits in signed_in(app, "fred").get("/rosters").text
    assert waits not in signed_in(app, "frida").get("/rosters").text
