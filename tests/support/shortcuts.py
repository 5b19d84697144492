"""What every test would do again, done once: none of it is what a test looks at.

A thousand tests make an application, open a store or sign somebody in. Each application would
compile the same routes and templates, each store the same statements, each commit would wait for
the disk, each password take the time that an attacker should need. Programs that tests start take
none of these shortcuts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from argon2 import PasswordHasher
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from data.store import opening
from scheduler.accounts import passwords
from tests.support.once import folder

if TYPE_CHECKING:
    import sqlite3

    import pytest


def take(patch: pytest.MonkeyPatch) -> None:
    """Take all shortcuts in this process."""
    patch.setattr(passwords, "_HASHER", PasswordHasher(1, 8, 1))
    _keep_templates(patch)
    _keep_routes(patch)
    _keep_statements(patch)
    _wait_for_no_disk(patch)


def _keep_templates(patch: pytest.MonkeyPatch) -> None:
    kept = folder() / "templates"
    kept.mkdir(exist_ok=True)
    patch.setattr(Flask, "jinja_options", {"bytecode_cache": FileSystemBytecodeCache(str(kept))})


def _keep_routes(patch: pytest.MonkeyPatch) -> None:
    """The function that builds the addresses of a route knows nothing but its parts."""
    compiled: dict[tuple[Any, ...], Any] = {}
    compile_builder = Rule._compile_builder

    def kept(rule: Rule, append_unknown: bool = True) -> Any:
        if rule.defaults:
            return compile_builder(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    patch.setattr(Rule, "_compile_builder", kept)


def _keep_statements(patch: pytest.MonkeyPatch) -> None:
    """One cache of compiled SQL for all stores on a kind of database."""
    caches: dict[str, Any] = {}
    begin = Engine.__init__

    def begin_with_cache(engine: Engine, *given: Any, **named: Any) -> None:
        begin(engine, *given, **named)
        engine._compiled_cache = caches.setdefault(engine.dialect.name, LRUCache(2000))

    patch.setattr(Engine, "__init__", begin_with_cache)
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        patch.setattr(dialect, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(dialect, "__hash__", lambda one: hash(type(one)))


def _wait_for_no_disk(patch: pytest.MonkeyPatch) -> None:
    """Nobody cuts the power of a test."""
    prepare = opening._prepare_sqlite

    def prepare_and_go_on(connection: sqlite3.Connection, record: Any) -> None:
        prepare(connection, record)
        connection.execute("PRAGMA synchronous = OFF")

    patch.setattr(opening, "_prepare_sqlite", prepare_and_go_on)
