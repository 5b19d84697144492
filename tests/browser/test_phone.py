"""The pages on a telephone: read without network, forgotten at the right time, messages."""

import json
import re

import pytest

from data.model.account import Role
from scheduler.notifications.push_devices import devices_of
from scheduler.settings import Settings
from tests.browser.conftest import PHONE
from tests.browser.test_mine import account_of, is_as_wide_as_the_screen, sign_in
from tests.scheduler.solve_jobs.support import until
from tests.web.serving import serving
from web.app import create_app

KEPT = (
    "caches.open('caco-pages').then((store) => store.keys())"
    ".then((keys) => keys.map((one) => new URL(one.url).pathname))"
)


def ready(page):
    """Wait until the service worker has the page."""
    until(lambda: page.evaluate("Boolean(navigator.serviceWorker?.controller)"), what="the worker")
    until(lambda: "/caco-owner" in kept_paths(page), what="a page that is kept")


def kept_paths(page):
    return set(page.evaluate(KEPT))


def without_network(page, path):
    page.context.set_offline(True)
    page.goto(path)


def reader(chromium, server, *, size=PHONE):
    """A page of nobody yet, in which troubles of the network are no defect."""
    context = chromium.new_context(base_url=server.url, viewport=size, locale="nl-NL")
    context.set_default_timeout(30_000)
    return context.new_page()


@pytest.fixture
def phone(chromium, server, site_store):
    page = reader(chromium, server)
    sign_in(page, Role.FUNCTIONARY.value)
    ready(page)
    yield page
    page.context.close()


def test_duties_are_read_without_network_with_their_age(phone, barriers):
    online = phone.text_content(".next-when")
    without_network(phone, "/mine")
    assert phone.text_content(".next-when") == online
    notice = phone.locator("#offline")
    assert notice.is_visible()
    assert re.match(r"Geen netwerk\. .* \d\d:\d\d", notice.text_content().strip())
    assert phone.locator("#offline time").get_attribute("datetime").startswith("20")
    assert is_as_wide_as_the_screen(phone)
    assert barriers(phone) == []
    assert phone.evaluate("getComputedStyle(document.body).fontVariantNumeric") == "tabular-nums"
    phone.context.set_offline(False)  # it loads anew by itself
    notice.wait_for(state="hidden")


def test_what_is_not_kept_is_told_with_what_is(phone, barriers):
    without_network(phone, "/account")
    assert phone.text_content("h1") == "Geen netwerk"
    assert barriers(phone) == []
    phone.click("text=Mijn diensten")
    phone.locator("#offline").wait_for()


def test_a_form_without_network_says_that_nothing_was_sent(phone):
    phone.goto("/mine/wishes")
    without_network(phone, "/mine/wishes")
    phone.fill("#first", "2027-02-01")
    phone.fill("#last", "2027-02-01")
    phone.click(".asking .btn-primary")
    phone.locator("#unsent").get_by_text("Er is niets gestuurd").wait_for()
    phone.evaluate("HTMLFormElement.prototype.submit.call(document.querySelector('.asking'))")
    phone.get_by_role("heading", name="Er is niets gestuurd").wait_for()
    phone.context.set_offline(False)
    phone.goto("/mine/wishes")
    assert "1 feb" not in phone.inner_text(".mine-body")


def test_who_signs_out_leaves_nothing(phone):
    phone.evaluate("document.querySelector('.me form').requestSubmit()")
    phone.wait_for_url("**/login")
    assert phone.evaluate("caches.keys()") == []
    without_network_fails = False
    phone.context.set_offline(True)
    try:
        phone.goto("/mine")
    except Exception:
        without_network_fails = True
    assert without_network_fails or "Geen netwerk" in phone.text_content("h1")


def test_who_signs_in_next_reads_nothing_of_who_did_before(phone, site_store):
    phone.goto("/mine/share")
    account_of(site_store, "p002", "other")
    phone.context.clear_cookies()  # the session is over; nobody signed out
    sign_in(phone, "other")
    until(lambda: kept_paths(phone) == {"/caco-owner", "/mine"}, what="a page of the other")
    without_network(phone, "/mine/share")
    assert phone.text_content("h1") == "No network"  # of whoever reads now


def test_pages_of_others_are_not_kept(chromium, server, site_store):
    page = reader(chromium, server, size={"width": 1440, "height": 900})
    sign_in(page, Role.PLANNER.value)
    ready(page)
    for path in ("/people", "/requests", "/rosters"):
        page.goto(path)
    assert kept_paths(page) == {"/caco-owner", "/now"}
    page.context.close()


