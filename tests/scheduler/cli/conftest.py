"""How tests run a command: as a user does, in a folder of their own."""

from __future__ import annotations

import pytest

from scheduler.cli import app as cli


@pytest.fixture
def command_line(monkeypatch, capsys, tmp_path):
    """By address of a store and user, what runs a command there.

    It answers with the exit code, what was said, and what was complained of.
    """

    def at(url, user):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("CACO_DATABASE_URL", url)
        monkeypatch.setenv("CACO_USER", user)
        monkeypatch.setenv("COLUMNS", "200")
        return run

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["caco", *(str(one) for one in arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return ended.value.code or 0, said.out, said.err

    return at
