import json
from dataclasses import replace

import pytest

from data.files.result_folder import roster_files, write_folder
from data.files.result_json import ResultStamp, load_result, result_bytes
from data.model.errors import InputError
from data.model.sentence import Sentence


@pytest.fixture
def folder(problem, result, stamp, tmp_path):
    files = {**roster_files(problem, result), "result.json": result_bytes(problem, result, stamp)}
    write_folder(tmp_path / "out", files)
    return tmp_path / "out"


def by_key(assignments):
    return sorted(assignments, key=lambda a: (a.shift, a.person))


def test_the_keys_that_programs_rely_on(problem, result, stamp):
    content = json.loads(result_bytes(problem, result, stamp))
    assert list(content) == [
        "status", "levels", "open_shifts", "proven_minimum_open", "preexisting_violations",
        "quality", "departures", "seconds", "seed", "problem_hash", "versions",
    ]  # fmt: skip
    level, shift = content["levels"][0], content["open_shifts"][0]
    assert list(level) == ["name", "objective", "bound", "gap", "proven", "seconds"]
    assert {"post", "start", "end", "missing", "reasons"} <= set(shift)
    assert {"person", "reason", "rule", "article", "frees"} <= set(shift["reasons"][0])


def test_the_values(problem, result, stamp):
    content = json.loads(result_bytes(problem, result, stamp))
    assert content["status"] == "feasible"
    assert content["proven_minimum_open"] == {"CACO": 1, "IM-FL": 0}
    assert content["seed"] == 7
    assert content["problem_hash"] == stamp.problem_hash
    assert content["versions"] == {"caco": "0.1.0", "python": "3.11.7", "ortools": "9.15"}
    night = content["open_shifts"][0]
    assert (night["post"], night["missing"]) == ("CACO", 1)
    assert (night["start"], night["end"]) == (
        "2027-03-28T23:00:00+02:00",
        "2027-03-29T07:00:00+02:00",
    )
    assert content["preexisting_violations"][0]["limit"] == 660


def test_the_same_result_gives_the_same_bytes(problem, result, stamp):
    assert result_bytes(problem, result, stamp) == result_bytes(problem, result, stamp)


def test_text_is_utf_8_and_readable(problem, result, stamp):
    reasons = (replace(result.open_shifts[0].reasons[0], reason=Sentence("coördinator één")),)
    changed = replace(result, open_shifts=(replace(result.open_shifts[0], reasons=reasons),))
    assert "coördinator één".encode() in result_bytes(problem, changed, stamp)


def test_a_number_that_json_does_not_know_is_refused(problem, result, stamp):
    levels = (replace(result.levels[0], gap=float("nan")),)
    with pytest.raises(ValueError, match="JSON"):
        result_bytes(problem, replace(result, levels=levels), stamp)


def test_a_result_reads_back_equal(problem, result, folder):
    loaded = load_result(problem, folder)
    assert by_key(loaded.assignments) == by_key(result.assignments)
    assert replace(loaded, assignments=()) == replace(result, assignments=())


def test_a_bare_stamp_will_do(problem, result):
    content = json.loads(result_bytes(problem, result, ResultStamp()))
    assert (content["problem_hash"], content["versions"]) == ("", {})


@pytest.mark.parametrize(
    "damage",
    [
        b"",  # nothing
        b"{",  # half a file
        b"[]",  # another document
        b'{"status": "splendid"}',  # another status
        b"\xff\xfe",  # not UTF-8
    ],
)
def test_a_damaged_result_is_refused_with_a_remedy(problem, folder, damage):
    (folder / "result.json").write_bytes(damage)
    with pytest.raises(InputError) as caught:
        load_result(problem, folder)
    assert caught.value.faults[0].remedy


def test_a_missing_file_is_refused(problem, folder):
    (folder / "result.json").unlink()
    with pytest.raises(InputError):
        load_result(problem, folder)
