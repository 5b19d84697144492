"""A roster's life on the command line, from the first import to a restored backup."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy.engine import make_url
from typer.testing import CliRunner

from data.store import rosters
from data.store.opening import Store, store_url
from data.tables.write_tables import write_csv_folder
from scheduler.cli import app as cli
from tests.scheduler.planning.test_books import DESK, in_books
from tests.support import server
from tests.support.databases import SQLITE_FIRST
from tests.support.once import copy_file
from tests.support.originals import EMPTY, Original
from tests.support.region import texts

PERIOD = ("--from", "2027-01-04", "--weeks", "2")


pytestmark = SQLITE_FIRST


@pytest.fixture
def caco(command_line, database_url):
    """Run a command as a planner, in an empty store."""
    return command_line(database_url, "planner")


@pytest.fixture
def files(tmp_path):
    write_csv_folder(texts(), tmp_path / "files")
    return tmp_path / "files"


def import_plan_and_publish(store):
    """The first three commands of a planner, on a store."""
    url = store.url.render_as_string(hide_password=False)
    known = {"CACO_DATABASE_URL": url, "CACO_USER": "planner", "COLUMNS": "200"}
    with TemporaryDirectory() as folder:
        write_csv_folder(texts(), Path(folder))
        for command in (
            ("import", folder),
            ("plan", *PERIOD, "--time-limit", "1"),
            ("publish", "1", "--accept-gaps", "known", "--by", "chief"),
        ):
            said = CliRunner().invoke(cli.app, command, env=known)
            assert said.exit_code == 0, said.output
    assert "Version 1 is in force" in said.output


SIGNED = Original("signed_by_command", EMPTY, import_plan_and_publish)


@pytest.fixture
def signed(database_url):
    """A first version in force."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        copy_file(SIGNED.path(), Path(url.database))
    else:
        server.drop_database(url.database)
        server.copy_database(url.database, SIGNED.database())


def test_publish_asks_about_people_on_call_who_cannot_be_reached(caco, tmp_path):
    write_csv_folder({**texts(), "contacts": []}, tmp_path / "mute")
    assert caco("import", tmp_path / "mute")[0] == 0
    assert caco("plan", *PERIOD, "--time-limit", 1)[0] == 0
    code, out, _ = caco("publish", 1, "--dry-run")
    assert code == 0
    assert "On call, and cannot be reached (1)" in out
    accepted = (
        "--accept-gaps",
        "known",
        "--accept-notice",
        "known",
        "--accept-violations",
        "known",
    )
    code, out, err = caco("publish", 1, *accepted)
    assert code == 1
    assert "how to reach them" in err
    assert "--accept-unreachable REASON" in err
    assert "they are notified of no change" in out  # told before the signature, which was refused
    assert "in force" not in out
    code, out, err = caco("publish", 1, *accepted, "--accept-unreachable", "by radio")
    assert code == 0, err
    assert "by radio" in out


def a_duty(database_url, roster=1):
    store = Store(store_url(database_url))
    with store.reading() as connection:
        found = rosters.read_assignments(connection, roster)
    store.close()
    return next(duty for duty in found if not duty.double)


def test_of_one_book_is_told_what_concerns_its_posts_and_people(caco, tmp_path):
    """Who may be on call in another book, and whom nobody is told about, are no matter."""
    tables, _ = in_books()
    write_csv_folder({**tables, "contacts": []}, tmp_path / "books")
    caco("import", tmp_path / "books")
    code, planned, _ = caco("plan", *PERIOD, "--book", DESK, "--time-limit", "1")
    assert code == 0
    assert "may have duties, and nothing says how to reach them" in planned
    assert "may be on call" not in planned
    _, asked, _ = caco("publish", "1", "--dry-run")
    posts = {row["name"]: row["book"] for row in tables["posts"]}
    for told in (planned, asked):
        after = told[told.index("no duty manager") :].splitlines()[1]
        assert {posts[name] for name in posts if name in after} == {DESK}


def test_an_import_is_shown_before_it_is_done(caco, files):
    code, out, _ = caco("import", files, "--dry-run")
    assert code == 0
    assert "nothing was changed" in out
    code, out, _ = caco("import", files, "--json")
    told = json.loads(out)
    assert told["done"]
    assert len(told["changes"]) == sum(len(rows) for rows in texts().values())
    assert "rows are as they were" in caco("import", files)[1]


def test_what_is_wrong_with_a_file_is_told_by_sheet_row_and_column(caco, files):
    path = files / "absences.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace("leave", "holiday", 1), "utf-8")
    code, _, err = caco("import", files)
    assert code == 2
    assert "absences.csv, row 2, column kind" in err


