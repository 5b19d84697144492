"""The tables a planner hands over: one sheet of a workbook, or one CSV file, each.

This is the one place that names their columns. Texts are trimmed; an empty cell is "not given".
Dates are ``2027-01-04`` or ``4-1-2027``, clock times ``07:00``, moments ``2027-01-04 07:00`` on
the local clock or ISO 8601 with an offset. Lists in a cell are separated by semicolons. Sheets,
headings and words have Dutch names too: `data.i18n.sheet_words`.
"""

from __future__ import annotations

from data.model.demand import DemandSource
from data.model.duty import AbsenceKind, DutyKind, WishKind
from data.model.person import CompetenceLevel, ProvisionKind
from data.model.post import (
    SCHOOL_REGIONS,
    STANDARD_PATTERNS,
    Authority,
    Discipline,
    NormFrom,
    PostKind,
)
from data.model.requirement import RequirementKind
from data.model.tally import Measure
from data.tables.account_contract import ACCOUNT_TABLES
from data.tables.alert_contract import ALERT_TABLES
from data.tables.column import ColumnKind as Kind
from data.tables.column import Table, among, many, often, one, table
from data.tables.company_contract import COMPANY_TABLES
from data.tables.exercise_contract import EXERCISE_TABLES
from data.tables.improvement_contract import IMPROVEMENT_TABLES
from data.tables.partner_contract import PARTNER_TABLES
from data.tables.values import WEEKDAYS

_STANDARD = tuple(pattern.id for pattern in STANDARD_PATTERNS)

