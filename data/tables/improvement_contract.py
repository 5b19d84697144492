"""The tables of findings, actions, checks and assessments: part of `data.tables.contract`."""

from __future__ import annotations

from data.model.improvement import AssessmentMark, CheckOutcome, FindingOrigin, FindingSubject
from data.tables.column import ColumnKind as Kind
from data.tables.column import Table, among, many, often, one, table

IMPROVEMENT_TABLES: tuple[Table, ...] = (
    table(
        "findings",
        "Findings: what was found and is to be improved, whatever brought it up.",
        ("id*", "short code", Kind.CODE),
        ("found_on*", "day on which it was found", Kind.DAY),
        (
            "origin*",
            "coverage, competence, exercise, call_out, deployment, inspectorate, study, peer_audit"
            " or other",
            among(FindingOrigin),
        ),
        ("report", "name of the report or the study"),
        ("theme*", "what it is about, in the same few words each time"),
        ("text*", "what was found, in a sentence"),
        ("function", "code of the function that it concerns", one("functions")),
        ("regions", "codes of the regions that it concerns; empty: all", many("regions")),
        ("partner", "organisation that it is shared with"),
        (
            "subject",
            "kind of what it was made on: gap, lapse, exercise, call_out or deployment",
            among(FindingSubject),
        ),
        ("subject_id", "number or code of what it was made on"),
        ("subject_person", "id of the person whose competence lapses", one("people")),
        ("closed_on", "day on which it was closed; empty: it is open", Kind.DAY),
        ("closed_by", "login of who closed it: nobody who owns one of its actions"),
    ),
    table(
        "actions",
        "Actions: what is done about a finding, by whom, and by when.",
        ("id*", "short code", Kind.CODE),
        ("finding*", "code of the finding", one("findings")),
        ("what*", "what is done"),
        ("owner", "id of the person who owns it", one("people")),
        ("owner_login", "login of the account that owns it"),
        ("partner", "organisation that owns it"),
        ("due*", "last day on which it is in time", Kind.DAY),
        ("done_on", "day on which it was done; empty: it is not", Kind.DAY),
        ("remark", "what its owner said when it was done"),
    ),
    table(
        "checks",
        "Checks: whether what was done about a finding helped.",
        ("finding*", "code of the finding", one("findings")),
        ("action", "code of one action; empty: the finding as a whole", one("actions")),
        ("date*", "day of the check", Kind.DAY),
        ("helped*", "whether it helped: yes, partly or no", among(CheckOutcome)),
        ("evidence", "by what that is seen: a sentence, or where it stands"),
        ("by*", "login of who checked it: nobody who owns the action"),
    ),
    table(
        "assessments",
        "Assessments: the mark of a point of a region on a day.",
        ("part*", "table that the point stands in, such as Operationele prestaties"),
        ("point*", "what was assessed"),
        ("region*", "code of the region, as it was called then", often("regions")),
        ("date*", "day of the assessment", Kind.DAY),
        ("mark*", "in_order, to_be_improved, risky or no_data", among(AssessmentMark)),
        ("assessed_by", "who did, or in which report it stands"),
        ("finding", "code of the finding by which it is improved", one("findings")),
        ("reason", "why nothing is done about it"),
    ),
    table(
        "ambitions",
        "Ambitions: the share of points that is to be in order.",
        ("year*", "by the end of this year", Kind.WHOLE),
        ("share*", "at least so many percent, 1 to 100", Kind.WHOLE),
        ("part", "of the points of this table alone; empty: of all"),
        ("region", "of the points of this region alone; empty: of all", often("regions")),
    ),
    table(
        "action_templates",
        "Actions that are taken when a deployment ends, such as the handover to recovery.",
        ("template*", "what they are for together: the theme of their finding"),
        ("what*", "what is done"),
        ("days*", "due so many days after the end, 0 to 730", Kind.WHOLE),
        ("owner", "id of the person who owns it", one("people")),
        (
            "owner_login",
            "login of the account that owns it; without an owner: whoever ended the deployment",
        ),
    ),
)
