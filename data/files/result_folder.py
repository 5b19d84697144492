"""``roster.csv``, ``absence.csv``, ``history.csv`` and ``elsewhere.csv``: everybody's time.

One shape for all: who, where, how the law sees it, from when to when on the local clock with its
offset, and the minutes that count as work. No row stands in two files.
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from data.model.duty import Duty, DutyKind
from data.model.errors import Fault, InputError, Place
from data.model.fixed_duties import fixed_duties
from data.tables.values import defuse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

    from data.model.problem import RosterProblem
    from data.model.result import RosterResult

COLUMNS = ("person", "post", "kind", "start", "end", "work_minutes")


ROSTER, ABSENCE, HISTORY, ELSEWHERE = (
    "roster.csv",
    "absence.csv",
    "history.csv",
    "elsewhere.csv",
)


def roster_files(problem: RosterProblem, result: RosterResult) -> dict[str, bytes]:
    """The four files of a result, by name.

    ``roster.csv`` holds the assignments of the period and nothing else; ``absence.csv`` and
    ``elsewhere.csv`` all absence and all work elsewhere in the data; ``history.csv`` what was
    worked or on call before the period.
    """
    rows: dict[str, list[Duty]] = {
        ROSTER: [problem.duty(assignment) for assignment in result.assignments],
        ABSENCE: [],
        HISTORY: [],
        ELSEWHERE: [],
    }
    apart = {DutyKind.ABSENCE: ABSENCE, DutyKind.ELSEWHERE: ELSEWHERE}
    for duty in fixed_duties(problem, as_counted=False):  # the reader counts calls
        rows[apart.get(duty.kind, HISTORY)].append(duty)
    return {name: csv_bytes(duties, problem.zone) for name, duties in rows.items()}


def csv_bytes(duties: Iterable[Duty], zone: ZoneInfo) -> bytes:
    """Rows of time as CSV (UTF-8), by start, post and person."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for duty in sorted(duties, key=lambda d: (d.start, d.post, d.person, d.end, d.kind)):
        writer.writerow(
            [
                defuse(duty.person),
                defuse(duty.post),
                duty.kind.value,
                duty.start.astimezone(zone).isoformat(),
                duty.end.astimezone(zone).isoformat(),
                duty.work_minutes,
            ]
        )
    return out.getvalue().encode()


def write_folder(folder: Path, content: Mapping[str, bytes]) -> None:
    """Write files into a folder, all or none; other files in it are left alone.

    Everything is first written beside the folder, so that a full disk or a killed program leaves
    what was there. If a file cannot be put in its place, the ones before it are put back.

    Parameters
    ----------
    folder
        Made if it does not exist.
    content
        File name -> bytes.

    Raises
    ------
    InputError
        The folder cannot be written.
    """
    folder = folder.absolute()
    if folder.exists() and not folder.is_dir():
        raise _fault(folder, "is a file, not a folder", "Name another folder with --out.")
    try:
        _write(folder, content)
    except OSError as error:
        where = error.filename or folder
        raise _fault(
            folder,
            f"cannot be written: {error.strerror or error} ({where})",
            "Close programs that hold its files open, check the rights and the free space, "
            "or name another folder with --out.",
        ) from error


def _write(folder: Path, content: Mapping[str, bytes]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix=f".{folder.name}.", dir=folder.parent, ignore_cleanup_errors=True
    ) as beside:
        new, old = Path(beside) / "new", Path(beside) / "old"
        new.mkdir()
        old.mkdir()
        for name, data in content.items():
            (new / name).write_bytes(data)
        if folder.exists():
            _exchange(new, folder, old)
        else:
            new.rename(folder)


def _exchange(new: Path, folder: Path, old: Path) -> None:
    """Put every file of `new` into `folder`; on failure put the old ones back."""
    done: list[str] = []
    try:
        for source in sorted(new.iterdir()):
            target = folder / source.name
            if target.is_dir():
                raise IsADirectoryError(21, "a folder stands in the way", str(target))
            if target.exists():
                shutil.copy2(target, old / source.name)
            source.replace(target)
            done.append(source.name)
    except OSError:
        for name in done:
            (folder / name).unlink(missing_ok=True)
            if (old / name).exists():
                (old / name).replace(folder / name)
        raise


def _fault(folder: Path, what: str, remedy: str) -> InputError:
    return InputError([Fault(f"{folder} {what}", remedy, Place(file=folder.name))])
