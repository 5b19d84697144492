"""What `caco start` says once it is up, on a screen of any width."""

from __future__ import annotations

import threading

import pytest

from data.exchange.language import language
from scheduler.cli.screens import starting
from scheduler.cli.screens.starting import Up, ready, refused

PASSWORD = "boomvalkveren-zwartkopmeeuwen-steenlopertjes"


@pytest.mark.parametrize("code", ["nl", "en"])
@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_the_password_stands_there_whole(monkeypatch, capsys, columns, code):
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr(starting, "_answers", lambda *_: True)
    ready(Up("http://127.0.0.1:8000", PASSWORD, None, None), threading.Event(), language(code))
    lines = capsys.readouterr().out.splitlines()
    assert sum(PASSWORD in line for line in lines) == 1
    assert any(line.startswith("functionary") for line in lines)


def test_why_a_program_ended_is_told_whatever_else_stands_in_the_log(tmp_path, capsys):
    log = tmp_path / "caco.log"
    log.write_bytes(b"\xff\xfe an older line\n")
    written = log.stat().st_size
    with log.open("ab") as file:
        file.write(b"\xe9\n" + "✗ cannot listen at 127.0.0.1:8000\n".encode())
    refused(log, written)
    assert capsys.readouterr().err == "✗ cannot listen at 127.0.0.1:8000\n"
