"""The audit trail as people read it."""

import ast
import csv
import io
import re
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.i18n.kind_words import FIELD_WORDS, absence_word
from data.i18n.language import language
from data.model.account import Role
from data.model.duty import AbsenceKind
from data.model.message import MessageStatus
from data.model.record_change import RowChangeKind
from data.model.request import OfferStatus, RequestStatus
from data.store import rosters
from data.store.audit import trail
from data.store.audit.trail import Act, AuditEntry, EntryFilter, search
from data.store.tables.rosters import ENTRIES
from data.tables.contract import TABLES
from scheduler.planning.edits import EditKind
from scheduler.reporting.audit_trail import KnownTrail
from tests.support.region import INSIDE, NOW, texts
from web.audit.rows import Reader, changes_of, rows_of
from web.audit.views import _harmless, read_filter
from web.audit.words import ACTIONS, KINDS

ROOT = Path(__file__).parents[2]
ALL = Reader(sees_reasons=True, administers=True)
FORMULA = "=cmd|'/C calc'!A0"
AT = datetime(2027, 1, 4, 8, 30, tzinfo=UTC)


@pytest.fixture
def page(visit):
    planner = visit(Role.PLANNER)
    return lambda query="": planner.get(f"/audit{query}", headers={"Accept-Language": "en"})


def entry(action="gap.accepted", subject="gap/3", before=None, after=None, **more):
    usual = {"seq": 7, "at": AT, "who": "anna", "hash": "f" * 64, "erased_by": None}
    return AuditEntry(
        **{**usual, **more}, action=action, subject=subject, before=before, after=after
    )


def shown(app, *entries, reader=ALL, people=None):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        return rows_of(entries, people or {}, reader)


def told(store, *acts, who="anna"):
    with store.writing() as connection:
        trail.append(connection, acts, who, NOW)


def test_an_entry_is_told_in_words(app):
    (row,) = shown(app, entry(after={"reason": "agreed", "until": "2027-01-04T06:00:00+00:00"}))
    assert (row.what, row.subject, row.href) == ("gap accepted", "Gap 3", "/gaps/3")
    assert [(one.field, one.after) for one in row.changes] == [
        ("reason", "agreed"),
        ("until", "Mon 4 Jan 07:00"),
    ]


def test_the_year_of_an_entry_is_that_of_the_local_clock(app):
    (row,) = shown(app, entry(at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC)))
    assert row.year == 2027


def test_a_new_record_does_not_say_twice_which_it_is(app):
    added = entry("record.added", "pledges/4", None, {"key": "a | b", "came": "yes"})
    (row,) = shown(app, added)
    assert [(one.field, one.after) for one in row.changes] == [("came", "yes")]


def test_a_person_is_named_as_they_are_called_now(app):
    person = entry("record.changed", "people/17", {"name": "A"}, {"name": "B"})
    (row,) = shown(app, person, people={17: ("lep", "Lepelaar")})
    assert (row.subject, row.href) == ("Person Lepelaar", "/people/lep")
    (gone,) = shown(app, person)
    assert (gone.subject, gone.href) == ("Person 17", "")


