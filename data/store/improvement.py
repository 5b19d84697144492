"""Reads findings, assessments and what belongs to them from the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.improvement import (
    ActionTemplate,
    Ambition,
    Assessment,
    EffectCheck,
    Finding,
    FindingFile,
    ImprovementAction,
    with_actions,
)
from data.store.record_objects import current_rows, read_objects, to_object
from data.store.records import read_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection


def read_files(connection: Connection) -> dict[int, FindingFile]:
    """The findings with their actions and checks, by the number of their row, as they came."""
    rows = current_rows(connection, "findings")
    files = with_actions(
        (to_object(Finding, "findings", row) for row in rows),
        read_objects(connection, ImprovementAction, "actions"),
        read_objects(connection, EffectCheck, "checks"),
    )
    return {row["row"]: file for row, file in zip(rows, files, strict=True)}


def finding_codes_ever(connection: Connection) -> frozenset[str]:
    """Codes of all findings, those that ended too."""
    return frozenset(read_rows(connection, "findings"))


def action_codes_ever(connection: Connection) -> frozenset[str]:
    """Codes of all actions, those that ended too."""
    return frozenset(read_rows(connection, "actions"))


def read_assessments(connection: Connection) -> tuple[Assessment, ...]:
    """The assessments, in the order in which they came."""
    return read_objects(connection, Assessment, "assessments")


def read_ambitions(connection: Connection) -> tuple[Ambition, ...]:
    """The ambitions."""
    return read_objects(connection, Ambition, "ambitions")


def read_action_templates(connection: Connection) -> tuple[ActionTemplate, ...]:
    """The actions that belong to the end of a deployment."""
    return read_objects(connection, ActionTemplate, "action_templates")
