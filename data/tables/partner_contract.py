"""The tables of partners and of reviews: part of `data.tables.contract`."""

from __future__ import annotations

from data.model.partner import PartnerKind
from data.model.post import Discipline
from data.model.review import ReviewSubject
from data.tables.column import ColumnKind as Kind
from data.tables.column import Table, among, many, table

PARTNER_TABLES: tuple[Table, ...] = (
    table(
        "partners",
        "Organisations that take part: employers of people, and partners of the network.",
        ("id*", "short code", Kind.CODE),
        ("name*", "name on screen; people name it as their employer"),
        ("kind", "employer (default), network or other", among(PartnerKind)),
        (
            "discipline",
            "fire_service, medical, police, municipal, control_room, safety_region",
            among(Discipline),
        ),
        ("mail", "where it is asked for declarations about its people"),
        ("regions", "regions that it works with; empty: all", many("regions")),
    ),
    table(
        "reviews",
        "When something that was agreed is looked at once more: a row for each time.",
        (
            "subject*",
            "rule, pattern, requirement, agreement or base_roster",
            among(ReviewSubject),
        ),
        ("code*", "its id; of an agreement the rule that it is about"),
        ("due*", "day on which it should have been done", Kind.DAY),
        ("reviewer", "who does it: name or login of an account, name or code of a person"),
        ("done_on", "day on which it was done; empty: not yet", Kind.DAY),
        ("outcome", "what came of it; required once it was done"),
    ),
)