@pytest.mark.second
def test_weights_are_kept_with_a_draft_and_its_quality_is_told(caco, signed):
    plan = ("plan", *PERIOD, "--time-limit", 1, "--preset", "health-first")
    assert caco(*plan, "--weight", "wishes=3", "--strict-order", "fairness")[0] == 0
    found = json.loads(caco("quality", 2, "--json")[1])
    assert found["weights"]["wishes"] == 3
    assert found["weights"]["strict"] == ["fairness"]
    assert found["weights"]["health"]["QUICK_RETURN"] == 100
    assert found["cost"] == sum(one["cost"] for one in found["quality"]["costs"])
    assert found["health"]["posts"][0]["counts"].keys() >= {"short_rests", "lone_nights"}
    assert found["last"] is found["base"] is None
    code, out, _ = caco("quality", 2, "--remedies", "--lang", "en")
    assert code == 0
    assert "in strict order: Fairness > Health" in " ".join(out.split())
    assert out.count("Overall ") + out.count("no single move") >= len(found["quality"]["flaws"])
    assert json.loads(caco("quality", 1, "--json")[1])["weights"]["wishes"] == 1
    code, _, err = caco(*plan, "--preset", "health", "--weight", "QUICK=x")
    assert code == 2
    assert "Did you mean 'health-first'?" in err
    assert "weight 'QUICK' is unknown" in err


def test_from_illness_to_a_new_version(caco, signed, database_url):
    duty = a_duty(database_url)
    day = duty.shift.partition(":")[2][:10]
    code, out, _ = caco("sick", duty.person, "--from", day, "--until", day)
    assert code == 0
    assert duty.shift in out
    assert caco("draft", *PERIOD)[0] == 0
    assert duty.shift in caco("diff", 2)[1]
    code, _, err = caco("publish", 2)
    assert code == 1
    assert "--accept-gaps REASON" in err
    code, out, _ = caco("publish", 2, "--accept-gaps", "nobody is left", "--lang", "nl")
    assert code == 0
    assert "Versie 2 is van kracht" in out
    moment = duty.shift.partition(":")[2].replace("T", " ")
    seats = json.loads(caco("who", "--at", moment, "--json")[1])
    seat = next(seat for seat in seats if seat["shift"] == duty.shift)
    assert (seat["version"], seat["signed_by"]) == (2, "planner")
    assert seat["person"] != duty.person


def test_a_draft_is_changed_by_hand_and_what_it_breaks_is_told(caco, signed, database_url):
    duty = a_duty(database_url)
    assert caco("draft", *PERIOD)[0] == 0
    code, out, _ = caco("remove", 2, duty.shift, duty.person)
    assert code == 0
    assert "breaks no rule" in out
    code, out, _ = caco("assign", 2, duty.shift, duty.person)
    assert code == 0
    code, _, err = caco("assign", 2, duty.shift, duty.person)
    assert code == 1
    assert "Nothing to do" in err
    code, _, err = caco("assign", 1, duty.shift, duty.person)
    assert code == 1
    assert "never changed" in err
    assert caco("pin", 2, duty.shift, duty.person)[0] == 0
    assert caco("unpin", 2, duty.shift, duty.person)[0] == 0


def test_a_shift_is_split_in_a_draft_and_made_whole_again(caco, signed, database_url):
    duty = a_duty(database_url)
    assert caco("draft", *PERIOD)[0] == 0
    start = duty.shift.partition(":")[2].replace("T", " ")
    later = f"{start[:-5]}{int(start[-5:-3]) + 1:02d}:00"
    people = json.loads(caco("candidates", duty.shift, "--json")[1])["candidates"]
    taker = next(one["person"] for one in people if one["person"] != duty.person)
    named = ("split", 2, duty.shift, duty.person, taker, "--from", later)
    code, out, err = caco(*named)
    assert code == 0, err
    assert "rule" in out or "breaks" in out
    code, _, err = caco("remove", 2, duty.shift, duty.person)
    assert code == 1
    assert "is split in this draft" in err
    assert caco(*named, "--undo")[0] == 0
    code, _, err = caco(*named, "--undo", "--lang", "nl")
    assert code == 1
    assert "not split so" in err or "niet zo gesplitst" in err
    assert caco("remove", 2, duty.shift, duty.person)[0] == 0


def test_the_store_comes_out_as_it_went_in(caco, signed, tmp_path):
    assert caco("export", "out.xlsx")[0] == 0
    told = json.loads(caco("import", "out.xlsx", "--json")[1])
    assert told["changes"] == []
    assert caco("export", "roster", "--roster", 1)[0] == 0
    assert {path.name for path in Path("roster").iterdir()} >= {"roster.csv", "roster.xlsx"}
    assert caco("check", "roster/problem.json", "roster/roster.csv")[0] == 0


def test_the_audit_trail_is_shown_and_verified(caco, signed):
    code, out, _ = caco("audit", "verify", "--json")
    verdict = json.loads(out)
    assert code == 0
    assert verdict["findings"] == []
    assert caco("audit", "verify", "--known", verdict["hash"])[0] == 0
    assert caco("audit", "verify", "--known", "0badc0de")[0] == 1
    entries = json.loads(caco("audit", "show", "--of", "roster/1", "--json")[1])
    assert [entry["action"] for entry in entries] == ["roster.drafted", "roster.published"]
    assert entries[1]["who"] == "chief"


