"""What a command loads before it can answer."""

import subprocess
import sys
from pathlib import Path

import pytest

from data.demo.region import OWN_FILES

pytestmark = pytest.mark.second

ROOT = Path(__file__).parents[3]
SLOW_TO_LOAD = ("ortools", "pandas", "numpy", "xlsxwriter", "holidays.countries")
TELL = (
    "import sys\n"
    "from scheduler.cli.app import app\n"
    "try:\n"
    "    app()\n"
    "finally:\n"
    "    print(*sys.modules, sep='\\n', file=sys.stderr)\n"
)


def loaded(*arguments: str) -> set[str]:
    """The modules that a command has loaded when it is done."""
    command = [sys.executable, "-c", TELL, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert ran.returncode in (0, 1), ran.stderr
    assert "scheduler.cli.app" in ran.stderr
    return set(ran.stderr.split())


@pytest.fixture
def roster(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text(
        "person,post,kind,start,end,work_minutes\n"
        "grutto,CACO,work,2027-01-04 07:00,2027-01-04 15:00,480\n"
    )
    return path


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_check_loads_no_solver_and_no_other_country(roster, form):
    modules = loaded("check", str(OWN_FILES), str(roster), *form)
    assert "solver.diagnosis.judge" in modules
    assert modules.isdisjoint(SLOW_TO_LOAD)


@pytest.mark.parametrize("arguments", [["--help"], ["rules"]])
def test_help_and_the_list_of_rules_load_no_solver_either(arguments):
    assert loaded(*arguments).isdisjoint(SLOW_TO_LOAD)


@pytest.mark.parametrize(
    "command", [("rosters",), ("who",), ("audit", "verify"), ("sick", "-h"), ("requests", "status")]
)
def test_a_look_into_the_store_loads_no_solver_and_no_migrations(command, monkeypatch, sqlite_url):
    monkeypatch.setenv("CACO_DATABASE_URL", sqlite_url)
    slow = {*SLOW_TO_LOAD, "alembic", "dbos"}
    assert not {name for name in loaded(*command) if name in slow}
