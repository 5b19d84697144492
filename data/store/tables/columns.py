"""Kinds of columns that both databases keep in the same way."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import JSON, DateTime, MetaData, Text, cast, false, or_, true
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement
    from sqlalchemy.engine import Dialect
    from sqlalchemy.types import TypeEngine

E = TypeVar("E", bound=StrEnum)

#: All tables of the store. Constraints have names of their own, so that a migration finds them.
METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant in UTC. SQLite has no instants of its own, so it keeps ISO 8601 texts of UTC.

    All of one length, so that their order is that of time.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column's own kind in each database."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else self.impl_instance)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        """To the database; an instant without an offset is a defect of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no offset from UTC")
        utc = value.astimezone(UTC)
        return utc.isoformat(timespec="microseconds") if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401
        """From the database, whose session may have another zone."""
        if value is None:
            return None
        found: datetime = datetime.fromisoformat(value) if isinstance(value, str) else value
        return found if found.tzinfo is UTC else found.astimezone(UTC)


class WordList(TypeDecorator[list[str]]):
    """A list of codes, in the order in which it was given."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> Any:  # noqa: ANN401
        """To the database; an empty list is "not given"."""
        return list(value) if value else None


def among(column: ColumnElement[Any], wanted: Collection[Any] | None) -> ColumnElement[bool]:
    """That a column holds one of some values, as a condition; None: it may hold any."""
    return true() if wanted is None else column.in_(list(wanted))


def may_name(column: ColumnElement[Any], words: Collection[str]) -> ColumnElement[bool]:
    """That a `WordList` names one of some words, or seems to: its text is what a database searches.

    Whoever asks looks at the lists once more; with it few rows are read, not all.
    """
    text = cast(column, Text)
    return or_(
        false(), *(text.contains(json.dumps(word), autoescape=True) for word in sorted(words))
    )


class WordsByWord(TypeDecorator[dict[str, list[str]]]):
    """Lists of codes, each under a code."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: dict[str, list[str]] | None, dialect: Dialect) -> Any:  # noqa: ANN401
        """To the database; none at all is "not given"."""
        return dict(value) if value else None


class Choice(TypeDecorator[E], Generic[E]):
    """One of the words of an enum, kept as that word.

    Parameters
    ----------
    words
        The enum.
    """

    impl = Text
    cache_ok = True

    def __init__(self, words: type[E]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """To the database; a word that the enum does not know is a defect of the caller."""
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:
        """From the database."""
        return None if value is None else self.words(value)
