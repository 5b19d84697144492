"""Rights that hold for some regions: every address, about things of a region that is not theirs."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import update
from werkzeug.routing import AnyConverter, IntegerConverter

from data.i18n.language import language
from data.model.account import Reach, Role, Scope, TokenScope
from data.store import outbox, rosters
from data.store.audit import trail
from data.store.audit.check import verify
from data.store.health import set_mark
from data.store.tables.records import POSTS
from data.tables.period import ZONE
from scheduler.accounts.access import make_token
from scheduler.accounts.regions import Subject
from scheduler.coverage.gap_queries import prove_coverage
from scheduler.feeds.links import LinkRequest, add_link
from scheduler.notifications.mute_levels import MuteLevel, SuppressionReason, UnheardPosts
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.publish import publish
from scheduler.records.edit import fingerprint, read_table
from scheduler.records.region_merge import RegionMerge, merge_regions
from scheduler.records.row_edits import read_rows
from scheduler.reporting.signed_statements import sign_statement
from scheduler.reporting.statement import state
from scheduler.reporting.statement_facts import statement_facts, statement_from
from scheduler.service.health import SWEEP, HealthIssue, check_health, unnotified_mark
from scheduler.service.tasks import tasks
from scheduler.settings import Settings
from tests.support.region import CONSENT, FIRST, INSIDE, WEEKS, import_texts
from tests.web.conftest import PASSWORD, Visit
from tests.web.regional import (
    BOTH,
    LIMITED,
    MINE,
    THEIRS,
    TWO_BOOKS,
    TWO_REGIONS,
    digest,
    names_of,
    of_region,
    things_of,
)
from tests.web.rights import SILENT, ways
from tests.web.test_publish import fields, reasons
from web.access.guard import required
from web.access.terms import API_TERMS, FIELDS, OF_NO_REGION, TERMS, terms_of
from web.app import create_app

#: What stands for a part of an address that names nothing of a region.
ELSE = "x"
BEFORE = INSIDE - timedelta(days=40)  #: when nothing of the rosters has begun


#: The first stage walks as who may do most, and as who sees more than they may change.
EVERY_ROLE = pytest.mark.parametrize(
    "login",
    [
        pytest.param(one, marks=[] if one in (Role.PLANNER, BOTH) else [pytest.mark.second])
        for one in (*LIMITED, BOTH)
    ],
)


@pytest.fixture
def two_regions(request, tmp_path):
    """A store of two regions, each with its own book unless a test is of one roster of both."""
    with getattr(request, "param", TWO_BOOKS).copy("sqlite", tmp_path) as store:
        yield store


in_one_roster = pytest.mark.parametrize("two_regions", [TWO_REGIONS], indirect=True)


@pytest.fixture
def app(two_regions):
    return create_app(two_regions, Settings(), lambda: INSIDE)


def signed_in(app, login):
    """Somebody who is signed in, by login."""
    visit = Visit(app)
    visit.post("/login", data={"login": login, "password": PASSWORD})
    return visit


def address(app, rule, things):
    """An address about things of a region."""
    terms, values = terms_of(rule.endpoint) or {}, {}
    for name, converter in rule._converters.items():
        if name in terms:
            value = things[terms[name]].rpartition("/")[2]
            values[name] = int(value) if isinstance(converter, IntegerConverter) else value
        elif name == "table":
            values[name] = things[Subject.RECORD_TABLE]
        elif isinstance(converter, IntegerConverter):
            values[name] = 1
        elif isinstance(converter, AnyConverter):
            values[name] = sorted(converter.items)[0]
        else:
            values[name] = ELSE * 8
    return app.url_map.bind("localhost").build(rule.endpoint, values)


def regional_rules(app):
    """Every address that has to do with regions, by path."""
    rules = (rule for rule in app.url_map.iter_rules() if rule.endpoint in of_rights(app))
    return sorted(rules, key=lambda rule: rule.rule)


def of_rights(app):
    """Endpoints that ask for a right, and are not about what is one's own."""
    return {
        way.endpoint: way.roles
        for way in ways(app)
        if way.roles is not None and way.endpoint.partition(".")[0] not in OF_NO_REGION
    }


