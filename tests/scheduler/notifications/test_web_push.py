"""Messages to browsers: a push service of one's own takes them, and a browser opens them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from data.model.account import Role, SignInProof
from data.model.contact import BESIDE, DEVICES, WEBPUSH, Recipient
from data.model.duty import AbsenceKind
from data.model.errors import InputError, Refused
from data.model.message import MessageKind, MessageStatus
from data.model.request import LeaveRequest, RequestStatus
from data.store import access
from scheduler.accounts.access import begin_session, end_session, end_sessions, whose_session
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.notifications import push_devices, web_push
from scheduler.notifications.channels import check_channels, send
from scheduler.notifications.delivery import Deliverer
from scheduler.notifications.message_actions import own_ways, try_channel
from scheduler.notifications.notifier import Notification, open_notifier
from scheduler.records.contacts import people_to_reach
from scheduler.self_service.notices import leave_decided
from scheduler.settings import Settings, settings
from tests.scheduler.notifications.push_service import running_push_service
from tests.scheduler.notifications.samples import all_kept, kept, message, posted
from tests.support.originals import IMPORTED

NOW = datetime.now(UTC).replace(microsecond=0)
CODE = "p001"


@pytest.fixture
def service(monkeypatch):
    monkeypatch.setenv("CACO_CHANNEL_WEBPUSH", "mailto:beheer@vrx.example")
    with running_push_service() as running:
        monkeypatch.setenv("CACO_PUSH_SERVICES", running.origin)
        yield running


@pytest.fixture
def mine(service):
    return settings(base_url="https://rooster.example", language="en")


@pytest.fixture
def file_store(tmp_path):
    """The records of the region, which a person with an account is in."""
    with IMPORTED.copy("sqlite", tmp_path) as store:
        yield store


@pytest.fixture
def account(file_store):
    new = NewAccount("jan", "Jan", frozenset({Role.FUNCTIONARY}), CODE, "nl", "a long password")
    return add_account(file_store, new, "boss", NOW)


def kept_devices(store):
    with store.reading() as connection:
        return access.push_devices(connection)


def subscribe(store, mine, account, browser, session=None):
    asked = browser.asked(web_push.public_key(store, mine))
    push_devices.keep_device(store, mine, account, session, asked, "Firefox/1", NOW)


def recipient(store) -> Recipient:
    with store.reading() as connection:
        return people_to_reach(connection)[CODE]


def to_devices(store, kind=MessageKind.GAPS, address=DEVICES, **more):
    given = {"recipient": recipient(store).key, "address": address, "kind": kind, **more}
    return message(1, WEBPUSH, NOW, **given)


def deliver(store, mine, one, sending=send):
    posted(store, one)
    deliverer = Deliverer(store, mine, lambda: NOW, lambda *_: (), sending)
    deliverer.deliver(one.id)
    return kept(store, one.id)


@pytest.mark.parametrize(
    ("endpoint", "is_fine"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc:DEF-1_2", True),
        ("https://updates.push.services.mozilla.com/wpush/v2/gAAA", True),
        ("https://web.push.apple.com/QGx-y", True),
        ("https://db5p.notify.windows.com/w/?token=BQY%2b", True),
        ("http://fcm.googleapis.com/fcm/send/abc", False),
        ("https://fcm.googleapis.com:8443/fcm/send/abc", False),
        ("https://fcm.googleapis.com.evil.example/x", False),
        ("https://evilfcm.googleapis.com/x", False),
        ("https://push.apple.com/x", False),  # the dot stands for a name before it
        ("https://fcm.googleapis.com@10.0.0.1/x", False),
        ("https://fcm.googleapis.com\\@10.0.0.1/x", False),
        ("https://10.0.0.1/x", False),
        ("https://[::1]/x", False),
        ("https://127.0.0.1/x", False),
        ("https://localhost/x", False),
        ("https://169.254.169.254/latest/meta-data", False),
        ("file:///etc/passwd", False),
        ("https://fcm.googleapis.com/x\r\nHost: y", False),
        ("https://fcm.googleapis.com", False),
        ("https://fcm.googleapis.com/" + "x" * 2001, False),
        ("https://own.example:8443/x", True),
        ("https://own.example/x", False),
        ("", False),
    ],
)
def test_only_push_services_are_spoken_to(endpoint, is_fine):
    here = Settings(push_services=frozenset({"https://own.example:8443"}))
    assert push_devices.is_allowed(endpoint, here) is is_fine


@pytest.mark.parametrize("given", ["http://push.example", "https://push.example/path", "push"])
def test_a_push_service_of_ones_own_is_an_origin(given):
    with pytest.raises(InputError, match="CACO_PUSH_SERVICES"):
        settings(push_services=given)


@pytest.mark.parametrize(
    ("contact", "is_fine"),
    [("mailto:a@example.org", True), ("https://vrx.example/rooster", True), ("on", False)],
)
def test_whoever_sets_it_up_says_where_push_services_can_ask(contact, is_fine):
    if is_fine:
        check_channels({WEBPUSH: contact})
        return
    with pytest.raises(InputError, match="CACO_CHANNEL_WEBPUSH"):
        check_channels({WEBPUSH: contact})


def test_the_key_is_made_of_the_secret_and_stays_the_same(file_store, mine):
    first = web_push.public_key(file_store, mine)
    assert first == web_push.public_key(file_store, mine)
    assert len(first) == 87
    path = file_store.file.with_name(f"{file_store.file.name}-secret")
    path.write_text("another-secret-that-is-long-enough-0123456789")
    assert web_push.public_key(file_store, mine) != first


def test_a_message_arrives_encrypted_and_signed(file_store, mine, account, service):
    browser = service.browser()
    subscribe(file_store, mine, account, browser)
    body = "Dinsdag 23:00: niemand.\n\nhttps://rooster.example/answer/abc.def"
    one = to_devices(file_store, body=body, stale_at=NOW + timedelta(hours=3))
    assert deliver(file_store, mine, one).status is MessageStatus.SENT
    (pushed,) = service.received
    assert b"Dinsdag" not in pushed.body
    assert browser.opened(pushed.body) == {
        "id": one.id,
        "title": one.subject,
        "body": "Dinsdag 23:00: niemand.",
        "url": "/answer/abc.def",
        "at": NOW.isoformat(),
        "lang": "en",
    }
    claims = pushed.claims(service.origin)
    assert claims["sub"] == "mailto:beheer@vrx.example"
    assert claims["k"] == web_push.public_key(file_store, mine)
    said = pushed.headers
    assert (said["ttl"], said["urgency"], said["topic"]) == ("10800", "high", one.id)
    assert said["content-encoding"] == "aes128gcm"
    assert kept_devices(file_store)[0].sent_at == NOW


@pytest.mark.parametrize(
    ("kind", "stale", "urgency", "ttl"),
    [
        (MessageKind.DUTIES_CHANGED, timedelta(days=90), "normal", 28 * 86400),
        (MessageKind.WISHES_DECIDED, None, "low", 86400),
        (MessageKind.SHIFT_OFFERED, timedelta(hours=1), "high", 3600),
    ],
)
def test_how_urgent_it_is_and_how_long_it_is_kept(
    file_store, mine, account, service, kind, stale, urgency, ttl
):
    subscribe(file_store, mine, account, service.browser())
    one = to_devices(file_store, kind, stale_at=NOW + stale if stale else None)
    deliver(file_store, mine, one)
    said = service.received[0].headers
    assert (said["urgency"], said["ttl"]) == (urgency, str(ttl))


@pytest.mark.parametrize("code", [404, 410])
def test_a_browser_that_is_gone_is_forgotten_and_the_others_get_it(
    file_store, mine, account, service, code
):
    gone, there = service.browser("gone"), service.browser("there")
    for one in (gone, there):
        subscribe(file_store, mine, account, one)
    service.codes["/push/gone"] = code
    assert deliver(file_store, mine, to_devices(file_store)).status is MessageStatus.SENT
    assert [one.endpoint for one in kept_devices(file_store)] == [there.endpoint]


def test_a_message_for_browsers_that_are_all_gone_is_given_up_and_told(
    file_store, mine, account, service
):
    subscribe(file_store, mine, account, service.browser())
    service.codes["/push/one"] = 410
    lost = deliver(file_store, mine, to_devices(file_store))
    assert (lost.status, lost.attempts) == (MessageStatus.DEAD, 1)
    assert kept_devices(file_store) == []
    assert (WEBPUSH, DEVICES) not in recipient(file_store).contacts


def test_of_a_copy_that_does_not_arrive_nobody_is_told(file_store, mine, account, service):
    subscribe(file_store, mine, account, service.browser())
    service.codes["/push/one"] = 410
    lost = deliver(file_store, mine, to_devices(file_store, address=BESIDE))
    assert (lost.status, lost.warned_at) == (MessageStatus.SETTLED, None)


@pytest.mark.parametrize(("code", "is_refused"), [(500, False), (429, False), (403, True)])
def test_what_a_push_service_refuses_is_tried_again(
    file_store, mine, account, service, code, is_refused
):
    subscribe(file_store, mine, account, service.browser())
    service.codes["/push/one"] = code
    waits = deliver(file_store, mine, to_devices(file_store))
    assert (waits.status, waits.is_refused) == (MessageStatus.QUEUED, is_refused)
    assert str(code) in waits.error
    assert len(kept_devices(file_store)) == 1


def test_nothing_is_sent_on_to_where_a_push_service_points(file_store, mine, account, service):
    subscribe(file_store, mine, account, service.browser())
    service.codes["/push/one"] = 307
    assert deliver(file_store, mine, to_devices(file_store)).is_refused
    assert [one.path for one in service.received] == ["/push/one"]


def test_a_browser_that_knows_another_key_of_ours_is_forgotten(file_store, mine, account, service):
    subscribe(file_store, mine, account, service.browser())
    path = file_store.file.with_name(f"{file_store.file.name}-secret")
    old = path.read_text()
    path.write_text(f"another-secret-that-is-long-enough-0123456789\n{old}")
    assert deliver(file_store, mine, to_devices(file_store)).status is MessageStatus.SENT
    path.write_text("another-secret-that-is-long-enough-0123456789")
    again = to_devices(file_store, id="b" * 32)
    assert deliver(file_store, mine, again).status is MessageStatus.DEAD
    assert kept_devices(file_store) == []


def test_a_long_text_fits_into_what_a_push_service_takes(file_store, mine, account, service):
    browser = service.browser()
    subscribe(file_store, mine, account, browser)
    body = "ééé €€ " * 2000 + "\nhttps://rooster.example/answer/abc"
    deliver(file_store, mine, to_devices(file_store, body=body, subject="ß" * 300))
    (pushed,) = service.received
    assert len(pushed.body) <= 4096
    assert browser.opened(pushed.body)["url"] == "/answer/abc"
    assert browser.opened(pushed.body)["body"].endswith("…")


@pytest.mark.parametrize(
    "bad",
    [
        {"endpoint": "https://10.0.0.1/x"},
        {"p256dh": "short"},
        {"auth": "!"},
    ],
)
def test_what_no_browser_says_is_refused(file_store, mine, account, service, bad):
    given = service.browser().asked("key")
    asked = push_devices.Asked(**{name: getattr(given, name) for name in given.__slots__} | bad)
    with pytest.raises(Refused):
        push_devices.keep_device(file_store, mine, account, None, asked, "Firefox/1", NOW)
    assert kept_devices(file_store) == []


def test_nobody_asks_where_it_is_not_set_up(file_store, account, service, monkeypatch):
    monkeypatch.delenv("CACO_CHANNEL_WEBPUSH")
    with pytest.raises(Refused, match="not set up"):
        subscribe(file_store, settings(), account, service.browser())


def test_of_one_account_there_are_no_more_than_ten(file_store, mine, account, service):
    for number in range(push_devices.MOST_DEVICES):
        subscribe(file_store, mine, account, service.browser(str(number)))
    subscribe(file_store, mine, account, service.browser("0"))
    with pytest.raises(Refused, match="10"):
        subscribe(file_store, mine, account, service.browser("one more"))


def test_who_signs_out_gets_nothing_in_that_browser_any_more(file_store, mine, account, service):
    names = [begin_session(file_store, account, SignInProof.PASSWORD, "x", NOW) for _ in range(3)]
    numbers = [whose_session(file_store, name, NOW)[1].id for name in names]
    for number in numbers:
        subscribe(file_store, mine, account, service.browser(str(number)), number)
    end_session(file_store, names[0])  # by time, or by signing in anew: the browser is still theirs
    end_session(file_store, names[1], signs_out=True)
    left = [one.session for one in kept_devices(file_store)]
    assert left == [numbers[0], numbers[2]]
    end_sessions(file_store, account.id, "jan", NOW, but=numbers[2])
    assert [one.session for one in kept_devices(file_store)] == [numbers[2]]


def test_who_signs_in_where_another_was_reads_nothing_of_them(file_store, mine, account, service):
    browser = service.browser()
    subscribe(file_store, mine, account, browser, 7)
    assert push_devices.refresh_device(file_store, account, 8, browser.endpoint, NOW)
    assert kept_devices(file_store)[0].session == 8
    new = NewAccount("piet", "Piet", frozenset({Role.FUNCTIONARY}), None, "nl", "a long password")
    other = add_account(file_store, new, "boss", NOW)
    assert not push_devices.refresh_device(file_store, other, 9, browser.endpoint, NOW)
    assert kept_devices(file_store) == []


def test_it_goes_beside_mail_and_instead_of_nothing(file_store, mine, account, service, mail_sink):
    subscribe(file_store, mine, account, service.browser())
    what = Notification(MessageKind.DUTIES_CHANGED, (1,), "s", "b", "b", NOW + timedelta(days=1))
    with file_store.reading() as connection:
        notifier = open_notifier(connection, mine, NOW)
        found = {one.channel: one.address for one in notifier.messages(CODE, what)}
    with_mail = any(channel == "mail" for channel, _ in recipient(file_store).contacts)
    assert found[WEBPUSH] == (BESIDE if with_mail else DEVICES)
    assert ("mail" in found) is with_mail


def test_it_can_be_tried_from_the_page_and_the_command(file_store, mine, account, service):
    subscribe(file_store, mine, account, service.browser())
    ways = [one.channel for one in own_ways(file_store, CODE, mine)]
    assert WEBPUSH in ways
    with pytest.raises(Refused, match="unknown"):
        try_channel(file_store, mine, WEBPUSH, "nobody", "boss", NOW)


@pytest.mark.second
def test_it_goes_by_a_process_of_its_own_like_every_message(file_store, mine, account, service):
    browser = service.browser()
    subscribe(file_store, mine, account, browser)
    assert try_channel(file_store, mine, WEBPUSH, CODE, "boss", NOW)
    assert "webpush" in browser.opened(service.received[0].body)["body"]
    assert all_kept(file_store) == []


def test_a_message_is_in_the_language_that_its_reader_chose(file_store, mine, account):
    with file_store.reading() as connection:
        notifier = open_notifier(connection, mine, NOW)
    theirs = notifier.for_reader(CODE)
    assert (notifier.speech.code, theirs.speech.code) == ("en", "nl")
    assert notifier.for_reader("p002") is notifier  # who has no account
    asked = LeaveRequest(1, CODE, AbsenceKind.LEAVE, NOW, NOW + timedelta(days=1), "", NOW)
    granted = replace(asked, status=RequestStatus.GRANTED)
    here, there = leave_decided(notifier, granted), leave_decided(theirs, granted)
    assert here.subject != there.subject
    both = (notifier, here), (theirs, there)
    ids = [one.id_of(CODE, what.kind, what.key) for one, what in both]
    assert ids[0] == ids[1]  # told once, in whichever language
