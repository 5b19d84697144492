"""The command line as a user meets it."""

import csv
import json
import os
import signal
import subprocess
import sys
import time

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from data.files.read_input import read_tables
from scheduler.cli import app as cli
from scheduler.cli.app import app
from solver.rules import ALL_RULES
from tests.law_audit.law_audit import audit_folder

RUN = CliRunner()


@pytest.fixture(scope="module")
def region(tmp_path_factory):
    folder = tmp_path_factory.mktemp("region")
    asked = ["generate", "--people", "14", "--posts", "2", "--weeks", "2", "--seed", "3"]
    result = RUN.invoke(app, [*asked, "--out", str(folder)])
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="module")
def solved(region, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "roster"
    result = RUN.invoke(
        app,
        [
            "solve",
            str(region),
            "--from",
            "2027-01-04",
            "--weeks",
            "2",
            "--out",
            str(out),
            "--time-limit",
            "5",
            "--json",
        ],
    )
    assert result.exit_code == 0, result.output
    return out


def test_a_part_shift_that_is_left_open_is_told_and_counted(region, tmp_path):
    period = ["--from", "2027-01-06", "--weeks", "1", "--time-limit", "1"]
    asked = ["solve", str(region), *period, "--out", str(tmp_path), "--leave-parts-open"]
    told = RUN.invoke(app, [*asked, "--lang", "en"])
    assert "What was left open is not counted." in told.output
    found = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))["open_shifts"]
    (left,) = [one for one in found if one.get("is_left")]
    assert (left["shift"], left["end"]) == ("CACO:2027-01-06T00:00", "2027-01-06T07:00:00+01:00")


def test_a_solve_writes_everything(solved):
    names = {path.name for path in solved.iterdir()}
    assert names == {
        "roster.csv",
        "absence.csv",
        "history.csv",
        "elsewhere.csv",
        "result.json",
        "problem.json",
        "roster.xlsx",
    }
    result = json.loads((solved / "result.json").read_text())
    assert {
        "status",
        "levels",
        "open_shifts",
        "proven_minimum_open",
        "seed",
        "problem_hash",
        "versions",
    } <= set(result)
    assert result["levels"][0]["proven"]


def test_an_auditor_that_shares_no_code_finds_nothing(solved):
    assert audit_folder(solved) == []


def test_check_says_yes_to_our_own_roster(region, solved):
    result = RUN.invoke(app, ["check", str(region), str(solved / "roster.csv"), "--json"])
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])


def test_check_finds_a_duty_that_overlaps_another(region, solved, tmp_path):
    with (solved / "roster.csv").open() as text:
        rows = list(csv.DictReader(text))
    work = next(r for r in rows if r["kind"] == "work")
    twin = next(r for r in rows if r["kind"] == "work" and r["start"] > work["start"])
    broken = tmp_path / "roster.csv"
    with broken.open("w", newline="") as text:
        writer = csv.DictWriter(text, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(
            [*rows, {**twin, "person": work["person"], "start": work["start"], "end": work["end"]}][
                :-1
            ]
        )
        writer.writerow({**work, "start": work["start"], "end": twin["end"], "work_minutes": 600})
    result = RUN.invoke(app, ["check", str(region), str(broken), "--json"])
    assert result.exit_code == 1
    assert "OVERLAP" in {violation["rule"] for violation in json.loads(result.stdout)}


@pytest.mark.second
def test_a_saved_problem_is_solved_again(solved, tmp_path):
    result = RUN.invoke(
        app,
        [
            "solve",
            str(solved / "problem.json"),
            "--out",
            str(tmp_path / "o"),
            "--time-limit",
            "2",
            "--json",
        ],
    )
    assert result.exit_code == 0
    hashes = [
        json.loads((d / "result.json").read_text())["problem_hash"]
        for d in (solved, tmp_path / "o")
    ]
    assert hashes[0] == hashes[1]


def test_every_rule_is_listed_with_its_article():
    listed = json.loads(RUN.invoke(app, ["rules", "--json"]).stdout)
    assert {rule["id"] for rule in listed} == {cls.id for cls in ALL_RULES}
    assert all(rule["article"] and rule["sentence"] for rule in listed)


def test_bad_input_ends_with_two_and_one_message_a_fault(monkeypatch, capsys, tmp_path):
    (tmp_path / "people.csv").write_text("id,nam\na,Ann\n")
    arguments = [
        "caco",
        "solve",
        str(tmp_path),
        "--from",
        "2027-01-04",
        "--weeks",
        "1",
        "--out",
        str(tmp_path / "out"),
    ]
    monkeypatch.setattr("sys.argv", arguments)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "people.csv" in told
    assert "Traceback" not in told
    assert not (tmp_path / "out").exists()


def wait_for_a_search(running):
    """Until the threads of CP-SAT are there, and some moments more."""
    deadline = time.monotonic() + 60
    while len(os.listdir(f"/proc/{running.pid}/task")) < 6:
        assert running.poll() is None
        assert time.monotonic() < deadline, "no search began"
        time.sleep(0.1)
    with pytest.raises(subprocess.TimeoutExpired):
        running.wait(5)


@pytest.mark.second
def test_ctrl_c_keeps_the_best_roster_so_far(region, tmp_path):
    command = [sys.executable, "-c", "from scheduler.cli.app import main; main()", "solve"]
    asked = [str(region), "--from", "2027-01-04", "--weeks", "13", "--time-limit", "100"]
    with subprocess.Popen([*command, *asked, "--out", str(tmp_path / "out"), "--json"]) as running:
        wait_for_a_search(running)
        running.send_signal(signal.SIGINT)
        assert running.wait(30) == 0
    result = json.loads((tmp_path / "out" / "result.json").read_text())
    assert result["status"] == "stopped"


def test_a_workbook_to_fill_in_is_written_and_the_invented_region_is_sound(tmp_path):
    path = tmp_path / "deep" / "regio.xlsx"
    told = RUN.invoke(app, ["template", str(path), "--lang", "nl"])
    assert told.output.startswith("Geschreven naar")
    assert load_workbook(path).sheetnames[:2] == ["#Uitleg", "Regio's"]
    assert RUN.invoke(app, ["template", str(tmp_path / "regio.csv")]).exit_code == 2
    RUN.invoke(app, ["template", str(path), "--demo", "--lang", "en"])
    assert read_tables(path).faults == ()
    assert "Duty managers" in load_workbook(path).sheetnames
