"""The documentation is complete and as the code says."""

from pathlib import Path

from solver.rules import ALL_RULES
from solver.rules.page import rules_page

DOCS = Path(__file__).parents[1] / "docs"


def test_the_page_of_rules_is_made_from_the_rules():
    assert (DOCS / "rules.md").read_text() == rules_page()


def test_every_rule_stands_on_it():
    text = (DOCS / "rules.md").read_text()
    assert all(f"### {cls.id} (" in text for cls in ALL_RULES)
