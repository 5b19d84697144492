"""The tables of exercises: part of `data.tables.contract`."""

from __future__ import annotations

from data.model.exercise import AttendanceState, ExerciseKind, GoalsMet, MainPart
from data.tables.column import ColumnKind as Kind
from data.tables.column import Table, among, many, one, some, table

EXERCISE_TABLES: tuple[Table, ...] = (
    table(
        "exercise_themes",
        "Themes of exercises that are mandatory in some time.",
        ("id*", "short code", Kind.CODE),
        ("name*", "name on screen"),
        ("from*", "first day on which it is mandatory", Kind.DAY),
        ("until", "last day, inclusive", Kind.DAY),
    ),
    table(
        "exercises",
        "Exercises, system tests, training and peer review: planned, held or called off.",
        ("id*", "short code", Kind.CODE),
        ("name*", "name on screen"),
        ("kind*", "exercise, system_test, training or peer_review", among(ExerciseKind)),
        ("start*", "moment", Kind.MOMENT),
        ("end*", "moment", Kind.MOMENT),
        ("regions*", "regions that hold it", many("regions")),
        ("functions", "functions that it is for", many("functions")),
        ("place", "where it is"),
        ("theme", "theme of it", one("exercise_themes")),
        ("goals", "what it should reach"),
        (
            "requirement",
            "requirement that being present shows; empty: none",
            one("requirements"),
        ),
        (
            "parts",
            "parts of the main structure that it tests (Bvr 2.1.1): control_room,"
            " incident_command_team, municipal_team, operational_team, policy_team",
            some(MainPart),
        ),
        ("partner", "partner that holds it with the regions", one("partners")),
        (
            "goals_met",
            "afterwards: met, partly or not_met",
            among(GoalsMet),
        ),
        ("remark", "afterwards: what there is to say about that"),
        ("called_off", "yes if it is not held; default no", Kind.YES_NO),
    ),
    table(
        "attendance",
        "Who is invited to an exercise, and who was there. Being present is evidence by itself.",
        ("exercise*", "id of the exercise", one("exercises")),
        ("person*", "id of the person", one("people")),
        (
            "state*",
            "invited, coming or declined; afterwards present or absent",
            among(AttendanceState),
        ),
    ),
)
