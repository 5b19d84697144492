"""The fixture of the tests of the auditor."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.law_audit.law_audit import audit_folder
from tests.law_audit.samples import write


@pytest.fixture
def audit(tmp_path):
    def run(roster, rule=None, history=None, absences=None, **options):
        """The findings, of one rule if named."""
        write(tmp_path, "roster.csv", roster)
        for name, rows in (("history.csv", history), ("absence.csv", absences)):
            if rows is not None:
                write(tmp_path, name, rows)
        found = audit_folder(tmp_path, **options)
        return [each for each in found if rule in (None, each.rule)]

    return run
