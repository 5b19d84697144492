"""Uploads that wait for their button."""

from datetime import timedelta

import pytest

from data.model.errors import StoreError
from data.tables.raw_table import InputTables
from scheduler.records.parked_uploads import (
    KEPT,
    find_upload,
    park_upload,
    remove_old_uploads,
    remove_upload,
    uploads_folder,
)
from scheduler.records.uploads import Upload
from scheduler.service.tasks import tasks
from scheduler.settings import Settings
from tests.support.region import NOW

UPLOAD = Upload(InputTables("map.xlsx", {}, ()), 7)
SECOND = timedelta(seconds=1)


def test_its_account_finds_it_and_no_other(file_store):
    name = park_upload(file_store, "anna", UPLOAD, NOW)
    assert find_upload(file_store, "anna", name, NOW) == UPLOAD
    assert find_upload(file_store, "bert", name, NOW) is None
    assert uploads_folder(file_store).stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["", ".", "..", "../../caco.db", "x" * 22, "a/b", "\0"])
def test_no_other_name_finds_anything(file_store, name):
    park_upload(file_store, "anna", UPLOAD, NOW)
    assert find_upload(file_store, "anna", name, NOW) is None
    remove_upload(file_store, "anna", name)


def test_it_is_found_for_an_hour_and_removed_by_the_clock_after_that(file_store):
    name = park_upload(file_store, "anna", UPLOAD, NOW)
    other = park_upload(file_store, "bert", UPLOAD, NOW + KEPT)
    assert find_upload(file_store, "anna", name, NOW + KEPT) == UPLOAD
    assert find_upload(file_store, "anna", name, NOW + KEPT + SECOND) is None
    (task,) = [one for one in tasks(Settings()) if one.name == "uploads"]
    assert task.run(file_store, Settings(), NOW + KEPT + SECOND) == "1 uploads removed"
    assert find_upload(file_store, "bert", other, NOW + KEPT) == UPLOAD


def test_nothing_stays_behind_what_was_carried_out(file_store):
    name = park_upload(file_store, "anna", UPLOAD, NOW)
    remove_upload(file_store, "anna", name)
    assert not uploads_folder(file_store).exists()
    assert remove_old_uploads(file_store, NOW) == 0


def test_a_place_that_cannot_be_made_is_named(file_store):
    uploads_folder(file_store).write_text("in the way")
    with pytest.raises(StoreError, match="cannot be kept"):
        park_upload(file_store, "anna", UPLOAD, NOW)
