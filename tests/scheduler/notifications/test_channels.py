"""Real mail and real web hooks: what arrives, and what is said when nothing does."""

import logging
import re
import subprocess
import sys

import pytest

from data.model.attachment import WORKBOOK, AttachedFile, attached_file
from data.model.errors import InputError
from scheduler.notifications.channels import check_channels, send, shortened, text_of
from scheduler.notifications.sender import Sender
from scheduler.settings import Settings
from tests.scheduler.notifications.samples import message
from tests.scheduler.solve_jobs.support import ROOT

CALENDAR = "BEGIN:VCALENDAR\r\nSUMMARY:Café – IJsbrand\r\nEND:VCALENDAR\r\n"


def settings(**given):
    return Settings(language="en", **given)


def test_a_mail_arrives_with_its_accents_its_text_and_its_calendar(mail_sink):
    body = "Eén regel:  twee  spaties.\n\n- <b>geen</b> opmaak & tekens\nhttps://rooster/answer/a.b"
    sent = message(subject="Stoel leeg: Café 23:00–07:00", body=body, attachment=CALENDAR)
    assert send(sent, settings())
    (mail,) = mail_sink.received
    assert (mail.subject, mail.text) == (sent.subject, body)
    assert mail.to == ("anna1@example.org",)
    assert str(mail.message["from"]) == "Rooster <rooster@example.org>"
    (calendar,) = mail.attachments()
    assert calendar[0] == "rooster.ics"
    assert calendar[1].startswith("text/calendar")
    part = next(mail.message.iter_attachments())
    assert part.get_param("charset") == "utf-8"
    assert part.get_payload(decode=True).decode() == CALENDAR


def test_a_workbook_arrives_as_it_was(mail_sink):
    kept = AttachedFile("account-2026-Q3.xlsx", WORKBOOK, bytes(range(256)))
    assert attached_file(kept.text) == kept
    assert attached_file(CALENDAR) is attached_file("") is None
    assert send(message(attachment=kept.text), settings())
    (part,) = mail_sink.received[0].message.iter_attachments()
    assert (part.get_filename(), part.get_content_type()) == (kept.name, WORKBOOK)
    assert part.get_payload(decode=True) == kept.content


def test_two_copies_of_a_message_are_one_thread_for_a_mail_client(mail_sink):
    sent = message()
    assert send(sent, settings())
    assert send(sent, settings())
    assert send(message(2), settings())
    first, second, other = mail_sink.received
    assert first.message["references"] == second.message["references"]
    assert first.message["references"] != other.message["references"]
    assert mail_sink.ids() == [sent.id, sent.id, message(2).id]
    assert len(first.message.get_all("message-id")) == 1


def test_a_web_hook_is_called_with_the_text_and_the_id(hook_sink):
    sent = message(channel="push", address="kamer 1/é")
    assert send(sent, settings())
    (hooked,) = hook_sink.received
    assert hooked.path == "/hook/kamer%201%2F%C3%A9"
    assert hooked.body["title"] == sent.subject
    assert "woensdag" in hooked.body["message"]
    assert hooked.id == sent.id


@pytest.mark.parametrize(
    ("channel", "said"), [("push", "503"), ("mail", "refused it")], ids=["hook", "mail"]
)
def test_a_service_that_does_not_take_it_is_told(mail_sink, hook_sink, channel, said):
    hook_sink.fail = mail_sink.fail = 1
    done = send(message(channel=channel), settings())
    assert not done
    assert not done.is_final
    assert said in done.error
    assert send(message(channel=channel), settings())


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(hook_sink, code):
    """The request would be sent on with its secrets; after a 302 as a GET, and be called sent."""
    hook_sink.fail, hook_sink.code = 1, code
    hook_sink.moved_to = f"http://127.0.0.1:{hook_sink.port}/elsewhere"
    done = send(message(channel="push"), settings())
    assert not done
    assert done.error == f"the channel answers that it has moved ({code}): set its new address"
    assert hook_sink.received == []


def test_a_connection_that_is_cut_off_is_told(mail_sink, hook_sink):
    hook_sink.drop = mail_sink.drop = 1
    assert send(message(channel="push"), settings()).error == "the channel refused it"
    assert "refused it" in send(message(), settings()).error


@pytest.mark.parametrize("scheme", ["mailto", "json"])
def test_a_service_that_is_not_there_is_told_without_its_secrets(monkeypatch, scheme, capfd):
    logging.getLogger().addHandler(everything := logging.StreamHandler())
    monkeypatch.setattr(logging.getLogger(), "level", logging.INFO)
    template = f"{scheme}://robot:s3cretword@127.0.0.1:1/s3crettoken?to={{to}}&from=a@example.org"
    monkeypatch.setenv("CACO_CHANNEL_MAIL", template)
    done = send(message(address="anna.geheim@example.org"), settings())
    assert done.error == "the channel refused it: Connection refused"
    logging.getLogger().removeHandler(everything)
    heard = "".join(capfd.readouterr()) + done.error
    assert not re.search("s3cret|geheim", heard)


