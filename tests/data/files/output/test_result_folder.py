from pathlib import Path

import pytest

from data.files.result_folder import write_folder
from data.model.errors import InputError

FILES = {"a.csv": b"new a", "b.csv": b"new b", "c.csv": b"new c"}


def content_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_new_folder_with_parents(tmp_path):
    write_folder(tmp_path / "x/y/out", FILES)
    assert content_of(tmp_path / "x/y/out") == FILES


def test_nothing_else_is_left_behind(tmp_path):
    write_folder(tmp_path / "out", FILES)
    write_folder(tmp_path / "out", FILES)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_existing_folder_keeps_what_is_not_ours(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "notes.txt").write_bytes(b"mine")
    (folder / "a.csv").write_bytes(b"old a")
    write_folder(folder, FILES)
    assert content_of(folder) == {**FILES, "notes.txt": b"mine"}


@pytest.mark.parametrize("failing", ["a.csv", "b.csv", "c.csv"])
def test_all_or_nothing_when_a_file_cannot_be_put_in_place(tmp_path, monkeypatch, failing):
    folder = tmp_path / "out"
    folder.mkdir()
    before = {"a.csv": b"old a", "b.csv": b"old b", "notes.txt": b"mine"}
    for name, data in before.items():
        (folder / name).write_bytes(data)
    replace = Path.replace

    def refuse(self, target):
        if self.name == failing and self.parent.name == "new":
            raise PermissionError(13, "in use", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(InputError) as caught:
        write_folder(folder, FILES)
    assert content_of(folder) == before
    assert "in use" in caught.value.faults[0].what
    assert failing in caught.value.faults[0].what


def test_nothing_is_written_when_a_folder_stands_in_the_way(tmp_path):
    folder = tmp_path / "out"
    (folder / "b.csv").mkdir(parents=True)
    (folder / "a.csv").write_bytes(b"old a")
    with pytest.raises(InputError) as caught:
        write_folder(folder, FILES)
    assert (folder / "a.csv").read_bytes() == b"old a"
    assert not (folder / "c.csv").exists()
    assert "b.csv" in str(caught.value)


def test_a_full_disk_leaves_what_was_there(tmp_path, monkeypatch):
    folder = tmp_path / "out"
    write_folder(folder, FILES)
    write_bytes = Path.write_bytes

    def full(self, data):
        if self.name == "c.csv":
            raise OSError(28, "No space left on device", str(self))
        return write_bytes(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InputError, match="No space left"):
        write_folder(folder, dict.fromkeys(FILES, b"newer"))
    assert content_of(folder) == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_file_where_the_folder_should_be(tmp_path):
    (tmp_path / "out").write_bytes(b"a file")
    with pytest.raises(InputError, match="is a file, not a folder"):
        write_folder(tmp_path / "out", FILES)
    assert (tmp_path / "out").read_bytes() == b"a file"


def test_a_file_among_the_parents(tmp_path):
    (tmp_path / "x").write_bytes(b"a file")
    with pytest.raises(InputError) as caught:
        write_folder(tmp_path / "x/out", FILES)
    assert caught.value.faults[0].remedy
