"""``caco export --served`` and ``caco check --served``."""

from __future__ import annotations

import json
from datetime import date

import pytest

from data.demo.region import OWN_FILES
from scheduler.planning.judgement import check_roster
from scheduler.planning.work_done import SERVED, work_done
from tests.scheduler.planning.test_work_done import AFTER, DEMO, NOT_AUDITED, audited

DAYS = ("--from", "2026-08-03", "--weeks", "12")


@pytest.mark.second
def test_both_commands_are_about_the_same_rows(command_line, tmp_path):
    with DEMO.copy("sqlite", tmp_path) as store:
        caco = command_line(store.engine.url.render_as_string(hide_password=False), "planner")
        code, said, _ = caco("export", "out", "--served", *DAYS, "--lang", "en")
        rows = (tmp_path / "out" / SERVED).read_text("utf-8").splitlines()
        assert (code, said.split()[0]) == (0, str(len(rows) - 1))
        assert rows[0] == "person,post,kind,start,end,work_minutes"
        code, said, _ = caco("check", "--served", *DAYS, "--json")
        found = json.loads(said)
        assert code == bool(found)
        with store.reading() as connection:
            done = work_done(connection, date(2026, 8, 3), 12, AFTER)
        theirs = audited(tmp_path / "out", done.problem)
        ours = [one for one in found if one["rule"] not in NOT_AUDITED]
        assert sorted(one["rule"] for one in ours) == sorted(rule for rule, *_ in theirs)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("export", "out", "--served", "--roster", "1"), "--roster or --served"),
        (("export", "out", "--from", "2026-08-03"), "--served"),
        (("check", "out", "--served"), "give no files"),
        (("check", "out"), "ROSTER.csv"),
    ],
)
def test_what_does_not_go_together_is_said(command_line, tmp_path, arguments, complaint):
    code, _, complained = command_line(f"sqlite:///{tmp_path}/caco.db", "planner")(
        *arguments, "--lang", "en"
    )
    assert code == 2
    assert complaint in complained


def test_a_roster_by_hand_may_hold_calls(tmp_path):
    """ATW 5:9(4): a call of fourteen hours in a week on call."""
    path = tmp_path / "roster.csv"
    rows = [
        "gagel,IM-COPI-FL,on_call,2027-01-08T17:00+01:00,2027-01-15T17:00+01:00,0",
        "gagel,IM-COPI-FL,call,2027-01-10T02:00+01:00,2027-01-10T16:00+01:00,840",
    ]
    path.write_text("\n".join(["person,post,kind,start,end,work_minutes", *rows]), "utf-8")
    _, found = check_roster(OWN_FILES, path, None, None)
    mine = [one for one in found if one.person == "gagel" and one.rule != "CONTRACT_HOURS"]
    assert [(one.rule, one.value) for one in mine] == [("C05", 14 * 60)]