def test_a_backup_is_put_back_or_its_own_tools_are_named(caco, signed, database_url):
    code, out, _ = caco("backup", "copy.db")
    assert code == 0
    if database_url.startswith("postgresql"):
        code, _, err = caco("restore", "copy.db")
        assert code == 3
        assert "pg_restore" in err
        assert "caco restore --done" in err
        assert caco("restore", "copy.db", "--done")[0] == 2
        assert "fetches its calendar again" in caco("restore", "--done", "--by", "root")[1]
        entry = json.loads(caco("audit", "show", "--of", "store", "--json")[1])[-1]
        assert (entry["action"], entry["who"]) == ("store.restored", "root")
        assert json.loads(caco("audit", "verify", "--json")[1])["findings"] == []
        return
    assert "last hash" in out
    caco("sick", a_duty(database_url).person, "--from", "2027-01-05", "--until", "2027-01-06")
    assert caco("restore", "copy.db")[0] == 0
    verdict = json.loads(caco("audit", "verify", "--json")[1])
    assert verdict["findings"] == []
    entry = json.loads(caco("audit", "show", "--of", "store", "--json")[1])[-1]
    assert entry["seq"] == verdict["entries"]
    assert (entry["action"], entry["after"]["restored_entries"]) == (
        "store.restored",
        verdict["entries"] - 1,
    )
    assert entry["after"]["restored_hash"] in out
    assert caco("restore")[0] == 2


def test_competences_are_shown_in_both_languages(caco, files):
    caco("import", files)
    assert "qualified" in caco("competences")[1]
    assert "vakbekwaam" in caco("competences", "--lang", "nl")[1]
    assert json.loads(caco("competences", "--json")[1])
    assert caco("competences", "--lapsing", 900)[0] == 0


def test_who_is_still_here_is_not_erased(caco, files, monkeypatch, tmp_path):
    monkeypatch.setenv("CACO_SECRET_FILE", str(tmp_path / "secret"))
    caco("import", files)
    code, _, err = caco("erase", texts()["people"][0]["id"], "--reason", "asked for it")
    assert code == 1
    assert "still here" in err


@pytest.mark.parametrize(
    "command",
    [
        ("plan", *PERIOD),
        ("draft", *PERIOD),
        ("publish", 7),
        ("diff", 7),
        ("quality", 7),
        ("assign", 7, "x", "y"),
        ("export", "x", "--roster", 7),
        ("restore", "no.db"),
        ("sick", "nobody", "--until", "2027-01-09"),
        ("swap", "a", "b", "c"),
        ("erase", "nobody", "--reason", "x"),
    ],
    ids=lambda command: command[0],
)
def test_an_empty_store_gives_a_message_and_no_traceback(caco, command):
    code, _, err = caco(*command)
    assert code in (1, 2, 3)
    assert err.strip()


def test_an_empty_store_has_nothing_to_show(caco):
    for command in ("rosters", "who", "competences"):
        assert caco(command)[0] in (0, 2)
    assert caco("audit", "verify")[0] == 0


def test_a_draft_is_rebased_with_its_conflicts_chosen(caco, signed, database_url):
    duty = a_duty(database_url)
    for number in (2, 3):
        assert caco("draft", *PERIOD)[0] == 0, number
    caco("pin", 2, duty.shift, duty.person)
    caco("remove", 3, duty.shift, duty.person)
    accepted = (
        "--accept-gaps",
        "known",
        "--accept-notice",
        "asked",
        "--accept-violations",
        "known",
    )
    assert caco("publish", 3, *accepted, "--by", "chief")[0] == 0
    assert "behind version 2 (signed by chief" in caco("rosters")[1]
    told = {one["id"]: one["behind"] for one in json.loads(caco("rosters", "--json")[1])}
    assert told == {1: None, 2: {"versions": [3], "across": [], "begun": 0}, 3: None}
    code, _, err = caco("publish", 2, *accepted)
    assert code == 1
    assert "caco rebase 2" in err
    code, out, _ = caco("rebase", 2, "--dry-run")
    assert code == 0
    assert "Asks for a choice" in out
    assert duty.shift in out
    code, _, err = caco("rebase", 2)
    assert code == 1
    assert f"--choose {duty.shift}=draft" in err
    assert caco("rebase", 2, "--all", "nonsense=draft")[0] == 2
    assert caco("rebase", 2, "--choose", duty.shift)[0] == 2
    code, out, err = caco("rebase", 2, "--all", "both=in-force")
    assert code == 0, err
    assert "Given up" in out
    assert "up to date" in caco("rebase", 2)[1]
    assert caco("publish", 2, *accepted)[0] == 0
