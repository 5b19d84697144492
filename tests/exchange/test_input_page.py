"""docs/input.md says what the code reads."""

from pathlib import Path

from data.exchange.input_page import input_page
from data.exchange.tables import TABLES

PAGE = Path(__file__).parents[2] / "docs" / "input.md"


def test_the_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == input_page(), (
        "run: python -m data.exchange.input_page docs/input.md"
    )


def test_the_page_names_every_table_and_column():
    page = input_page()
    for table in TABLES:
        section = page.split(f"### {table.name}")[1].split("###")[0]
        assert all(f"`{column.name}`" in section for column in table.columns)
