"""The records of partners, and of what is reviewed when."""

from __future__ import annotations

from sqlalchemy import Column, Date, Text

from data.model.partner import PartnerKind
from data.model.post import Discipline
from data.model.review import ReviewSubject
from data.store.tables.columns import Choice, WordList
from data.store.tables.record_table import kept

PARTNERS = kept(
    "partners",
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("kind", Choice(PartnerKind)),
    Column("discipline", Choice(Discipline)),
    Column("mail", Text),
    Column("regions", WordList),
    key=("id",),
)
REVIEWS = kept(
    "reviews",
    Column("subject", Choice(ReviewSubject), nullable=False),
    Column("code", Text, nullable=False),
    Column("due", Date, nullable=False),
    Column("reviewer", Text),
    Column("done_on", Date),
    Column("outcome", Text),
    key=("subject", "code", "due"),
)
