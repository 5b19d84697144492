"""Judge CSV rosters against the Dutch working-time law (ATW), independently of what made them.

Usage: python tests/law_audit/law_audit.py FOLDER [--from DATE] [--until DATE] [--agreement RULE]...
[--night-exempt PERSON]... [--json]. FOLDER holds roster.csv, or else served.csv (what was really
done), and may hold absence.csv, history.csv and elsewhere.csv. Exit: 0 no violation, 1 violations,
2 bad input.

Every rule is read the strict way. Nothing here is clever: windows are tried one by one.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if not __package__:  # run as a script
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.law_audit import hour_rules, night_rules, on_call_rules, rest_rules
from tests.law_audit.clock import at, local, monday_after, monday_before
from tests.law_audit.finding import worst_of_overlapping
from tests.law_audit.person import Person
from tests.law_audit.rows import BadInputError, read_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tests.law_audit.finding import Finding
    from tests.law_audit.person import Span
    from tests.law_audit.rows import Row

    Rule = Callable[[Person], Iterable[Finding]]

AGREEMENTS = ("R08", "R16", "R17")  # rules that a recorded collective agreement waives or changes

# Each of these looks at one shift, pair of rows, series or calendar week: every violation is told.
SINGLE: tuple[Rule, ...] = (
    rest_rules.overlaps,
    rest_rules.r01,
    hour_rules.r05,
    hour_rules.r06,
    night_rules.r10,
    night_rules.r11_rest,
    night_rules.r14,
    night_rules.r15,
    night_rules.r16,
    on_call_rules.c04,
    night_rules.night,
)
# Each of these tries windows that overlap: of overlapping ones only the worst is told.
SLIDING: tuple[Rule, ...] = (
    rest_rules.r02,
    hour_rules.r07,
    hour_rules.r08,
    night_rules.r11_fortnight,
    night_rules.r11_year,
    hour_rules.r12,
    night_rules.r17,
    rest_rules.r19,
    on_call_rules.c02,
    on_call_rules.c03,
    on_call_rules.c05,
    on_call_rules.c06,
)


def audit_folder(
    path: str | Path,
    judged: tuple[date | None, date | None] | None = None,
    agreements: Iterable[str] = (),
    night_exempt: Iterable[str] = (),
) -> list[Finding]:
    """Every violation in a folder of CSV files.

    Parameters
    ----------
    path
        The folder.
    judged
        First and last local day that is judged, both included; a violation counts when its window
        touches these days. Default: the days of roster.csv.
    agreements
        Rules waived or changed by a recorded collective agreement: R08, R16, R17.
    night_exempt
        People who have an exemption from night shifts.
    """
    roster, rows = read_folder(Path(path))
    unknown = sorted(set(agreements := frozenset(agreements)) - set(AGREEMENTS))
    if unknown:
        raise BadInputError(f"no agreement can change {unknown[0]}")
    period = judged_period(roster, judged or (None, None))
    exempt = frozenset(night_exempt)
    findings = [
        finding
        for person in people(rows, agreements, exempt)
        for finding in audit_person(person, period)
    ]
    return sorted(findings, key=lambda each: (each.person, each.start, each.rule, each.end))


def judged_period(roster: list[Row], judged: tuple[date | None, date | None]) -> Span:
    """The judged days in real minutes: whole days, the last included, which is stricter."""
    first, last = judged
    if not roster and (first is None or last is None):
        raise BadInputError("roster.csv has no rows; say with --from and --until what to judge")
    first = first or min(local(row.start) for row in roster).date()
    last = last or max(local(row.end - 1) for row in roster).date()
    if last < first:
        raise BadInputError(f"the judged period ends ({last}) before it starts ({first})")
    return at(first), at(last + timedelta(days=1))


def people(
    rows: list[Row], agreements: frozenset[str], night_exempt: frozenset[str]
) -> list[Person]:
    """Everybody in the rows.

    The data run from the Monday of the first row to the Monday after the last. Open in the text:
    of whom. Of all people and kinds together, and the last row by its end: more windows lie inside
    the data, which is stricter.
    """
    if not rows:
        return []
    data = monday_before(min(row.start for row in rows)), monday_after(max(row.end for row in rows))
    names = sorted({row.person for row in rows})
    return [
        Person(
            name,
            [row for row in rows if row.person == name],
            data,
            agreements,
            name in night_exempt,
        )
        for name in names
    ]


def audit_person(person: Person, period: Span) -> list[Finding]:
    """The violations of one person whose window touches the judged period."""

    def touching(rule: Rule) -> list[Finding]:
        return [each for each in rule(person) if each.start < period[1] and period[0] < each.end]

    told = [finding for rule in SINGLE for finding in touching(rule)]
    return told + [finding for rule in SLIDING for finding in worst_of_overlapping(touching(rule))]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the audit from the command line."""
    options = _parser().parse_args(arguments)
    try:
        findings = audit_folder(
            options.folder,
            (options.first, options.last),
            options.agreement,
            options.night_exempt,
        )
        _warn_of_strangers(options)
    except BadInputError as error:
        print(f"bad input: {error}", file=sys.stderr)
        return 2
    if options.json:
        violations = [finding.as_dict() for finding in findings]
        print(json.dumps({"count": len(findings), "violations": violations}, indent=1))
    else:
        print(*findings, f"{len(findings)} violations", sep="\n")
    return 1 if findings else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="law_audit", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path, help="holds roster.csv and its context")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, help="first judged day")
    parser.add_argument("--until", dest="last", type=date.fromisoformat, help="last judged day")
    parser.add_argument("--agreement", action="append", default=[], choices=AGREEMENTS)
    parser.add_argument("--night-exempt", action="append", default=[], metavar="PERSON")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _warn_of_strangers(options: argparse.Namespace) -> None:
    """An exempt name that no row has may be a slip of the pen, which would hide violations."""
    known = {row.person for row in read_folder(options.folder)[1]}
    for name in sorted(set(options.night_exempt) - known):
        print(f"warning: exempt from nights but in no file: {name}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
