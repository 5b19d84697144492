"""The tables of who serves beside whom: part of `data.tables.contract`."""

from __future__ import annotations

from data.model.company import PairingKind, PairingScope
from data.tables.column import ColumnKind as Kind
from data.tables.column import Table, among, many, one, table

COMPANY_TABLES: tuple[Table, ...] = (
    table(
        "pairings",
        "People who are kept apart, and people who serve together: two to a row.",
        ("person*", "id of the person", one("people")),
        ("other*", "id of the other person", one("people")),
        (
            "kind*",
            "apart (no duty at the same time) or together (no duty without each other)",
            among(PairingKind),
        ),
        ("from*", "first day", Kind.DAY),
        ("until", "last day, inclusive", Kind.DAY),
        (
            "where",
            "same_post (default): duties of one post at the same time; any_post: of any two posts",
            among(PairingScope),
        ),
        ("posts", "only duties of these posts; empty: of all", many("posts")),
        (
            "weight",
            "1 to 100: a wish of this weight; empty: a rule that holds",
            Kind.WHOLE,
        ),
        ("reason", "why; only planners see it, and no calendar has it"),
    ),
    table(
        "traineeships",
        "Shifts that trainees are to shadow before they are qualified; plans find them.",
        ("person*", "id of the trainee", one("people")),
        ("function*", "function that they learn", one("functions")),
        ("shifts*", "shifts to shadow in all, at most one a day", Kind.WHOLE),
        ("mentor", "beside whom; empty: anybody who is qualified", one("people")),
        ("from*", "first day", Kind.DAY),
        ("until", "last day, inclusive", Kind.DAY),
    ),
    table(
        "substitutions",
        "Which function may fill posts of another, and on whose word.",
        ("function*", "function of the posts", one("functions")),
        ("substitute*", "function of those who may fill them", one("functions")),
        ("price*", "1 to 100: points of quality that each shift so filled costs", Kind.WHOLE),
        ("authority*", "on whose word, so that an inspector can find it"),
        ("decided_by*", "name of who decided it"),
        ("from*", "first day", Kind.DAY),
        ("until", "last day, inclusive", Kind.DAY),
    ),
    table(
        "skill_mixes",
        "Functions that must be among those present on some posts at the same time.",
        ("id*", "short code", Kind.CODE),
        ("function*", "function that they hold", one("functions")),
        ("required*", "people who hold it, at least", Kind.WHOLE),
        ("posts*", "posts whose duties count as being present", many("posts")),
        ("from*", "first day", Kind.DAY),
        ("until", "last day, inclusive", Kind.DAY),
    ),
)
