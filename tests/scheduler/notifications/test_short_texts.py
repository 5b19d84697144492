"""What an SMS says of gaps: the worst first, all of them counted, one link, 300 characters."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.i18n.language import language
from data.model.gap import Cause, Gap, GapPart, GapState, UncoveredInterval
from data.tables.period import ZONE
from scheduler.notifications import gap_templates
from scheduler.notifications.channels import text_of
from scheduler.notifications.escalation import GapNotice
from scheduler.notifications.gap_notifier import SHORT_ID
from scheduler.notifications.gap_templates import GapFacts
from scheduler.notifications.signed_links import drafting, with_links
from scheduler.settings import Settings
from tests.scheduler.coverage.scenes import DESK
from tests.scheduler.notifications.samples import message
from tests.scheduler.notifications.test_escalation_policy import ONE

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
SITE = "https://rooster.vrgooi-en-vechtstreek.example"
SECRET = "x" * 43
HOUR = timedelta(hours=1)


def post(number, name, priority):
    return replace(DESK, id=f"P{number}", name=name, priority=priority)


def gap(number, post_id, start, hours, cause=Cause.ILLNESS):
    end = start + hours * HOUR
    part = GapPart(start, end, 1, cause, "anna" if cause is Cause.ILLNESS else "")
    interval = UncoveredInterval(post_id, f"{post_id}:{number}", start, end, 1, 1, (part,))
    return Gap(number, interval, GapState.OPEN, NOW - 2 * HOUR)


def sms(gaps, posts, code, candidates=None):
    """The whole text as it leaves."""
    facts = GapFacts(
        posts={one.id: one for one in posts},
        names={"anna": "Chantal van der Lepelaar-Oostenbrink"},
        candidates=candidates or {},
        speech=language(code),
        zone=ZONE,
        base_url=SITE,
    )
    notices = [GapNotice(one, "24h push 1", "sms", ONE, 1) for one in gaps]
    subject = gap_templates.gap_subject(notices, facts, NOW, is_short=True)
    draft = drafting("acknowledge", SECRET, Settings(base_url=SITE))
    link = draft({"m": "0123456789abcdef"[:SHORT_ID]}, NOW + 300 * HOUR)
    body = gap_templates.gap_short(notices, facts, link, NOW, 300 - len(subject) - 1)
    sent = message(channel="sms", subject=subject, body=with_links(body, [SECRET]))
    return f"{subject}\n{text_of(sent)}"


NAMES = st.text("CaCo meldkamerÉé,- ", min_size=1, max_size=70).map(str.strip).filter(bool)
STARTS = st.integers(-100, 24 * 14 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


@st.composite
def scenes(draw):
    posts = [
        post(number, draw(NAMES), draw(st.integers(1, 3)))
        for number in range(draw(st.integers(1, 5)))
    ]
    count = draw(st.integers(1, 60))
    gaps = [
        gap(
            number,
            draw(st.sampled_from(posts)).id,
            draw(STARTS),
            draw(st.integers(2, 200)),
            draw(st.sampled_from([Cause.ILLNESS, Cause.NEVER_FILLED, Cause.NO_CONTACT])),
        )
        for number in range(1, count + 1)
    ]
    return gaps, posts


@pytest.mark.parametrize("code", ["nl", "en"])
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(scenes())
def test_an_sms_is_short_and_says_how_many_and_the_worst_and_has_one_link(code, scene):
    gaps, posts = scene
    text = sms(gaps, posts, code)
    assert len(text) <= 300
    assert len(re.findall("https?://", text)) == 1
    assert re.search(r"/answer/[\w.-]+$", text)
    one = {"nl": "Gat: ", "en": "Gap: "}[code]
    assert text.startswith(one if len(gaps) == 1 else f"{len(gaps)} ")
    worst = min(
        gaps,
        key=lambda one: (
            -gap_templates.severity(one.interval, _priority(one, posts), NOW).rank,
            _priority(one, posts),
            abs(one.interval.start - NOW),
            one.id,
        ),
    )
    assert language(code).moment(worst.interval.start, ZONE) in text.splitlines()[0]
    others = text.splitlines()[2:-1]
    if len(gaps) > 1 and others:
        more = (
            re.search(r"\d+", others[-1]) if "nog" in others[-1] or "more" in others[-1] else None
        )
        assert len(others) + 1 == len(gaps) or (more and int(more[0]) + len(others) == len(gaps))


def _priority(one, posts):
    return next(each.priority for each in posts if each.id == one.interval.post)


@pytest.mark.parametrize("code", ["nl", "en"])
def test_a_desk_that_empties_within_the_hour_goes_before_what_began_days_ago(code):
    posts = [post(1, "CaCo meldkamer", 1), post(2, "IM CoPI Flevoland", 1)]
    old = [gap(number, "P2", NOW - 72 * HOUR, 100) for number in range(1, 9)]
    soon = gap(9, "P1", NOW + timedelta(minutes=56), 8)
    text = sms([*old, soon], posts, code)
    assert "CaCo meldkamer" in text.splitlines()[0]
    assert ("over 56 minuten" if code == "nl" else "in 56 minutes") in text
    assert ("afwezig" if code == "nl" else "absent") in text


@pytest.mark.parametrize(("code", "said"), [("nl", "al begonnen"), ("en", "it has begun")])
def test_an_sms_says_that_it_has_begun_and_why(code, said):
    text = sms([gap(1, "P1", NOW - HOUR, 8)], [post(1, "CaCo", 1)], code)
    assert said in text
    assert "Lepelaar" in text


@pytest.mark.parametrize(("code", "said"), [("nl", "bel"), ("en", "call")])
def test_an_sms_says_whom_to_call_where_there_is_room(code, said):
    gaps, posts = [gap(1, "P1", NOW + 3 * HOUR, 8)], [post(1, "CaCo", 1)]
    best = ["Hilde Grutto, +31600000008", "Bas Rietzanger, +31600000002"]
    lines = sms(gaps, posts, code, {"P1:1": best}).splitlines()
    assert lines[2] == f"{said} Hilde Grutto, +31600000008"
    assert "Rietzanger" not in "".join(lines)
    long = ["x" * 300]
    text = sms(gaps, posts, code, {"P1:1": long})
    assert "xx" not in text
    assert len(text) <= 300