def seq(store):
    with store.reading() as connection:
        return trail.head(connection).seq


def fields_of(things):
    """Every field that names a thing, filled in."""
    return {field: things[subject] for field, subject in FIELDS.items()}


@EVERY_ROLE
def test_nothing_of_another_region_is_shown_or_changed_by_any_address(app, two_regions, login):
    visit, theirs, wrong = signed_in(app, login), things_of(two_regions, THEIRS), []
    allowed = of_rights(app)
    before = digest(two_regions)
    for rule in regional_rules(app):
        path, is_for_them = address(app, rule, theirs), login in allowed[rule.endpoint]
        for method in sorted(rule.methods - SILENT):
            if method == "GET" and login == BOTH:
                continue  # they may see it: another test says what
            if method == "GET":
                answer = visit.get(path)
            else:
                answer = visit.post(path, data=fields_of(theirs), method=method)
            meant = refusals(rule.endpoint, method) if is_for_them else {403}
            meant |= {403} if login == BOTH else set()
            if answer.status_code not in meant or told(text_of(answer)):
                said = f"{answer.status_code} {told(text_of(answer))}"
                wrong.append(f"{method} {path}: {said}, not {meant}")
    assert wrong == []
    assert digest(two_regions) == before


def refusals(endpoint, method):
    """How an address answers about a thing of another region."""
    terms = terms_of(endpoint)
    if terms is None:
        return {403}
    if set(terms.values()) - {Subject.RECORD_TABLE} or method != "GET":
        return {404}
    return {200, 302, 400}  # it leaves out what is not theirs


def text_of(answer):
    """What an answer says, a workbook too."""
    if not answer.data.startswith(b"PK"):
        return answer.text
    with ZipFile(BytesIO(answer.data)) as book:
        return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


def told(text):
    """What a text tells of the other region: its people and its posts."""
    names = [*names_of("posts", THEIRS), *names_of("people", THEIRS)]
    return [name for name in names if name in text]


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_fields_of_a_form_name_nothing_of_another_region(app, two_regions, field):
    login, subject = Role.PLANNER, FIELDS[field]
    visit, wrong = signed_in(app, login), []
    mine, theirs = things_of(two_regions, MINE), things_of(two_regions, THEIRS)
    for rule in regional_rules(app):
        if terms_of(rule.endpoint) is None or login not in of_rights(app)[rule.endpoint]:
            continue
        path = address(app, rule, mine)
        if (rule.endpoint, field) == ("admin.change_post", "book"):
            continue  # it may stay where it was: another test says what may not
        for method in sorted(rule.methods - SILENT):
            before, value = seq(two_regions), {field: theirs[subject]}
            how = {"query_string": value} if method == "GET" else {"data": value}
            answer = visit.get(path, **how) if method == "GET" else visit.post(path, **how)
            if answer.status_code != 404 or seq(two_regions) != before:
                wrong.append(f"{method} {path} {field}: {answer.status_code}")
    assert wrong == []


def test_pages_about_their_own_region_tell_nothing_of_another(app, two_regions):
    visit, wrong = signed_in(app, Role.PLANNER), []
    mine = things_of(two_regions, MINE)
    draft = copy_in_force(two_regions, FIRST, WEEKS, Role.PLANNER, BEFORE, MINE)
    for number in (mine[Subject.ROSTER], str(draft.id)):
        things = {**mine, Subject.ROSTER: number, Subject.WHOLE_ROSTER: number}
        for rule in regional_rules(app):
            if "GET" in rule.methods and terms_of(rule.endpoint) is not None:
                path = address(app, rule, things)
                answer = visit.get(path)
                said = told(text_of(answer))
                if answer.status_code >= 500 or said:
                    wrong.append(f"{path}: {answer.status_code} {said}")
    assert wrong == []


