"""Searches of scenarios in processes of their own, of which the system may end one."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path

import pytest

from data.model.errors import InputError
from scheduler.workforce.side_by_side import (
    NoLongerWanted,
    SearchLost,
    SearchTask,
    search_side_by_side,
)
from tests.solver.small import control_room


@dataclass(frozen=True, slots=True)
class Killed(SearchTask):
    """A search that the kernel ends, as often as files are left in a folder."""

    folder: Path | None = None

    def run(self, tell):
        tell()
        assert self.folder is not None
        for file in self.folder.iterdir():
            file.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        tell()
        return ()


@dataclass(frozen=True, slots=True)
class Faulty(SearchTask):
    """A search that fails by itself."""

    def run(self, _tell):
        raise InputError([])


def killed(folder, times):
    for number in range(times):
        (folder / str(number)).touch()
    return Killed(control_room(weeks=2), 1.0, 0, (14,), folder)


def test_a_search_that_the_kernel_ends_is_begun_once_more(tmp_path):
    told = []
    found = search_side_by_side(
        [killed(tmp_path, 1)], 1, lambda done, count: told.append((done, count)) or True
    )
    assert found == [()]
    assert told[-1] == (2, 2)  # what was lost is not counted twice


def test_one_that_it_ends_each_time_is_told(tmp_path):
    with pytest.raises(SearchLost, match="ran out of memory"):
        search_side_by_side([killed(tmp_path, 9)], 1)
    assert len(list(tmp_path.iterdir())) == 7


def test_what_a_search_raises_reaches_who_asked():
    task = Faulty(control_room(weeks=2), 1.0, 0, (2,))
    with pytest.raises(InputError):
        search_side_by_side([task], 2)


def test_nothing_goes_on_when_it_is_no_longer_wanted():
    tasks = [SearchTask(control_room(weeks=2), 600.0, 0, (2,))] * 3
    with pytest.raises(NoLongerWanted):
        search_side_by_side(tasks, 2, lambda _done, _count: False)
