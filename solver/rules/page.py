"""``docs/rules.md``: every rule in force, from the rules themselves."""

from __future__ import annotations

from solver.rules import ALL_RULES, Family, Rule
from solver.rules.left_out import LEFT_OUT

HEADINGS = {
    Family.LAW: "The law",
    Family.REGION: "The region's own",
    Family.GENERAL: "The general rules of the field",
}
INTRODUCTION = """# Rules

This page is made from the rules themselves (`caco rules --markdown`). Each rule is one module in
`solver/rules/`, which checks a roster, constrains the solver, and says itself, with the same
parameters. Times are in minutes unless a name says otherwise. A ruleset changes parameters in the
sheet `rules`, and records agreements that allow a derogation in the sheet `agreements`. A rule of
the law that is on cannot be switched off.

Where the Act leaves room, the reading is the one in which an inspector finds nothing. The milder
readings are parameters, off by default; each module says which is strict.
"""


def rules_page() -> str:
    """The page in Markdown."""
    parts = [INTRODUCTION]
    for family, heading in HEADINGS.items():
        parts.append(f"## {heading}\n")
        parts += [_entry(cls()) for cls in ALL_RULES if cls.family is family]
    parts.append("## Left out\n\n| id | article | why |\n| --- | --- | --- |")
    parts += [f"| {item.id} | {item.article} | {item.reason} |" for item in LEFT_OUT]
    return "\n".join(parts) + "\n"


def _entry(rule: Rule) -> str:
    switch = "" if rule.on_by_default else " *Off unless a ruleset switches it on.*"
    lines = [f"### {rule.id} ({rule.article})\n", f"{rule.sentence('en')}{switch}", ""]
    lines += [f"*{rule.sentence('nl')}*", ""]
    parameters = rule.parameters()
    if parameters:
        listed = ", ".join(f"`{name}` = {value}" for name, value in parameters.items())
        lines += [f"Parameters: {listed}.", ""]
    return "\n".join(lines)