TABLES: tuple[Table, ...] = (
    table(
        "regions",
        "Safety regions.",
        ("id*", "short code", Kind.CODE),
        ("name*", "name on screen"),
        ("school_region", "noord, midden or zuid", among(SCHOOL_REGIONS)),
        required=True,
    ),
    table(
        "functions",
        "Functions with a profile.",
        ("id*", "short code", Kind.CODE),
        ("name*", "name on screen"),
        (
            "discipline",
            "fire_service, medical, police, municipal, control_room, safety_region",
            among(Discipline),
        ),
        (
            "exercise_hours",
            "hours that each holder is asked to exercise in a calendar year; empty: none",
            Kind.WHOLE,
        ),
        (
            "recruiting_months",
            "months that it takes to find somebody new, 0 to 60; default 0",
            Kind.WHOLE,
        ),
        (
            "training_months",
            "months until somebody new may fill it alone, 0 to 60; default 0",
            Kind.WHOLE,
        ),
        required=True,
    ),
    table(
        "books",
        "Books: posts that are planned and signed together, with a period of their own.",
        ("id*", "short code", Kind.CODE),
        ("name*", "name on screen"),
        ("weeks", "usual length of its period in weeks, 1 to 53; default 13", Kind.WHOLE),
        (
            "notice_days",
            "days before its start by which a roster is announced, 1 to 365; default 28 (ATW 4:2)",
            Kind.WHOLE,
        ),
        ("signers", "logins of who may sign it; empty: who plans for its regions"),
    ),
    table(
        "posts",
        "Seats that must be filled.",
        ("id*", "short code", Kind.CODE),
        ("name*", "name on screen"),
        ("function*", "function of the holder", one("functions")),
        ("regions*", "regions it serves", many("regions")),
        ("kind*", "on_site, on_site_standby, on_call or open_call", among(PostKind)),
        (
            "pattern",
            "shift pattern: a standard one or your own; only open_call may leave it out",
            one("patterns", *_STANDARD),
        ),
        ("priority", "1 is filled first; default 1", Kind.WHOLE),
        ("authority", "statute, inspectorate or regional (default)", among(Authority)),
        ("start_norm_minutes", "minutes from alert to start of task", Kind.WHOLE),
        ("required", "people needed at once; default 1", Kind.WHOLE),
        (
            "most_chance_nobody",
            "for open_call: the largest chance, in per cent, that nobody comes; empty: not watched",
            Kind.NUMBER,
        ),
        (
            "presence_minutes",
            "for a desk: who has duty confirms to be there within so many minutes (1 to 120) of its"
            " start; empty: presence is not asked",
            Kind.WHOLE,
        ),
        (
            "norm_from",
            "from when the start norm counts: criteria (default: those for alerting were met), or"
            " convened (the mayor convened the policy team)",
            among(NormFrom),
        ),
        ("book", "book in which it is planned and signed; empty: of none", one("books")),
        ("from", "first day on which it is filled; empty: it always was", Kind.DAY),
        ("until", "last day, inclusive", Kind.DAY),
        required=True,
    ),
    table(
        "patterns",
        "Shift patterns of your own, a row a shift.",
        ("pattern*", "code of the pattern", Kind.CODE),
        ("name*", "name of the shift, such as D"),
        ("weekdays*", "mo;tu;we;th;fr;sa;su, or daily", Kind.WEEKDAYS),
        ("start*", "clock time", Kind.CLOCK),
        ("end*", "clock time", Kind.CLOCK),
        (
            "days",
            "days from start date to end date; default 0, or 1 when end is not after start",
            Kind.WHOLE,
        ),
        ("break_minutes", "minutes of it that are no work; default 0", Kind.WHOLE),
        (
            "handover_minutes",
            "minutes of handover after the end, at most 15; default 0",
            Kind.WHOLE,
        ),
    ),
    table(
        "demand",
        "When a post needs more people than its pattern asks, fewer, or nobody: a row for each"
        " time. It goes before pattern and minimum cover.",
        ("post*", "id of the post", one("posts")),
        ("start*", "first day, or the moment it begins", Kind.MOMENT),
        ("end*", "last day, inclusive, or the moment it ends", Kind.MOMENT),
        ("required*", "people needed at once in that time; 0: nobody", Kind.WHOLE),
        (
            "source",
            "event (default), code_red, closed (default for 0 people) or relief",
            among(DemandSource),
        ),
        ("reason", "why, for people to read"),
        (
            "yearly",
            "yes if it returns each year: on the same date, or, if it begins on a public holiday,"
            " on that holiday",
            Kind.YES_NO,
        ),
        ("until", "of what returns: the last day on which it may begin", Kind.DAY),
    ),
    table(
        "minimum_cover",
        "At least so many people on a post, at some hours of each week.",
        ("post*", "id of the post", one("posts")),
        ("weekdays*", "mo;tu;we;th;fr;sa;su, or daily", Kind.WEEKDAYS),
        ("start*", "clock time", Kind.CLOCK),
        ("end*", "clock time; not after start: on the next date", Kind.CLOCK),
        ("required*", "people needed at once", Kind.WHOLE),
        ("from", "first day", Kind.DAY),
        ("until", "last day, inclusive", Kind.DAY),
    ),
    table(
        "people",
        "Everybody who can be rostered.",
        ("id*", "short code", Kind.CODE),
        ("name*", "name on screen"),
        ("employer", "who employs the person: a partner, by name or id"),
        ("regions*", "regions the person serves", many("regions")),
        ("max_shifts_per_month", "on-site shifts in a calendar month, for a flex pool", Kind.WHOLE),
        required=True,
    ),
    table(
        "contracts",
        "Contract hours over time.",
        ("person*", "id of the person", one("people")),
        ("hours_per_week*", "average hours a week, 0 to 60", Kind.NUMBER),
        ("from*", "first day", Kind.DAY),
        ("until", "last day, inclusive", Kind.DAY),
        required=True,
    ),
    table(
        "competences",
        "Who may fill posts of which function.",
        ("person*", "id of the person", one("people")),
        ("function*", "id of the function", one("functions")),
        ("level", "qualified (default) or trainee", among(CompetenceLevel)),
        ("from*", "first day of validity", Kind.DAY),
        ("until", "last day of validity, inclusive", Kind.DAY),
        required=True,
    ),
    table(
        "requirements",
        "What a function asks of its holders; together its profile. An id may return with other"
        " numbers from a later day.",
        ("id*", "short code", Kind.CODE),
        ("name*", "name on screen"),
        ("functions*", "functions that ask it", many("functions")),
        (
            "kind*",
            "course, refresher, exercise, test, authorisation (the employer says that they are"
            " entitled), declaration (that they are competent), talk (the yearly one) or"
            " peer_review",
            among(RequirementKind),
        ),
        ("times", "pieces of evidence that must be valid at once; default 1", Kind.WHOLE),
        ("months", "months that a piece of evidence is valid; empty: for good", Kind.WHOLE),
        ("accepts", "other requirements whose evidence counts here too", many("requirements")),
        (
            "warning_days",
            "days before it lapses in which a message says so; default 90",
            Kind.WHOLE,
        ),
        ("from*", "first day on which it is asked", Kind.DAY),
        ("until", "last day, inclusive", Kind.DAY),
    ),
    table(
        "evidence",
        "What people have shown: at most once a day for a requirement.",
        ("person*", "id of the person", one("people")),
        ("requirement*", "id of the requirement", one("requirements")),
        ("date*", "day on which it was shown or declared; never in the future", Kind.DAY),
        ("declared_by*", "name of who says so"),
        ("employer", "on whose behalf; required for a declaration"),
        ("from", "first day on which it counts, if later than date", Kind.DAY),
        (
            "until",
            "last day, inclusive, if earlier than the months of the requirement allow",
            Kind.DAY,
        ),
        ("document", "where the paper can be found"),
    ),
    table(
        "overrides",
        "Who may be rostered although their evidence falls short.",
        ("person*", "id of the person", one("people")),
        ("function*", "id of the function", one("functions")),
        ("from*", "first day", Kind.DAY),
        ("until*", "last day, inclusive", Kind.DAY),
        ("reason*", "why this is justified"),
        ("decided_by*", "name of who decided it; not the person concerned"),
    ),
    table(
        "provisions",
        "Personal provisions.",
        ("person*", "id of the person", one("people")),
        ("kind*", "night_exemption, pregnancy, birth_leave or holy_day", among(ProvisionKind)),
        ("from*", "first day", Kind.DAY),
        ("until", "last day, inclusive", Kind.DAY),
        ("weekday", "for holy_day: mo, tu, we, th, fr, sa or su", among(WEEKDAYS)),
        ("consent", "yes if the person agreed in writing to waive it", Kind.YES_NO),
    ),
    table(
        "weekly_work",
        "Work outside this roster that returns each week.",
        ("person*", "id of the person", one("people")),
        ("weekdays*", "mo;tu;we;th;fr;sa;su, or daily", Kind.WEEKDAYS),
        ("start*", "clock time", Kind.CLOCK),
        ("end*", "clock time", Kind.CLOCK),
        ("break_minutes", "minutes of it that are no work; default 0", Kind.WHOLE),
        ("from", "first day", Kind.DAY),
        ("until", "last day, inclusive", Kind.DAY),
    ),
    table(
        "elsewhere",
        "Dated work outside this roster.",
        ("person*", "id of the person", one("people")),
        ("post", "a word for what it is", Kind.CODE),
        ("kind", "elsewhere", among((DutyKind.ELSEWHERE,))),
        ("start*", "moment", Kind.MOMENT),
        ("end*", "moment", Kind.MOMENT),
        ("work_minutes", "minutes without breaks; default the elapsed ones", Kind.WHOLE),
    ),
    table(
        "absences",
        "Leave, illness and courses.",
        ("person*", "id of the person", one("people")),
        ("kind*", "leave, illness or course", among(AbsenceKind)),
        ("start*", "first day, or the moment it begins", Kind.MOMENT),
        ("end*", "last day, inclusive, or the moment it ends", Kind.MOMENT),
        (
            "hours",
            "hours that count as worked (ATW 5:2); default from the contract, of a course within a"
            " day all of it; 0: none",
            Kind.NUMBER,
        ),
    ),
    table(
        "wishes",
        "What people want or want to avoid.",
        ("person*", "id of the person", one("people")),
        ("kind*", "want or avoid", among(WishKind)),
        ("from*", "first day", Kind.DAY),
        ("until*", "last day, inclusive", Kind.DAY),
        ("post", "only shifts of this post", one("posts")),
        ("shift", "only shifts of this name, such as N"),
        ("weight", "1 to 100; default 1", Kind.WHOLE),
    ),
    *COMPANY_TABLES,
    table(
        "base_rosters",
        "Base rosters: the cycle of weeks by which a team lives, a row a week. For a post on call"
        " it is the order of turns: as many weeks as there are turns, with the turn in one of"
        " them.",
        ("id*", "short code of the base roster, the same in each of its rows", Kind.CODE),
        ("post*", "id of the post", one("posts")),
        ("from*", "Monday on which the first week of the cycle begins", Kind.DAY),
        ("week*", "number of the week in the cycle, from 1; each week has a row", Kind.WHOLE),
        ("mo", "name of the shift that begins on Monday, such as D; empty: none"),
        ("tu", "the same for Tuesday"),
        ("we", "the same for Wednesday"),
        ("th", "the same for Thursday"),
        ("fr", "the same for Friday"),
        ("sa", "the same for Saturday"),
        ("su", "the same for Sunday"),
    ),
    table(
        "base_members",
        "Who follows which base roster.",
        ("base_roster*", "id of the base roster", one("base_rosters")),
        ("person*", "id of the person", one("people")),
        ("week*", "week of the cycle in which they are when it starts", Kind.WHOLE),
        ("from", "first day on which they follow it; empty: from its start", Kind.DAY),
        ("until", "last day on which they follow it, inclusive", Kind.DAY),
    ),
    table(
        "history",
        "Duties of the last months, as they were worked.",
        ("person*", "id of the person", one("people")),
        ("post*", "id of the post, or a word for what it was", often("posts")),
        ("kind*", "work, elsewhere, on_call, open_call, call or absence", among(DutyKind)),
        ("start*", "moment", Kind.MOMENT),
        ("end*", "moment", Kind.MOMENT),
        (
            "work_minutes",
            "minutes of work; default the elapsed ones for work and calls, else 0",
            Kind.WHOLE,
        ),
        ("shift", "name of the shift, such as N"),
    ),
    table(
        "pins",
        "Duties that are settled before planning.",
        ("person*", "id of the person", one("people")),
        ("post*", "id of the post", one("posts")),
        ("start*", "moment at which the shift starts", Kind.MOMENT),
    ),
    table(
        "rules",
        "Where your rules differ from the defaults.",
        ("rule*", "id of the rule", Kind.CODE),
        ("enabled", "yes (default) or no; a rule of the law cannot be switched off", Kind.YES_NO),
        ("parameter", "name of the parameter"),
        ("value", "its value"),
    ),
    table(
        "book_rules",
        "Where the rules of one book differ from those of all.",
        ("book*", "id of the book", one("books")),
        ("rule*", "id of the rule", Kind.CODE),
        ("enabled", "yes (default) or no; a rule of the law cannot be switched off", Kind.YES_NO),
        ("parameter", "name of the parameter"),
        ("value", "its value"),
    ),
    table(
        "holidays",
        "Days that count as public holidays beside the national ones.",
        ("date*", "the day", Kind.DAY),
        ("name*", "what it is called"),
        ("book", "only for the posts of this book; empty: for all", one("books")),
    ),
    table(
        "agreements",
        "Collective agreements that allow a derogation.",
        ("rule*", "id of the rule", Kind.CODE),
        ("basis*", "the agreement, so that an inspector can find it"),
        ("from*", "first day", Kind.DAY),
        ("until", "last day, inclusive", Kind.DAY),
    ),
    table(
        "carry_over",
        "Fairness balance from before the history.",
        ("person*", "id of the person", one("people")),
        ("measure*", "nights, weekends, holidays, on_call or hours", among(Measure)),
        ("amount*", "above (+) or below (-) the fair share", Kind.NUMBER),
    ),
    *ALERT_TABLES,
    *EXERCISE_TABLES,
    *ACCOUNT_TABLES,
    *IMPROVEMENT_TABLES,
    *PARTNER_TABLES,
)

TABLE_BY_NAME = {one.name: one for one in TABLES}

#: A roster as this product writes it, and reads it back to be checked.
ROSTER_TABLE = table(
    "roster",
    "Who does what: a row for each duty.",
    ("person*", "id of the person", one("people")),
    ("post*", "id of the post, or a word for what else it is", often("posts")),
    ("kind*", "work, elsewhere, on_call, open_call, call or absence", among(DutyKind)),
    ("start*", "moment, with its offset from UTC", Kind.MOMENT),
    ("end*", "moment, with its offset from UTC", Kind.MOMENT),
    ("work_minutes*", "minutes of work without breaks", Kind.WHOLE),
)