def test_before_and_after_stand_side_by_side(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        found = changes_of({"key": "x", "until": ""}, {"key": "x", "until": "2027", "new": True})
    assert [(one.field, one.before, one.after) for one in found] == [
        ("which", "", "x"),
        ("until", "", "2027"),
        ("new", "", "yes"),
    ]


def test_whom_reasons_are_not_for_sees_that_something_was_done(app):
    absence = entry("record.added", "absences/4", None, {"kind": "illness"})
    reader = Reader(sees_reasons=False, administers=True)
    (row,) = shown(app, absence, reader=reader)
    assert (row.what, row.changes) == ("added to the records", None)


def test_an_administrator_reads_no_reasons_in_page_or_file(visit):
    admin, planner = visit(Role.ADMINISTRATOR), visit(Role.PLANNER)
    kind = absence_word(AbsenceKind(texts()["absences"][0]["kind"]), language("nl"))
    for path in ("/audit?kind=absences", "/audit/trail.csv?kind=absences"):
        assert kind in planner.get(path).text
        assert not re.search(rf"\b{kind}\b", admin.get(path).text.partition("<tbody>")[2])
    assert f": {kind}" not in admin.get("/audit/trail.csv?kind=absences").text


#: What the act of a status or an edit is called after.
STATES = {
    "handed_in.": {"added", "withdrawn", "confirmed", "refused"},
    "offer.": set(OfferStatus) - {OfferStatus.OPEN},
    "swap.": set(RequestStatus),
    "message.": {MessageStatus.QUEUED, MessageStatus.SETTLED},
    "roster.": set(EditKind),
    "record.": set(RowChangeKind),
    "account.": {
        "added",
        "changed",
        "closed",
        "reopened",
        "password_set",
        "password_taken",
        "unlinked",
    },
    "account.second_factor_": {"prepared", "on", "off", "reset"},
}


def acts_of(tree):
    """The calls that put something into the trail."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
            if name == "Act":
                yield node


def keeping_a_trail():
    """The modules that do so, parsed."""
    for room in ("data", "scheduler"):
        for path in sorted((ROOT / room).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            if "migrations" not in str(path) and any(True for _ in acts_of(tree)):
                yield path.name, tree


def test_every_act_of_the_program_has_words():
    acts, kinds = set(), set()
    for _name, tree in keeping_a_trail():
        for node in acts_of(tree):
            match node.args[0]:
                case ast.Constant(value=action):
                    acts.add(action)
                case ast.JoinedStr(values=[ast.Constant(value=begin), *_]):
                    acts |= {f"{begin}{state}" for state in STATES[begin]}
            if isinstance(node.args[1], ast.JoinedStr) and isinstance(
                node.args[1].values[0], ast.Constant
            ):
                kinds.add(node.args[1].values[0].value.rstrip("/"))
    acts |= {f"{begin}{state}" for begin, states in STATES.items() for state in states}
    assert len(acts) > 30
    assert acts - set(ACTIONS) == set()
    assert kinds - set(KINDS) == set()


#: Keys of other things in modules that keep a trail.
NO_FACTS = {"row", "ended_at", "before", "after", "lang", "violations", "result"}
NO_FACTS |= {"invitation", "nonce", "sending", "expires_at", "opened_at"}  # of a link that is sent
NO_FACTS |= {"unit", "is_better_high", "verdict", "unrecorded", "whole", "rows"}  # of an account
NO_FACTS |= {"ask"}  # of a message to an employer
NO_FACTS |= {"stand_ins", "splits"}  # of a draft that is opened
NO_FACTS |= {"seal", "seq", "action", "subject", "entries", "problems"}  # of a list under its seal


def test_every_field_of_an_act_has_words():
    keys = {
        (key.value, name)
        for name, tree in keeping_a_trail()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.islower()
    }
    assert len(keys) > 20
    assert {one for one in keys if one[0] not in {*FIELD_WORDS, *NO_FACTS}} == set()
    assert {c.name for table in TABLES for c in table.columns} - set(FIELD_WORDS) == set()


def test_the_facts_are_told_by_name_and_in_words(app):
    known = KnownTrail(
        {"people": {"lep": "Chantal Lepelaar"}, "posts": {"CACO": "CaCo meldkamer"}},
        {"duty": "Demo duty"},
    )
    given = {
        "giver": "lep",
        "given": "CACO:2026-12-09T15:00",
        "kind": "illness",
        "from": "2026-12-09",
        "by": "duty",
        "period": ["2026-11-29T23:00:00+00:00", "2026-12-27T23:00:00+00:00"],
        "key": "lep | sms | 2026-12-09",
        "accepted": [{"kind": "gap", "by": "duty"}],
    }
    with app.test_request_context(headers={"Accept-Language": "nl"}):
        (row,) = rows_of([entry("swap.granted", "swap/4", None, given, who="duty")], {}, ALL, known)
    assert (row.who, row.what, row.subject) == (
        "Demo duty (duty)",
        "ruil akkoord en uitgevoerd",
        "Ruilverzoek 4",
    )
    assert {one.field: one.after for one in row.changes} == {
        "wie afgeeft": "Chantal Lepelaar",
        "afgegeven": "CaCo meldkamer, wo 9 dec 15:00",
        "soort": "ziek",
        "van": "9 dec 2026",
        "door": "Demo duty (duty)",
        "periode": "30 nov – 27 dec",
        "welke": "Chantal Lepelaar · sms · 9 dec 2026",
        "aanvaard": "soort open dienst, door Demo duty (duty)",
    }


def test_every_action_of_this_store_has_words(site_store):
    with site_store.reading() as connection:
        found = search(connection, EntryFilter(), None, None)
    assert {one.action for one in found} - set(ACTIONS) == set()
    assert {one.subject.partition("/")[0] for one in found} - set(KINDS) == set()


def test_the_trail_goes_back_page_by_page_and_misses_nothing(page, site_store):
    with site_store.reading() as connection:
        last = trail.head(connection).seq
    seen, query = [], ""
    while True:
        answer = page(query)
        seen += [int(number) for number in re.findall(r'id="entry-(\d+)"', answer.text)]
        older = re.search(r'href="/audit(\?before=\d+)"', answer.text)
        if not older:
            break
        query = older[1]
    assert seen == list(range(last, 0, -1))


def test_it_is_filtered_by_who_what_of_what_and_when(page, site_store):
    told(site_store, Act("gap.accepted", "gap/31"), Act("gap.accepted", "gap/3"), who="an'na")
    assert page("?who=an'na").text.count('id="entry-') == 2
    assert page("?kind=gap&number=3").text.count('id="entry-') == 1
    assert page("?kind=gap").text.count('id="entry-') == 2
    assert page("?action=roster.published").text.count('id="entry-') == 1
    assert 'id="entry-' not in page("?from=2027-02-01").text
    day = f"{NOW:%Y-%m-%d}"
    assert 'id="entry-' in page(f"?from={day}&until={day}").text


def test_odd_filters_are_told_and_the_rest_counts(page):
    answer = page("?from=soon&until=9999-12-31&before=x&action=none&kind=%25")
    assert answer.status_code == 200
    assert answer.text.count("is not a date") == 2


def test_a_percent_sign_finds_no_other_entry(site_store):
    told(site_store, Act("gap.accepted", "gap/3"))
    with site_store.reading() as connection:
        assert search(connection, EntryFilter(subject="g%p"), None, None) == []
        assert search(connection, EntryFilter(subject="ga_"), None, None) == []


def test_the_file_holds_all_and_runs_nothing(visit, site_store):
    told(
        site_store, Act("gap.accepted", "gap/3", None, {"reason": "=1+1"}), who="=cmd|'/C calc'!A0"
    )
    answer = visit(Role.PLANNER).get("/audit/trail.csv?kind=gap")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    (row,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert list(row.values())[2] == f"'{FORMULA}"
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())


def checked(app, visit):
    """Ask whether the trail is whole, and wait for the answer."""
    planner = visit(Role.PLANNER)
    assert planner.post("/audit/check").location == "/audit/check"
    for thread in threading.enumerate():
        if thread.name == "audit":
            thread.join(60)
    return planner.get("/audit/check", headers={"Accept-Language": "en"}).text


def test_a_whole_trail_says_so_with_its_hash(app, visit, site_store):
    page = checked(app, visit)
    with site_store.reading() as connection:
        end = trail.head(connection)
    assert "Yes, the chain is intact." in page
    assert end.hash in page


def test_what_was_changed_behind_its_back_is_found(app, visit, site_store):
    with site_store.engine.begin() as connection:
        connection.execute(ENTRIES.update().where(ENTRIES.c.seq == 3).values(who="nobody"))
    page = checked(app, visit)
    assert "entry 3: it was changed" in page
    assert "chain is intact" not in page


def test_a_filter_is_what_an_address_says(app):
    with app.test_request_context():
        wish = read_filter({"kind": "roster", "number": "3", "before": "12"})
    assert (wish.wanted.subject, wish.before) == ("roster/3", 12)
    assert INSIDE.tzinfo is not None


def test_no_part_of_the_file_is_a_formula_whichever_separator_splits_it(visit, site_store):

    for cell in ("+31;=1+1|cmd", "a,=1", 'b;"@x', "c\t-2", "d; +3", "=1"):
        for separator in (";", ",", "\t"):
            parts = [one.strip(' "') for one in _harmless(cell).split(separator)]
            assert not any(one[:1] in ("=", "+", "-", "@") for one in parts if one), cell
    with site_store.writing() as connection:
        trail.append(
            connection, [Act("import", "records", None, {"file": "+31;=1+1|cmd"})], "me", INSIDE
        )
    text = visit(Role.ADMINISTRATOR).get("/audit/trail.csv").data.decode("utf-8-sig")
    assert ";=1" not in text
    assert all(line.startswith('"') and line.endswith('"') for line in text.split("\r\n") if line)


def test_every_file_is_kept_by_nobody(visit, site_store):
    """Each answer that is a file, found by walking the addresses."""
    admin, planner = visit(Role.ADMINISTRATOR), visit(Role.PLANNER)
    with site_store.reading() as connection:
        roster = rosters.heads(connection)[0].id
    found = 0
    for rule in admin.client.application.url_map.iter_rules():
        if "GET" not in rule.methods or "." not in rule.rule.rpartition("/")[2]:
            continue
        if not set(rule.arguments) <= {"roster", "number"} or rule.rule.startswith("/static"):
            continue
        path = re.sub(r"<[^>]*>", str(roster), rule.rule)
        for answer in (admin.get(path), planner.get(path)):
            if "attachment" in answer.headers.get("Content-Disposition", ""):
                found += 1
                assert "no-store" in answer.headers["Cache-Control"], path
    assert found >= 4