def test_a_message_is_shown_on_the_lock_screen_and_leads_to_its_page(phone):
    phone.context.grant_permissions(["notifications"])
    devtools = phone.context.new_cdp_session(phone)
    found = []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda said: found.append(said))
    devtools.send("ServiceWorker.enable")
    phone.wait_for_timeout(500)
    (registration,) = found[-1]["registrations"]
    said = {
        "id": "a" * 32,
        "title": "Open dienst",
        "body": "Dinsdag 23:00",
        "url": "/mine/open",
        "at": "2027-01-08T12:00:00+00:00",
        "lang": "nl",
    }
    devtools.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": phone.evaluate("location.origin"),
            "registrationId": registration["registrationId"],
            "data": json.dumps(said),
        },
    )
    asks = "navigator.serviceWorker.ready.then((one) => one.getNotifications())"
    says = ".then((all) => all.map((one) => [one.title, one.body, one.tag, one.data.url]))"
    until(lambda: phone.evaluate(asks + says), what="the message")
    shown = phone.evaluate(asks + says)
    assert shown == [["Open dienst", "Dinsdag 23:00", "a" * 32, "/mine/open"]]


def test_it_can_be_put_on_the_first_screen(phone, site_store):
    said = phone.evaluate("fetch('/manifest.webmanifest').then((answer) => answer.json())")
    assert (said["start_url"], said["display"], said["id"]) == ("/mine", "standalone", "/")
    sizes = {(one["sizes"], one["purpose"]) for one in said["icons"]}
    assert sizes == {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}
    for one in said["icons"]:
        size = phone.evaluate(
            "(src) => fetch(src).then((a) => a.blob()).then(createImageBitmap)"
            ".then((image) => image.width)",
            one["src"],
        )
        assert f"{size}x{size}" == one["sizes"]
    devtools = phone.context.new_cdp_session(phone)
    errors = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one for one in errors if one["errorId"] != "in-incognito"] == []


#: A browser without Google's push service: it says what a real one would.
PRETEND = """
const made = {point: null, auth: null, subscription: null};
const letters = (key) => btoa(String.fromCharCode(...new Uint8Array(key)))
  .replace(/\\+/g, "-").replace(/\\//g, "_").replace(/=+$/, "");
PushManager.prototype.getSubscription = async () => made.subscription;
PushManager.prototype.subscribe = async ({applicationServerKey}) => {
  const kind = {name: "ECDH", namedCurve: "P-256"};
  const pair = await crypto.subtle.generateKey(kind, true, ["deriveBits"]);
  const p256dh = letters(await crypto.subtle.exportKey("raw", pair.publicKey));
  const auth = letters(crypto.getRandomValues(new Uint8Array(16)));
  const endpoint = "https://fcm.googleapis.com/fcm/send/" + auth;
  made.subscription = {
    endpoint, options: {applicationServerKey: applicationServerKey.buffer},
    unsubscribe: async () => { made.subscription = null; return true; },
    toJSON: () => ({endpoint, keys: {p256dh, auth}}),
  };
  return made.subscription;
};
Object.defineProperty(Notification, "permission", {get: () => "granted"});
Notification.requestPermission = async () => "granted";
"""


def test_messages_are_turned_on_and_off(chromium, site_store, moment, monkeypatch, barriers):
    monkeypatch.setenv("CACO_CHANNEL_WEBPUSH", "mailto:beheer@vrx.example")
    with serving(create_app(site_store, Settings(), lambda: moment[0]), threads=4) as port:
        context = chromium.new_context(base_url=f"http://127.0.0.1:{port}", viewport=PHONE)
        context.add_init_script(PRETEND)
        page = context.new_page()
        sign_in(page, Role.FUNCTIONARY.value)
        page.get_by_role("button", name="Turn messages on").click()
        page.get_by_role("button", name="Turn messages off").wait_for()
        (device,) = devices_of(site_store, 1 + list(Role).index(Role.FUNCTIONARY))
        assert device.endpoint.startswith("https://fcm.googleapis.com/")
        page.goto("/account")
        page.get_by_role("heading", name="Browsers that take messages").wait_for()
        assert is_as_wide_as_the_screen(page)
        assert barriers(page) == []
        page.get_by_role("button", name="Off: ").click()
        page.get_by_text("No messages go there any more.").wait_for()
        assert devices_of(site_store, device.account) == []
        context.close()
