"""Writes the made-up regions as the files that a planner keeps."""

from __future__ import annotations

from pathlib import Path

from data.demo.generated import generate
from data.demo.region import demo_tables
from data.tables.write_tables import write_tables

WORKBOOK = "region.xlsx"
OWN_FILES = (
    Path(__file__).parent / "files"
)  #: the demonstration region as it comes with the product


def write_demo(folder: Path = OWN_FILES) -> None:
    """Write the demonstration region to a folder: a CSV file a table, and one workbook."""
    write_tables(demo_tables(), folder, folder / WORKBOOK)


def write_generated(folder: Path, *, people: int, posts: int, weeks: int, seed: int) -> None:
    """Write a generated region to a folder: a CSV file a table, and one workbook.

    Raises
    ------
    InputError
        See `data.demo.generated.generate`.
    """
    write_tables(generate(people, posts, weeks, seed), folder, folder / WORKBOOK)
