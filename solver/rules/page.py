"""``docs/rules.md``: every rule in force, from the rules themselves."""

from __future__ import annotations

from dataclasses import dataclass

from solver.rules import ALL_RULES, Family, Rule


@dataclass(frozen=True, slots=True)
class OmittedArticle:
    """A provision that no module enforces.

    Parameters
    ----------
    id
        Its id in the catalogue of rules.
    article
        Where it stands.
    reason
        Why it is left out.
    """

    id: str
    article: str
    reason: str


LEFT_OUT: tuple[OmittedArticle, ...] = (
    OmittedArticle(
        "R09", "ATB 4.9:1", "an average over 52 weeks needs a year of data; R07 stays stricter"
    ),
    OmittedArticle(
        "R13", "ATB 4.9:2", "as R09, for the average with many nights; R12 stays stricter"
    ),
    OmittedArticle(
        "R17", "ATW 5:8(9)b", "38 night hours in 2 weeks; the 140 nights by agreement are in"
    ),
    OmittedArticle("R18", "ATB 4.7", "weekend nights by agreement; R10, R11 and R14 stay stricter"),
    OmittedArticle(
        "R22", "ATB 4.3:1", "work that cannot wait is not planned; it is recorded afterwards"
    ),
    OmittedArticle("R23", "ATB 4.2:1", "14-hour shifts before public holidays are not planned"),
    OmittedArticle("C01", "ATW 5:9(1)", "no birth dates are kept; who is on call is 18 or older"),
    OmittedArticle(
        "C07", "ATW 5:9(6)", "a roster cannot show the rest after night calls; C06 says so"
    ),
    OmittedArticle("C08", "ATW 5:7(2)", "the ordinary limits: R06 and R07"),
    OmittedArticle("C09", "ATW 5:9(7)", "how realised calls are counted; a plan holds none"),
    OmittedArticle("C10", "ATW 5:9(8)", "realised calls leave rest alone; a plan holds none"),
    OmittedArticle("C11", "ATW 5:9(9)", "realised calls make no night shift; a plan holds none"),
    OmittedArticle("C12", "ATB 4.6:2", "on call in a break; breaks are not planned by the minute"),
    OmittedArticle("C13", "-", "pay is not a matter of the roster"),
    OmittedArticle("C14", "-", "other names of the same thing"),
    OmittedArticle(
        "S04", "ATB 4.8:1(4)", "the shorter rests by agreement; the 11 hours stay stricter"
    ),
    OmittedArticle(
        "S05", "ATB 4.8:1(5)b", "the variant by agreement; the ordinary rests stay stricter"
    ),
    OmittedArticle("S08", "ATB 5.3:4", "the rest that is skipped in a shortage is not planned"),
    OmittedArticle("S06", "ATB 4.8:2", "the 60-hour average by consent; S03 stays stricter"),
    OmittedArticle("S07", "ATB 3.3:1", "the register of consents belongs to S06"),
)


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
