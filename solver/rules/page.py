"""``docs/rules.md``: every rule in force, from the rules themselves."""

from __future__ import annotations

from dataclasses import dataclass

from solver.rules import ALL_RULES, Family, Rule
from solver.rules.grounds import grounds_section


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
        "C07",
        "ATW 5:9(6)",
        "no rule of its own: C06 judges it with `with_rest_after_calls`, and REST_AFTER_CALL keeps "
        "the rest for everybody",
    ),
    OmittedArticle("C08", "ATW 5:7(2)", "the ordinary limits: R06 and R07"),
    OmittedArticle(
        "C09",
        "ATW 5:9(7)",
        "how rows of kind `call` are counted, before any rule looks at them",
    ),
    OmittedArticle(
        "C10",
        "ATW 5:9(8)",
        "rows of kind `call` make no shift: R01 to R03, R14, R15",
    ),
    OmittedArticle("C11", "ATW 5:9(9)", "rows of kind `call` make no shift: R16 and R17"),
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


CALLS = """## Work on calls

What is done on a call during on-call at home is a row of kind `call`, from the call to the end of
the work. Calls are recorded, never planned: to the solver they are fixed. They are read so:

- **How much counts (C09, ATW 5:9(7)).** Work starts at the call. Where a new call comes at most 30
  minutes after the work on the last one ended, the time between is work too. Calls that follow each
  other so count for at least 30 minutes. "Within half an hour" holds the thirtieth minute.
- **Rest, breaks, nights and series do not see it (C10, C11, ATW 5:9(8), (9)).** It is part of no
  shift, so R01, R02, R03, R14 to R17 pass it by. It makes no night shift either (R10 to R12, C04):
  5:9(8) and (9) do not name 5:8(1) to (3), but a call of an hour at night would otherwise forbid
  the on-call that it came in.
- **Hours count it.** R06, R07, R08 and R12, C05 and C06, and CONTRACT_HOURS. In a day its limit is
  C05 (13 hours in 24), not the 12 hours of a shift (R05).
- **Other limits that 5:9(8) does not set aside count it too.** A Sunday with a call is a Sunday
  worked (R19, [strict]; `calls_count` = False is milder); two free days hold no call (C03); birth
  leave forbids it (R4_6).
- **Where it may lie.** In on-call and in work elsewhere, which is left for it. Over a shift of the
  roster or an absence it is an OVERLAP. A short call is counted for half an hour, which may reach
  into the next shift without being one.
- **Only a call during on-call is a call.** Who comes on an open call was obliged to nothing; that
  work is ordinary work (kind `elsewhere`), also for rest.
- **Rest after a night call (C07, ATW 5:9(6)).** For the last call that began between 00:00 and
  06:00: 8 hours without work and without calls before the next shift begins, or, if a shift begins
  at the moment the call ends (`direct` = 0, [strict]), anywhere in the 18 hours from 06:00. The Act
  asks it only in return for the 45 hours of C06; REST_AFTER_CALL keeps it for everybody. C06 stays
  at 40 hours [strict] and tells whether the rest was had; `with_rest_after_calls` = True is milder.

## What was really done

    caco check --served                                  # judge the last year, up to now
    caco check --served --from 2027-01-04 --weeks 4
    caco export OUT --served                             # OUT/served.csv, for anybody else to judge

Rows of what was done: duties of the rosters in force with their take-overs, less absence; what the
records say was done in their place; work on calls, work elsewhere and absence; of people who left
too. What is not over is cut off now. `served.csv` has the columns of `roster.csv`; calls stand in
it as they were, so who reads it counts them (C09). The check looks at the same rows, no others: a
window that began before the days that are asked is judged by what these rows show. It judges by the
law, but for R03: when breaks were had is not recorded. Rest that was missed after a night call
(REST_AFTER_CALL) is shown beside it: by itself that is no violation of the law. Whether people were
competent is said by the coverage of the posts.

Who was called while they were not on call, on an open call, as relief or for an exercise, did
ordinary work (kind `elsewhere`, post `call_out`); at a desk or at work elsewhere they were at work
already, and that work is named once.

A violation with work on an incident in its window says so, with the call-out: in a disaster or
crisis ATW 2:2 may apply, in a sudden emergency ATW 5:10, which leaves 5:6, 5:7(2)c and 5:9 in force
and still owes the rest that was missed. It is shown all the same: whether the exception held is for
people to say.
"""


def rules_page() -> str:
    """The page in Markdown."""
    parts = [INTRODUCTION]
    for family, heading in HEADINGS.items():
        parts.append(f"## {heading}\n")
        parts += [_entry(cls()) for cls in ALL_RULES if cls.family is family]
    parts.append(CALLS)
    parts.append(grounds_section())
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
