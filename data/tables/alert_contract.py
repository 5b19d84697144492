"""The tables of alerts, call-outs and pledges: part of `data.tables.contract`."""

from __future__ import annotations

from data.model.contact import CHANNELS, STEP_CHANNELS
from data.model.gap import Severity
from data.tables.column import ColumnKind as Kind
from data.tables.column import Table, among, many, one, such_as, table

ALERT_TABLES: tuple[Table, ...] = (
    table(
        "contacts",
        "How people can be reached. Who is on call and cannot be reached is no cover.",
        ("person*", "id of the person", one("people")),
        (
            "channel*",
            "mail, sms, push, phone, or another that your settings name",
            such_as(*CHANNELS),
        ),
        ("address*", "mail address, number with country code, or what that channel asks"),
    ),
    table(
        "duty_managers",
        "Who is notified of gaps: each row names a post, a person, or somebody else outside.",
        (
            "level*",
            "1 is notified first, 2 when 1 does not answer or time gets short, and so on",
            Kind.WHOLE,
        ),
        ("post", "whoever holds this post at that moment, by the signed roster", one("posts")),
        ("person", "id of a person", one("people")),
        ("name", "name of somebody else, or of a group chat"),
        ("channel", "with name: how that one is reached", such_as(*CHANNELS)),
        ("address", "with name: address on that channel"),
        (
            "regions",
            "only gaps of posts that serve one of these regions; empty: all",
            many("regions"),
        ),
        ("books", "only gaps of posts in one of these books; empty: all", many("books")),
    ),
    table(
        "alert_steps",
        "When they are notified of a gap, by which channel; without rows the standard steps hold.",
        ("hours_before*", "from so many hours before the gap; 0 to 1344", Kind.NUMBER),
        (
            "channel*",
            "digest, mail, sms, push, or another that your settings name",
            such_as(*STEP_CHANNELS),
        ),
        ("level", "of the duty managers who are notified; default 1", Kind.WHOLE),
        ("waits", "yes if it may wait until the quiet hours are over; default no", Kind.YES_NO),
        (
            "repeat_hours",
            "repeated after so many hours until acknowledged; empty: once",
            Kind.NUMBER,
        ),
        (
            "escalate_minutes",
            "the next level is notified if not acknowledged so long; empty: not",
            Kind.WHOLE,
        ),
        (
            "post",
            "only gaps of this post, which then has no standard steps; empty: of all",
            one("posts"),
        ),
        (
            "severity",
            "only gaps at least so severe: low, medium, high or critical; default low",
            among(Severity),
        ),
        (
            "books",
            "only gaps of posts in one of these books, which then have no standard steps",
            many("books"),
        ),
    ),
    table(
        "call_outs",
        "Each time that posts or whole teams were called out, exercises included.",
        ("id*", "short code", Kind.CODE),
        ("label", "name of the incident, or its number elsewhere"),
        ("posts", "posts that were called; empty: all that serve the regions", many("posts")),
        (
            "regions",
            "regions whose whole team was called, where no posts are named",
            many("regions"),
        ),
        ("exercise", "yes if it was no incident; default no", Kind.YES_NO),
        ("grip", "0 to 5; empty: not known", Kind.WHOLE),
        (
            "criteria_at",
            "moment at which the criteria for large-scale alerting were met",
            Kind.MOMENT,
        ),
        ("alert_at*", "moment at which the alerting began", Kind.MOMENT),
        ("picture_at", "moment at which the control room described the incident", Kind.MOMENT),
        ("convened_at", "moment at which the mayor convened the policy team", Kind.MOMENT),
        ("over_at", "moment at which work ended for all who have no other end", Kind.MOMENT),
    ),
    table(
        "call_out_people",
        "Who was called in a call-out, who came, and until when they worked.",
        ("call_out*", "id of the call-out", one("call_outs")),
        ("person*", "id of the person", one("people")),
        ("post", "post they were called for; empty: the only one of the call-out", one("posts")),
        ("called_at", "moment of their call, if later than the alert", Kind.MOMENT),
        ("accepted", "yes or no; empty: not known", Kind.YES_NO),
        ("came*", "yes or no", Kind.YES_NO),
        ("minutes", "from their call to the start of their task, if known", Kind.WHOLE),
        (
            "work_until",
            "moment at which their work ended, if not that of the call-out",
            Kind.MOMENT,
        ),
    ),
    table(
        "pledges",
        "Who says they will come if an open_call post is called out in that time.",
        ("post*", "id of the post", one("posts")),
        ("person*", "id of the person", one("people")),
        ("start*", "moment", Kind.MOMENT),
        ("end*", "moment", Kind.MOMENT),
    ),
)
