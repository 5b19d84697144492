"""Calendars as files."""

from __future__ import annotations

import os
import re
import stat

import pytest

from data.model.account import Scope
from data.model.errors import InputError, Refused
from data.store.opening import Store, store_url
from scheduler.feeds.calendar_cache import CalendarCache
from scheduler.feeds.export import OURS, export_by_clock, export_calendars, file_name
from scheduler.service.tasks import tasks
from scheduler.settings import NOWHERE, Settings
from tests.scheduler.feeds.support import HOUR, NOW, events
from tests.support.region import import_texts

SETTINGS = Settings(language="en")


@pytest.fixture
def catalogue(region):
    return CalendarCache(region.store, SETTINGS)


def test_every_calendar_is_a_file_and_a_second_export_touches_none(region, catalogue, tmp_path):
    out = tmp_path / "out"
    done = export_calendars(catalogue, out, "en", NOW)
    assert {"all.ics", "gaps.ics", "index.txt", "post-CACO.ics"} <= set(done.written)
    assert f"person-{region.person}.ics" in done.written
    assert "Duties of " in (out / "index.txt").read_text()
    before = {path.name: path.stat().st_ino for path in out.iterdir()}
    again = export_calendars(CalendarCache(region.store, SETTINGS), out, "en", NOW + HOUR)
    assert (again.written, again.removed) == ((), ())
    assert set(again.unchanged) == set(done.written)
    assert {path.name: path.stat().st_ino for path in out.iterdir()} == before


def test_a_change_touches_the_files_that_it_changes_and_no_others(region, catalogue, tmp_path):
    export_calendars(catalogue, tmp_path / "out", "en", NOW)
    person, duty, _ = region.duties()[0]
    region.give(duty.id, person)
    done = export_calendars(catalogue, tmp_path / "out", "en", NOW + HOUR)
    changed = {"all.ics", f"person-{person}.ics", f"post-{duty.post}.ics", "region-R1.ics"}
    assert set(done.written) == changed


@pytest.mark.parametrize(("folder", "file"), [(0o700, 0o600), (0o755, 0o640), (0o750, 0o640)])
def test_files_bear_the_moment_of_their_last_change_and_only_the_group_of_the_folder_reads_them(
    catalogue, tmp_path, folder, file
):
    (tmp_path / "out").mkdir()
    (tmp_path / "out").chmod(folder)
    export_calendars(catalogue, tmp_path / "out", "en", NOW)
    found = (tmp_path / "out" / "all.ics").stat()
    assert found.st_mtime == NOW.timestamp()
    assert stat.S_IMODE(found.st_mode) == file


def test_the_file_of_who_left_goes_and_those_of_others_in_the_folder_stay(
    region, catalogue, tmp_path
):
    out, person = tmp_path / "out", region.person
    export_calendars(catalogue, out, "en", NOW)
    (out / "notes.ics").write_text("mine")
    region.leaves(person)
    done = export_calendars(catalogue, out, "en", NOW)
    assert done.removed == (f"person-{person}.ics",)
    assert (out / "notes.ics").read_text() == "mine"


def test_a_list_of_our_files_that_was_tampered_with_removes_nothing_outside(
    region, catalogue, tmp_path
):
    out, victim = tmp_path / "out", tmp_path / "victim"
    out.mkdir()
    victim.write_text("keep")
    (out / OURS).write_text('["../victim", 3, {}]')
    export_calendars(catalogue, out, "en", NOW)
    assert victim.read_text() == "keep"


def test_an_empty_store_wipes_out_no_folder(catalogue, empty_sqlite, tmp_path):
    out = tmp_path / "out"
    export_calendars(catalogue, out, "en", NOW)
    empty = Store(store_url(f"sqlite:///{empty_sqlite}"))
    with pytest.raises(Refused, match="holds no people"):
        export_calendars(CalendarCache(empty, SETTINGS), out, "en", NOW)
    empty.close()
    assert events((out / "all.ics").read_bytes())


def test_a_folder_that_cannot_be_written_is_told(catalogue, tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(InputError, match="cannot be written"):
        export_calendars(catalogue, tmp_path / "out", "en", NOW)


def test_no_half_written_file_is_ever_seen_or_left(catalogue, tmp_path, monkeypatch):
    out = tmp_path / "out"

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left"):
        export_calendars(catalogue, out, "en", NOW)
    assert list(out.iterdir()) == []


def test_the_clock_exports_where_the_installation_says_and_tells_what_changed(region, tmp_path):
    settings = Settings(language="en", feeds_folder=str(tmp_path / "out"))
    assert re.fullmatch(r"\d+ written, 0 removed", export_by_clock(region.store, settings, NOW))
    assert export_by_clock(region.store, settings, NOW + HOUR) == ""
    person, duty, _ = region.duties()[0]
    region.give(duty.id, person)
    assert export_by_clock(region.store, settings, NOW + HOUR) == "4 written, 0 removed"
    assert export_by_clock(region.store, Settings(feeds_folder=NOWHERE), NOW) == ""
    assert [task.name for task in tasks(settings)].count("feeds") == 1
    assert "feeds" not in [task.name for task in tasks(Settings(feeds_folder=NOWHERE))]


def test_calendars_are_exported_beside_the_store_by_default(file_store):
    folder = file_store.file.with_name("caco.db-calendars")
    assert export_by_clock(file_store, Settings(), NOW) == ""
    assert not folder.exists()
    import_texts(file_store)
    assert "written" in export_by_clock(file_store, Settings(), NOW)
    assert (folder / "all.ics").is_file()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert "feeds" in [task.name for task in tasks(Settings())]


@pytest.mark.parametrize(
    "code", ["../../etc/passwd", "a/b", "Ærøskøbing", "con aux", "", ".", "😀", "x" * 300]
)
def test_names_of_files_are_safe_and_of_one_code_only(code):
    name = file_name(Scope.PERSON, code)
    assert name.isascii()
    assert name == os.path.basename(name)
    assert len(name) < 90
    assert name != file_name(Scope.PERSON, code + "!")


def test_two_codes_that_differ_by_capitals_get_two_names_on_any_file_system():
    names = {file_name(Scope.POST, code, alone=False).lower() for code in ("CaCo", "CACO", "caco")}
    assert len(names) == 3
    assert file_name(Scope.POST, "CACO") == "post-CACO.ics"