def test_every_part_of_an_address_that_names_something_of_a_region_is_looked_at(app):
    told_apart = {"number", "code", "person", "post", "roster", "shift"}
    bare = [
        rule.rule
        for rule in regional_rules(app)
        if rule.endpoint in TERMS and (rule.arguments & told_apart) - set(TERMS[rule.endpoint])
    ]
    assert bare == []


def test_terms_are_of_addresses_that_exist(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert set(TERMS) <= endpoints


@EVERY_ROLE
def test_in_their_own_region_all_goes_as_before(app, two_regions, login):
    visit, mine = signed_in(app, login), things_of(two_regions, MINE)
    board = visit.get("/now").text
    assert all(name in board for name in names_of("posts", MINE))
    assert visit.get(f"/gaps/{mine[Subject.GAP]}").status_code == 200
    may_handle = login in (Role.PLANNER, Role.DUTY_MANAGER, BOTH)
    answer = visit.post(f"/gaps/{mine[Subject.GAP]}/acknowledge")
    assert answer.status_code == (302 if may_handle else 403)


def test_who_plans_for_one_region_and_reads_another_sees_it_and_changes_nothing(app, two_regions):
    visit, theirs = signed_in(app, BOTH), things_of(two_regions, THEIRS)
    board, gap = visit.get("/now").text, visit.get(f"/gaps/{theirs[Subject.GAP]}")
    assert all(name in board for name in names_of("posts", THEIRS))
    assert gap.status_code == 200
    assert "/acknowledge" not in gap.text
    assert visit.post(f"/gaps/{theirs[Subject.GAP]}/acknowledge").status_code == 403


def test_the_other_region_is_as_a_number_that_does_not_exist(app, two_regions):
    visit, theirs = signed_in(app, Role.PLANNER), things_of(two_regions, THEIRS)
    there, nowhere = (visit.get(f"/gaps/{one}") for one in (theirs[Subject.GAP], 987654))
    token = re.compile(r"[\w.-]{60,}")  # against forged requests: another one each second
    said, meant = (token.sub("", one.text) for one in (there, nowhere))
    assert (there.status_code, said) == (nowhere.status_code, meant)


@pytest.fixture
def program(app, two_regions):
    """A program whose token opens all, for one region."""
    given = make_token(two_regions, "tests", list(TokenScope), None, "tests", INSIDE, [MINE])
    client, headers = app.test_client(), {"Authorization": f"Bearer {given.secret}"}
    return lambda path, **how: client.open(f"/api/v1{path}", headers=headers, **how)


def test_a_token_of_one_region_gets_nothing_of_another(app, two_regions, program):
    api, wrong, theirs = app.extensions["api"], [], things_of(two_regions, THEIRS)
    codes = [*of_region("posts", THEIRS), *of_region("people", THEIRS), *names_of("people", THEIRS)]
    before = digest(two_regions)
    for rule in api.url_map.iter_rules():
        if required(api, rule.endpoint) is None:
            continue
        terms = API_TERMS.get(rule.endpoint)
        number = theirs[next(iter(terms.values()))] if terms else "1"
        path = rule.rule.replace("<int:number>", number)
        for method in sorted(rule.methods - SILENT):
            answer = program(path, method=method, json={} if method == "POST" else None)
            is_empty = method == "POST"  # what it sends says nothing
            meant = 403 if terms is None else 404 if terms else 422 if is_empty else 200
            said = [code for code in codes if code in answer.text]
            if answer.status_code != meant or said:
                wrong.append(f"{method} {path}: {answer.status_code} {said}")
    assert wrong == []
    assert digest(two_regions) == before


def test_a_token_of_one_region_gets_what_is_of_it(two_regions, program):
    mine, theirs = things_of(two_regions, MINE), things_of(two_regions, THEIRS)
    assert program(f"/gaps/{mine[Subject.GAP]}").status_code == 200
    assert mine[Subject.POST] in program("/duty").text
    for field in ("post", "region", "person"):
        asked = {field: theirs[Subject(field)]}
        path = "/duties" if field == "person" else "/duty"
        answer = program(path, query_string=asked)
        nowhere = program(path, query_string={field: "nowhere"})
        assert answer.status_code == nowhere.status_code == 422, answer.text
        assert not [name for name in names_of("people", THEIRS) if name in answer.text]


def test_a_wall_screen_of_one_region_shows_that_one(app, two_regions):
    given = make_token(two_regions, "wall", [TokenScope.BOARD], None, "tests", INSIDE, [MINE])
    visit = Visit(app)
    visit.get(f"/board?token={given.secret}")
    wall = visit.get("/board").text
    assert all(name in wall for name in names_of("posts", MINE))
    assert told(wall) == []


@in_one_roster
def test_a_roster_of_both_regions_is_read_as_far_as_it_is_theirs(app, two_regions):
    visit, things = signed_in(app, Role.PLANNER), things_of(two_regions, MINE)
    number = things[Subject.ROSTER]
    grid = visit.get(f"/rosters/{number}").text
    assert all(name in grid for name in names_of("people", MINE))
    assert told(grid) == []
    for path in ("", "/list", "/month", "/print", "/print?whole=1"):
        assert told(visit.get(f"/rosters/{number}{path}").text) == []
    assert visit.get(f"/rosters/{number}/signed").status_code == 403
    assert visit.get(f"/rosters/{number}/publish").location == f"/rosters/{number}"


@in_one_roster
def test_who_signs_a_draft_of_both_regions_for_one_reads_nothing_of_the_other(app, two_regions):
    draft = copy_in_force(two_regions, FIRST, WEEKS, "boss", INSIDE).id
    with two_regions.reading() as connection:
        held = rosters.read_assignments(connection, draft)
        head = rosters.read_head(connection, draft)
        known = {one.id: one for one in rosters.read_shifts(connection, head.shift_set)}
    taken = [
        next(
            one
            for one in held
            if known[one.shift].post in of_region("posts", region)
            and known[one.shift].start > INSIDE + timedelta(days=1)
        )
        for region in (MINE, THEIRS)
    ]
    edits = [Edit(EditKind.REMOVE, one.person, one.shift) for one in taken]
    edit_draft(two_regions, draft, edits, "boss", INSIDE)
    visit = signed_in(app, Role.PLANNER)
    page = visit.get(f"/rosters/{draft}/publish").text
    assert told(page) == []
    people = dict(zip(of_region("people", MINE), names_of("people", MINE), strict=True))
    assert people[taken[0].person] in page
    kept = visit.post(f"/rosters/{draft}/publish", fields(page, **reasons()))
    assert kept.location == f"/rosters/{draft}/publish"
    assert told(visit.get(kept.location).text) == []
    assert told(visit.get("/rosters").text) == []
    signed, _proposal = publish(two_regions, draft, CONSENT, "boss", INSIDE, language("en"))
    assert (signed.version, signed.signer) == (2, "planner (R1), boss (R2)")


@in_one_roster
def test_a_signature_holds_for_the_regions_of_whoever_signs(two_regions):
    now = BEFORE
    head = copy_in_force(two_regions, FIRST, WEEKS, Role.PLANNER, now)
    kept, proposal = publish(two_regions, head.id, CONSENT, Role.PLANNER, now, language("en"))
    assert (kept.version, proposal.signatures.outstanding) == (None, (THEIRS,))
    signed, _proposal = publish(two_regions, head.id, CONSENT, "signer", now, language("en"))
    assert signed.version == 2
    assert signed.signer == "planner (R1), signer (R2)"


def test_a_statement_is_made_of_one_region_and_says_which_posts_are_shared(app, two_regions):
    shared, other = of_region("posts", MINE)
    with two_regions.writing() as connection:
        changed = update(POSTS).where(POSTS.c.id == shared).values(regions=[MINE, THEIRS])
        connection.execute(changed)
    last = FIRST + timedelta(days=3)
    whole = state(two_regions, FIRST, last, INSIDE)
    mine = state(two_regions, FIRST, last, INSIDE, MINE)
    theirs = state(two_regions, FIRST, last, INSIDE, THEIRS)
    assert {post.id for post in mine.posts} == {shared, other}
    assert {post.id for post in theirs.posts} == {shared, *of_region("posts", THEIRS)}
    assert [(one.post, one.others) for one in mine.shared] == [(shared, whole.regions[1:])]
    assert mine.regions == whole.regions[:1]
    assert len(mine.rosters) == 1
    assert len(theirs.rosters) == len(whole.rosters) == 2
    minutes = {one.post: one.valid for one in whole.proof.months}
    assert all(one.valid == minutes[one.post] for one in (*mine.proof.months, *theirs.proof.months))
    proof, _inputs = prove_coverage(
        two_regions, whole.proof.start, whole.proof.end, INSIDE, Reach(frozenset({MINE}))
    )
    assert mine.proof.hash == proof.hash != whole.proof.hash
    facts = statement_facts(mine, may_know=True)
    assert statement_from(facts).shared == mine.shared
    assert facts["check"].endswith("--region R1 --json")
    assert "region" not in statement_facts(whole, may_know=True)
    page = signed_in(app, Role.PLANNER).get("/reports/statement?region=R1").text
    assert "Gedeeld met andere regio" in page


def test_a_statement_is_signed_for_the_region_of_whoever_signs(app, two_regions):
    visit = signed_in(app, Role.PLANNER)
    days = {"period": "own", "from": FIRST.isoformat(), "to": FIRST.isoformat()}
    assert visit.post("/reports/statements", days).status_code == 403
    assert visit.post("/reports/statements", {**days, "region": THEIRS}).status_code == 404
    signed = visit.post("/reports/statements", {**days, "region": MINE})
    assert signed.status_code == 302
    page = visit.get(signed.location).text
    assert "versie 1" in page
    assert told(page) == []
    of_book = visit.post("/reports/statements", {**days, "book": MINE})
    assert of_book.status_code == 302
    assert "versie 1" in visit.get(of_book.location).text
    assert of_book.location in visit.get("/reports/statements").text
    assert visit.post("/reports/statements", {**days, "book": THEIRS}).status_code == 404
    other = sign_statement(two_regions, FIRST, FIRST, "boss", INSIDE, book=THEIRS)
    assert visit.get(f"/reports/statements/{other.id}").status_code == 404
    again = sign_statement(two_regions, FIRST, FIRST, "boss", INSIDE, THEIRS)
    assert (again.version, again.region) == (1, THEIRS)
    with two_regions.reading() as connection:
        found = verify(connection, ZONE).findings
    assert not [one for one in found if one.where.startswith("statement")]


def test_a_statement_of_a_book_is_signed_by_who_plans_for_all_of_its_regions(app, two_regions):
    shared = of_region("posts", MINE)[0]
    with two_regions.writing() as connection:
        changed = update(POSTS).where(POSTS.c.id == shared).values(regions=[MINE, THEIRS])
        connection.execute(changed)
    visit = signed_in(app, Role.PLANNER)
    days = {"period": "own", "from": FIRST.isoformat(), "to": FIRST.isoformat(), "book": MINE}
    asked = "/reports/statement?" + "&".join(f"{name}={text}" for name, text in days.items())
    assert "Deze verklaring ondertekenen" not in visit.get(asked).text
    assert visit.post("/reports/statements", days).status_code == 403
    assert "Deze verklaring ondertekenen" in visit.get(f"{asked}&region={MINE}").text
    own = visit.post("/reports/statements", {**days, "region": MINE})
    assert own.status_code == 302
    assert "versie 1" in visit.get(own.location).text


def test_a_post_is_changed_by_one_of_its_regions_which_takes_it_from_no_other(app, two_regions):
    shared = of_region("posts", MINE)[0]
    with two_regions.writing() as connection:
        changed = update(POSTS).where(POSTS.c.id == shared).values(regions=[MINE, THEIRS])
        connection.execute(changed)
    visit, rows = signed_in(app, Role.PLANNER), read_table(two_regions, "posts")
    row = next(one for one in rows if one["id"] == shared)
    form = {**row, "name": "Renamed", "regions": [MINE], "seen": fingerprint([row])}
    assert visit.post(f"/admin/posts/{shared}", form).status_code == 403
    form["regions"] = [MINE, THEIRS]
    assert visit.post(f"/admin/posts/{shared}", form).status_code == 302
    assert "Renamed" in visit.get("/admin/posts").text


def test_a_calendar_of_a_merged_region_keeps_its_address_and_its_entries(app, two_regions):
    link = add_link(two_regions, LinkRequest(Scope.REGION, MINE), "boss", INSIDE)
    client, address = app.test_client(), f"/calendar/{link.token}.ics"
    before = set(re.findall(r"UID:(\S+)", client.get(address).text))
    wanted = RegionMerge((MINE, THEIRS), "R3", "Samen", "midden")
    merge_regions(two_regions, wanted, "boss", INSIDE)
    after = set(re.findall(r"UID:(\S+)", client.get(address).text))
    assert before
    assert before < after
    visit, stated = signed_in(app, Role.PLANNER), things_of(two_regions, MINE)[Subject.STATEMENT]
    board = visit.get("/now").text
    assert all(name in board for name in names_of("posts", THEIRS))
    assert visit.get(f"/reports/statements/{stated}").status_code == 200


def test_records_of_people_of_their_region_are_kept_by_its_planner(app, two_regions):
    visit, mine = signed_in(app, Role.PLANNER), things_of(two_regions, MINE)
    path = f"/records/{mine[Subject.RECORD]}"
    whose = next(row for row in read_table(two_regions, "contracts") if row["person"] == "p001")
    form = {**whose, "hours_per_week": "20"}
    assert visit.post(path, {**form, "person": of_region("people", THEIRS)[0]}).status_code == 404
    assert visit.post(path, form).status_code == 302
    assert "20" in visit.get("/records/contracts?person=p001").text
    person = next(row for row in read_rows(two_regions, "people") if row.texts["id"] == "p001")
    taken = {**person.texts, "regions": [MINE, THEIRS]}
    assert visit.post(f"/records/people/{person.number}", taken).status_code == 403
    assert visit.get("/records/rules").status_code == 404


def test_the_records_show_planners_of_a_region_the_tables_and_rows_open_to_them(app, two_regions):
    visit = signed_in(app, Role.PLANNER)
    post = f"/settings/posts/{of_region('posts', MINE)[0]}"
    for page in ("/records", "/records/people", "/people", post):
        text = visit.get(page).text
        links = set(re.findall(r'href="(/(?:records|people|settings)[^"#?]*)"', text))
        assert links
        assert {link: visit.get(link).status_code for link in links} == dict.fromkeys(links, 200)
    text = visit.get("/records").text
    assert 'href="/records/rules"' not in text
    seen = len(re.findall(r'href="/records/people/\d+"', visit.get("/records/people").text))
    assert 0 < seen < len(read_rows(two_regions, "people"))
    assert re.search(rf'href="/records/people">[^<]*</a> <span class="soft">{seen}<', text)


@pytest.mark.second
@pytest.mark.parametrize("role", [Role.PLANNER, Role.DUTY_MANAGER, Role.VIEWER])
def test_no_page_links_to_what_is_refused(app, role):
    visit = signed_in(app, role)
    found, refused, todo = set(), {}, [("/now", "")]
    while todo:
        link, page = todo.pop()
        shape = re.sub(r"\d+", "1", link.partition("?")[0])
        if shape in found:
            continue
        found.add(shape)
        answer = visit.get(link)
        if answer.status_code in (403, 404):
            refused[link] = page
        if answer.status_code == 200 and "html" in answer.content_type:
            links = re.findall(r'href="(/(?!help)[^"#]*)"', answer.text)
            todo += [(one.replace("&amp;", "&"), link) for one in links]
    assert len(found) > 20
    assert not refused


def test_a_planner_keeps_the_demand_of_posts_of_their_region_alone(app, two_regions):
    visit = signed_in(app, Role.PLANNER)
    mine, theirs = of_region("posts", MINE)[0], of_region("posts", THEIRS)[0]
    storm = {"start": "2027-01-12 18:00", "end": "2027-01-13 02:00", "required": "2"}
    storm |= {"reason": "Storm", "source": "event"}
    both = [{**storm, "post": post, "reason": f"Storm {post}"} for post in (mine, theirs)]
    import_texts(two_regions, {"demand": both})
    month = visit.get("/demand?month=2027-01").text
    assert f"Storm {mine}" in month
    assert theirs not in month
    assert visit.get(f"/demand?month=2027-01&post={theirs}").status_code == 404
    rows = {row.texts["post"]: row.number for row in read_rows(two_regions, "demand")}
    assert theirs not in visit.get("/records/demand").text
    assert visit.get(f"/records/demand/{rows[mine]}").status_code == 200
    assert visit.get(f"/records/demand/{rows[theirs]}").status_code == 404
    given = {**storm, "start": "2027-01-14 18:00", "end": "2027-01-14 22:00"}
    assert visit.post("/records/demand", {**given, "post": theirs}).status_code == 404
    assert visit.post("/records/demand", {**given, "post": mine}).status_code == 302


def test_messages_go_by_the_gaps_and_the_people_of_a_region(app, two_regions):
    visit = signed_in(app, Role.PLANNER)
    text = visit.get("/messages").text
    assert all(f"/messages/{one}{MINE}" in text for one in ("gap", "own"))
    assert "2 berichten zijn niet bezorgd" in text
    for name in ("digest", "ill", f"gap{THEIRS}", f"own{THEIRS}", "nothing"):
        assert f"/messages/{name}" not in text
        assert visit.get(f"/messages/{name}").status_code == 404
        assert visit.post(f"/messages/{name}/settle").status_code == 404
    counted = visit.get("/badges").json["badges"]["messages"]["count"]
    assert counted == 2
    assert names_of("posts", MINE)[0] in visit.get(f"/messages/gap{MINE}").text
    assert visit.post(f"/messages/own{MINE}/settle").status_code == 302
    assert visit.post("/messages/retry").status_code == 302
    with two_regions.reading() as connection:
        lost = {one.id for one in outbox.undelivered(connection)}
    assert lost == {"digest", "ill", f"gap{THEIRS}", f"own{THEIRS}"}


def test_health_counts_and_names_what_is_of_a_region(app, two_regions):
    mine, theirs = of_region("posts", MINE), of_region("posts", THEIRS)
    why = SuppressionReason.NOBODY
    mute = [MuteLevel(1, why, ("s",), (*mine, *theirs)), MuteLevel(2, why, ("s",), tuple(theirs))]
    with two_regions.writing() as connection:
        unheard = UnheardPosts("Piket", (*mine, *theirs)), UnheardPosts("X", tuple(theirs))
        set_mark(connection, SWEEP, unnotified_mark(7, mute, unheard))
    found = check_health(two_regions, tasks(Settings()), INSIDE, Reach(frozenset({MINE})))
    assert [one.mute.posts for one in found.reasons if one.mute] == [tuple(mine)]
    assert [one.unheard for one in found.reasons if one.unheard] == [
        UnheardPosts("Piket", tuple(mine))
    ]
    counted = {one.issue: one.count for one in found.reasons}
    assert counted[HealthIssue.UNNOTIFIED] == 0
    assert counted[HealthIssue.DEAD_LETTERS] == 2
    text = signed_in(app, Role.PLANNER).get("/messages/health").text
    assert "van deze regio’s of van andere" in text
    assert not [code for code in theirs if code in text]


def test_steps_are_those_of_their_posts_and_of_whoever_hears_of_them(app, two_regions):
    chat = {"channel": "mail", "address": "x@vr.example", "level": "1"}
    hear = [{**chat, "name": f"Chat {one}", "regions": one} for one in (MINE, THEIRS)]
    step = {"hours_before": "12", "channel": "mail", "level": "1"}
    steps = [{**step, "post": of_region("posts", one)[0]} for one in (MINE, THEIRS)]
    import_texts(two_regions, {"alert_steps": steps, "duty_managers": hear})
    text = signed_in(app, Role.PLANNER).get("/messages/steps").text
    assert f"Chat {MINE}" in text
    assert names_of("posts", MINE)[0] in text
    assert f"Chat {THEIRS}" not in text


def test_alerts_of_their_posts_and_regions_are_kept_by_a_planner(app, two_regions):
    visit, (mine, theirs) = signed_in(app, Role.PLANNER), (MINE, THEIRS)
    chat = {"channel": "mail", "address": "x@vr.example", "level": "1"}
    whose = {"mine": mine, "theirs": theirs, "both": f"{mine};{theirs}", "all": ""}
    hear = [{**chat, "name": f"Chat-{name}", "regions": one} for name, one in whose.items()]
    step = {"hours_before": "12", "channel": "mail", "level": "1"}
    posts = [of_region("posts", one)[0] for one in (mine, theirs)]
    steps = [{**step, "post": post} for post in (*posts, "")]
    import_texts(two_regions, {"alert_steps": steps, "duty_managers": hear})
    text = visit.get("/records/duty_managers").text
    assert [name for name in whose if f"Chat-{name}" in text] == ["mine", "both", "all"]
    rows = {row.texts["name"]: row for row in read_rows(two_regions, "duty_managers")}
    codes = {"mine": (200, 302), "theirs": (404, 404), "both": (403, 403), "all": (403, 403)}
    for name, (looks, ends) in codes.items():
        path = f"/records/duty_managers/{rows[f'Chat-{name}'].number}"
        assert (f'"{path}"' in text) == (name == "mine")
        assert visit.get(path).status_code == looks, name
        for region in (theirs, ""):
            form = {**chat, "name": "Chat-new", "regions": region}
            assert visit.post(path, form).status_code == (422 if name == "mine" else looks)
        assert visit.post(f"{path}/end", {"seen": rows[f"Chat-{name}"].seen}).status_code == ends
    assert visit.post("/records/duty_managers", {**chat, "name": "N"}).status_code == 422
    form = {**chat, "name": "Chat-new", "regions": mine}
    assert visit.post("/records/duty_managers", form).status_code == 302
    text = visit.get("/records/alert_steps").text
    assert told(text) == []
    assert names_of("posts", mine)[0] in text
    found = {row.texts.get("post", ""): row.number for row in read_rows(two_regions, "alert_steps")}
    answers = [visit.get(f"/records/alert_steps/{found[post]}") for post in (*posts, "")]
    assert [one.status_code for one in answers] == [200, 404, 403]
    assert visit.post("/records/alert_steps", step).status_code == 422


def test_alerts_of_books_of_their_posts_are_kept_by_a_planner(app, two_regions):
    visit, books = signed_in(app, Role.PLANNER), (MINE, THEIRS, f"{MINE};{THEIRS}")
    chat = {"channel": "mail", "address": "x@vr.example", "level": "1"}
    step = {"hours_before": "12", "channel": "mail", "level": "1"}
    hear = [{**chat, "name": f"Chat {one}", "books": one} for one in books]
    steps = [{**step, "books": one} for one in books]
    import_texts(two_regions, {"duty_managers": hear, "alert_steps": steps})
    for table in ("duty_managers", "alert_steps"):
        rows = {row.texts["books"]: row.number for row in read_rows(two_regions, table)}
        answers = [visit.get(f"/records/{table}/{rows[one]}").status_code for one in books]
        assert answers == [200, 404, 403]
    new = {**step, "hours_before": "9"}
    assert visit.post("/records/alert_steps", {**new, "books": THEIRS}).status_code == 422
    assert visit.post("/records/alert_steps", {**new, "books": MINE}).status_code == 302
    shown = visit.get("/messages/steps").text
    assert f"<td>{MINE}" not in shown  # the name of a book, not its code
    assert names_of("posts", THEIRS)[0] not in shown
    assert f"Chat {MINE}" in shown
    assert "Chat {THEIRS}<" not in shown
