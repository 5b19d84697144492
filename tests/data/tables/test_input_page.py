"""docs/input.md says what the code reads."""

from pathlib import Path

from data.tables.contract import TABLES
from tests.support.input_page import input_page

PAGE = Path(__file__).parents[3] / "docs" / "input.md"


def test_the_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == input_page(), (
        "run: python -m tests.support.input_page docs/input.md"
    )


def test_the_page_names_every_table_and_column():
    page = input_page()
    for table in TABLES:
        section = page.split(f"### {table.name}")[1].split("###")[0]
        assert all(f"`{column.name}`" in section for column in table.columns)
