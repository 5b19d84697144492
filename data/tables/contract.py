"""The tables a planner hands over: one sheet of a workbook, or one CSV file, each.

This is the one place that names their columns. Texts are trimmed; an empty cell is "not given".
Dates are ``2027-01-04`` or ``4-1-2027``, clock times ``07:00``, moments ``2027-01-04 07:00`` on
the local clock or ISO 8601 with an offset. Lists in a cell are separated by semicolons.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    name
        Heading.
    required
        Every row must fill it (and the table must have it).
    meaning
        What it holds, with its unit, for the reader of ``docs/input.md``.
    """

    name: str
    required: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet or CSV file.

    Parameters
    ----------
    name
        Name of the sheet; the CSV file is ``name.csv``.
    required
        Input without it cannot be solved.
    """

    name: str
    required: bool
    meaning: str
    columns: tuple[Column, ...]


def _table(name: str, meaning: str, *columns: tuple[str, str], required: bool = False) -> Table:
    """A table; a column whose name ends in ``*`` is required."""
    return Table(
        name,
        required,
        meaning,
        tuple(Column(n.rstrip("*"), n.endswith("*"), m) for n, m in columns),
    )


TABLES: tuple[Table, ...] = (
    _table(
        "regions",
        "Safety regions.",
        ("id*", "short code"),
        ("name*", "name on screen"),
        ("school_region", "noord, midden or zuid"),
        required=True,
    ),
    _table(
        "functions",
        "Functions with a profile.",
        ("id*", "short code"),
        ("name*", "name on screen"),
        ("discipline", "fire_service, medical, police, municipal, control_room, safety_region"),
        required=True,
    ),
    _table(
        "posts",
        "Seats that must be filled.",
        ("id*", "short code"),
        ("name*", "name on screen"),
        ("function*", "function of the holder"),
        ("regions*", "regions it serves"),
        ("kind*", "on_site, on_site_standby, on_call or open_call"),
        ("pattern", "shift pattern: a standard one or your own; only open_call may leave it out"),
        ("priority", "1 is filled first; default 1"),
        ("authority", "statute, inspectorate or regional (default)"),
        ("start_norm_minutes", "minutes from alert to start of task"),
        ("required", "people needed at once; default 1"),
        (
            "most_chance_nobody",
            "for open_call: the largest chance, in per cent, that nobody comes; empty: not watched",
        ),
        (
            "presence_minutes",
            "for a desk: who has duty confirms to be there within so many minutes (1 to 120) of its"
            " start; empty: presence is not asked",
        ),
        (
            "norm_from",
            "from when the start norm counts: criteria (default: those for alerting were met), or"
            " convened (the mayor convened the policy team)",
        ),
        required=True,
    ),
    _table(
        "patterns",
        "Shift patterns of your own, a row a shift.",
        ("pattern*", "code of the pattern"),
        ("name*", "name of the shift, such as D"),
        ("weekdays*", "mo;tu;we;th;fr;sa;su, or daily"),
        ("start*", "clock time"),
        ("end*", "clock time"),
        ("days", "days from start date to end date; default 0, or 1 when end is not after start"),
        ("break_minutes", "minutes of it that are no work; default 0"),
        ("handover_minutes", "minutes of handover after the end, at most 15; default 0"),
    ),
    _table(
        "people",
        "Everybody who can be rostered.",
        ("id*", "short code"),
        ("name*", "name on screen"),
        ("employer", "who employs the person"),
        ("regions*", "regions the person serves"),
        ("max_shifts_per_month", "on-site shifts in a calendar month, for a flex pool"),
        required=True,
    ),
    _table(
        "contracts",
        "Contract hours over time.",
        ("person*", "id of the person"),
        ("hours_per_week*", "average hours a week, 0 to 60"),
        ("from*", "first day"),
        ("until", "last day, inclusive"),
        required=True,
    ),
    _table(
        "competences",
        "Who may fill posts of which function.",
        ("person*", "id of the person"),
        ("function*", "id of the function"),
        ("level", "qualified (default) or trainee"),
        ("from*", "first day of validity"),
        ("until", "last day of validity, inclusive"),
        required=True,
    ),
    _table(
        "requirements",
        "What a function asks of its holders; together its profile. An id may return with other"
        " numbers from a later day.",
        ("id*", "short code"),
        ("name*", "name on screen"),
        ("functions*", "functions that ask it"),
        ("kind*", "course, refresher, exercise, test or declaration (of the employer)"),
        ("times", "pieces of evidence that must be valid at once; default 1"),
        ("months", "months that a piece of evidence is valid; empty: for good"),
        ("accepts", "other requirements whose evidence counts here too"),
        ("warning_days", "days before it lapses in which that is told; default 90"),
        ("from*", "first day on which it is asked"),
        ("until", "last day, inclusive"),
    ),
    _table(
        "evidence",
        "What people have shown: at most once a day for a requirement.",
        ("person*", "id of the person"),
        ("requirement*", "id of the requirement"),
        ("date*", "day on which it was shown or declared; never in the future"),
        ("declared_by*", "name of who says so"),
        ("employer", "on whose behalf; required for a declaration"),
        ("from", "first day on which it counts, if later than date"),
        ("until", "last day, inclusive, if earlier than the months of the requirement allow"),
        ("document", "where the paper can be found"),
    ),
    _table(
        "overrides",
        "Who may be rostered although their evidence falls short.",
        ("person*", "id of the person"),
        ("function*", "id of the function"),
        ("from*", "first day"),
        ("until*", "last day, inclusive"),
        ("reason*", "why this is justified"),
        ("decided_by*", "name of who decided it; not the person concerned"),
    ),
    _table(
        "provisions",
        "Personal provisions.",
        ("person*", "id of the person"),
        ("kind*", "night_exemption, pregnancy, birth_leave or holy_day"),
        ("from*", "first day"),
        ("until", "last day, inclusive"),
        ("weekday", "for holy_day: mo, tu, we, th, fr, sa or su"),
        ("consent", "yes if the person agreed in writing to waive it"),
    ),
    _table(
        "weekly_work",
        "Work outside this roster that returns each week.",
        ("person*", "id of the person"),
        ("weekdays*", "mo;tu;we;th;fr;sa;su, or daily"),
        ("start*", "clock time"),
        ("end*", "clock time"),
        ("break_minutes", "minutes of it that are no work; default 0"),
        ("from", "first day"),
        ("until", "last day, inclusive"),
    ),
    _table(
        "elsewhere",
        "Dated work outside this roster.",
        ("person*", "id of the person"),
        ("post", "a word for what it is"),
        ("kind", "elsewhere"),
        ("start*", "moment"),
        ("end*", "moment"),
        ("work_minutes", "minutes without breaks; default the elapsed ones"),
    ),
    _table(
        "absences",
        "Leave, illness and courses.",
        ("person*", "id of the person"),
        ("kind*", "leave, illness or course"),
        ("start*", "first day, or the moment it begins"),
        ("end*", "last day, inclusive, or the moment it ends"),
        (
            "hours",
            "hours that count as worked (ATW 5:2); default from the contract, of a course within a"
            " day all of it; 0: none",
        ),
    ),
    _table(
        "wishes",
        "What people want or want to avoid.",
        ("person*", "id of the person"),
        ("kind*", "want or avoid"),
        ("from*", "first day"),
        ("until*", "last day, inclusive"),
        ("post", "only shifts of this post"),
        ("shift", "only shifts of this name, such as N"),
        ("weight", "1 to 100; default 1"),
    ),
    _table(
        "base_rosters",
        "Base rosters: the cycle of weeks by which a team lives, a row a week. For a post on call"
        " it is the order of turns: as many weeks as there are turns, with the turn in one of"
        " them.",
        ("id*", "short code of the base roster, the same in each of its rows"),
        ("post*", "id of the post"),
        ("from*", "Monday on which the first week of the cycle begins"),
        ("week*", "number of the week in the cycle, from 1; each week has a row"),
        ("mo", "name of the shift that begins on Monday, such as D; empty: none"),
        ("tu", "the same for Tuesday"),
        ("we", "the same for Wednesday"),
        ("th", "the same for Thursday"),
        ("fr", "the same for Friday"),
        ("sa", "the same for Saturday"),
        ("su", "the same for Sunday"),
    ),
    _table(
        "base_members",
        "Who follows which base roster.",
        ("base_roster*", "id of the base roster"),
        ("person*", "id of the person"),
        ("week*", "week of the cycle in which they are when it starts"),
        ("from", "first day on which they follow it; empty: from its start"),
        ("until", "last day on which they follow it, inclusive"),
    ),
    _table(
        "history",
        "Duties of the last months, as they were worked.",
        ("person*", "id of the person"),
        ("post*", "id of the post, or a word for what it was"),
        ("kind*", "work, elsewhere, on_call, open_call, call or absence"),
        ("start*", "moment"),
        ("end*", "moment"),
        ("work_minutes", "minutes of work; default the elapsed ones for work and calls, else 0"),
        ("shift", "name of the shift, such as N"),
    ),
    _table(
        "pins",
        "Duties that are settled before planning.",
        ("person*", "id of the person"),
        ("post*", "id of the post"),
        ("start*", "moment at which the shift starts"),
    ),
    _table(
        "rules",
        "Where your rules differ from the defaults.",
        ("rule*", "id of the rule"),
        ("enabled", "yes (default) or no; a rule of the law cannot be switched off"),
        ("parameter", "name of the parameter"),
        ("value", "its value"),
    ),
    _table(
        "agreements",
        "Collective agreements that allow a derogation.",
        ("rule*", "id of the rule"),
        ("basis*", "the agreement, so that an inspector can find it"),
        ("from*", "first day"),
        ("until", "last day, inclusive"),
    ),
    _table(
        "carry_over",
        "Fairness balance from before the history.",
        ("person*", "id of the person"),
        ("measure*", "nights, weekends, holidays, on_call or hours"),
        ("amount*", "above (+) or below (-) the fair share"),
    ),
    _table(
        "contacts",
        "How people can be reached. Who is on call and cannot be reached is no cover.",
        ("person*", "id of the person"),
        ("channel*", "mail, sms, push, phone, or another that your settings name"),
        ("address*", "mail address, number with country code, or what that channel asks"),
    ),
    _table(
        "duty_managers",
        "Who hears of gaps; each row names a post, a person, or somebody outside the records.",
        ("level*", "1 hears first, 2 when 1 does not answer or time gets short, and so on"),
        ("post", "whoever holds this post at that moment, by the published roster"),
        ("person", "id of a person"),
        ("name", "name of somebody else, or of a group chat"),
        ("channel", "with name: how that one is reached"),
        ("address", "with name: address on that channel"),
        ("regions", "only gaps of posts that serve one of these regions; empty: all"),
    ),
    _table(
        "alert_steps",
        "When a gap is told, and by which channel; without rows the standard steps hold.",
        ("hours_before*", "from so many hours before the gap; 0 to 1344"),
        ("channel*", "digest, mail, sms, push, or another that your settings name"),
        ("level", "of the duty managers who are told; default 1"),
        ("waits", "yes if it may wait until the quiet hours are over; default no"),
        ("repeat_hours", "told again after so many hours until acknowledged; empty: once"),
        ("escalate_minutes", "told to the next level if not acknowledged so long; empty: not"),
        ("post", "only gaps of this post, which then has no standard steps; empty: of all"),
        ("severity", "only gaps at least so severe: low, medium, high or critical; default low"),
    ),
    _table(
        "call_outs",
        "Each time that posts or whole teams were called out, exercises included.",
        ("id*", "short code"),
        ("label", "name of the incident, or its number elsewhere"),
        ("posts", "posts that were called; empty: all that serve the regions"),
        ("regions", "regions whose whole team was called, where no posts are named"),
        ("exercise", "yes if it was no incident; default no"),
        ("grip", "0 to 5; empty: not known"),
        ("criteria_at", "moment at which the criteria for large-scale alerting were met"),
        ("alert_at*", "moment at which the alerting began"),
        ("picture_at", "moment at which the control room described the incident"),
        ("convened_at", "moment at which the mayor convened the policy team"),
        ("over_at", "moment at which work ended for all who have no other end"),
    ),
    _table(
        "call_out_people",
        "Who was called in a call-out, who came, and until when they worked.",
        ("call_out*", "id of the call-out"),
        ("person*", "id of the person"),
        ("post", "post they were called for; empty: the only one of the call-out"),
        ("called_at", "moment of their call, if later than the alert"),
        ("accepted", "yes or no; empty: not known"),
        ("came*", "yes or no"),
        ("minutes", "from their call to the start of their task, if known"),
        ("work_until", "moment at which their work ended, if not that of the call-out"),
    ),
    _table(
        "pledges",
        "Who says they will come if an open_call post is called out in that time.",
        ("post*", "id of the post"),
        ("person*", "id of the person"),
        ("start*", "moment"),
        ("end*", "moment"),
    ),
)

TABLE_BY_NAME = {table.name: table for table in TABLES}

#: A roster as this product writes it, and reads it back to be checked.
ROSTER_TABLE = _table(
    "roster",
    "Who does what: a row for each duty.",
    ("person*", "id of the person"),
    ("post*", "id of the post, or a word for what else it is"),
    ("kind*", "work, elsewhere, on_call, open_call, call or absence"),
    ("start*", "moment, with its offset from UTC"),
    ("end*", "moment, with its offset from UTC"),
    ("work_minutes*", "minutes of work without breaks"),
)