NO, LATER, MEND = (True, True), (False, False), (False, True)


@pytest.mark.parametrize(
    ("code", "what"), [(550, NO), (553, NO), (450, LATER), (530, MEND), (554, MEND)]
)
def test_what_a_mail_server_says_of_a_recipient(mail_sink, code, what):
    mail_sink.unknown = {"anna1@example.org": code}
    done = send(message(), settings())
    assert ((done.is_final, done.is_refused), str(code) in done.error) == (what, True)


@pytest.mark.parametrize(
    ("code", "what"),
    [(410, NO), (401, MEND), (403, MEND), (404, MEND), (302, MEND), (422, MEND)]
    + [(code, LATER) for code in (408, 425, 429, 500, 502, 503)],
)
def test_what_a_web_hook_says(hook_sink, code, what):
    hook_sink.fail, hook_sink.code = 1, code
    done = send(message(channel="push"), settings())
    assert ((done.is_final, done.is_refused), str(code) in done.error) == (what, True)


@pytest.mark.parametrize("address", ["a@example.org,b@example.org", "a@x.nl b@x.nl", "a@x.nl\nb"])
def test_an_address_with_two_recipients_is_refused(mail_sink, address):
    done = send(message(address=address), settings())
    assert (done.sent, done.is_final) == (False, True)
    assert "more than one" in done.error
    assert mail_sink.received == []


@pytest.mark.parametrize("address", ["anna+rooster@example.org", "o'brien@example.org"])
def test_an_address_with_signs_arrives_as_it_is(mail_sink, address):
    assert send(message(address=address), settings())
    assert mail_sink.received[0].to == (address,)


def test_an_address_cannot_change_the_channel(mail_sink):
    assert send(message(address="anna&bcc=spy@example.org"), settings())
    assert mail_sink.received[0].to == ("anna&bcc=spy@example.org",)
    assert send(message(address="anna@example.org&bcc=spy@example.org"), settings()).is_final


def test_a_channel_that_is_not_set_up_is_waited_for():
    done = Sender().send(message(channel="pigeon"), settings())
    assert (done.is_final, done.is_refused) == (False, True)  # somebody may set it up
    assert done.error == "no channel pigeon is set up here"


def test_channels_are_checked_by_name_and_never_shown():
    good = {
        "mail": "mailtos://robot:pw@mail.example.org?from=r@example.org&to={to}",
        "push": "ntfy://ntfy.example.org/{to}",
        "sms": "voipms://p@ss:me@example.org/15145550100/{to}",
        "hook": "json://example.org/hook",
    }
    check_channels({name: good[name] for name in ("mail", "push", "hook")})
    with pytest.raises(InputError) as caught:
        check_channels({**good, "sms": "bogus://t0psecret/{to}", "team": "no address"})
    text = str(caught.value)
    assert [("CACO_CHANNEL_SMS" in text), ("CACO_CHANNEL_TEAM" in text)] == [True, True]
    assert "CACO_CHANNEL_MAIL" not in text
    assert "t0psecret" not in text


def test_a_short_text_keeps_its_links():
    link = "https://rooster.example.org/answer/abc.def"
    text = f"Eerste regel\n\n{'lang ' * 80}\nLaatste regel\nNeem aan: {link}"
    short = text_of(message(channel="sms", body=text, subject="Stoel leeg"))
    assert short.splitlines()[0] == "Eerste regel"
    assert short.splitlines()[-1] == f"Neem aan: {link}"
    assert "Laatste" not in short
    assert len(short) + len("Stoel leeg") <= 300
    assert text_of(message(channel="mail", body=text)) == text


@pytest.mark.parametrize("most", [0, 5, 50, 500])
def test_a_short_text_is_short_but_for_its_links(most):
    text = "\n".join(["een twee drie", "https://a.nl/b", "vier vijf zes", "zeven"])
    short = shortened(text, most)
    assert "https://a.nl/b" in short
    assert len(short) <= max(most, len("https://a.nl/b") + 5)


AT_ONCE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from scheduler.notifications.channels import send
from scheduler.settings import settings
from tests.scheduler.notifications.samples import message

sys.setswitchinterval(1e-6)
letters = [message(number, attachment="BEGIN:VCALENDAR\\nEND:VCALENDAR\\n") for number in range(24)]
with ThreadPoolExecutor(8) as many:
    assert all(many.map(lambda one: send(one, settings()), letters))
"""


def test_the_first_mails_of_a_program_go_out_together_and_all_have_their_calendar(mail_sink):
    """A table of types, filled when it was first asked for, made some of them fail."""
    subprocess.run([sys.executable, "-c", AT_ONCE], cwd=ROOT, check=True, timeout=60)
    assert len(mail_sink.received) == 24
    assert all(mail.attachments() for mail in mail_sink.received)
