"""Messages that go to a folder."""

from scheduler.notifications.channels import folder_address, send
from scheduler.settings import Settings
from tests.scheduler.notifications.samples import message


def sent(monkeypatch, folder, **values):
    monkeypatch.setenv("CACO_CHANNEL_MAIL", folder_address(folder))
    return send(message(channel="mail", **values), Settings())


def test_a_message_stands_in_a_file_of_its_own(monkeypatch, tmp_path):
    folder = tmp_path / "out box"
    assert sent(monkeypatch, folder, address="anna@example.org", subject="Gat: CaCo", body="één")
    assert sent(monkeypatch, folder, address="anna@example.org")
    first, second = sorted(folder.iterdir())
    assert first != second
    texts = {path.read_text("utf-8") for path in (first, second)}
    assert "To: anna@example.org\nSubject: Gat: CaCo\n\néén\n" in texts


def test_an_address_is_no_way_out_of_the_folder(monkeypatch, tmp_path):
    folder = tmp_path / "outbox"
    assert sent(monkeypatch, folder, address="../../anna")
    assert [path.parent for path in tmp_path.rglob("*.txt")] == [folder]


def test_a_folder_that_cannot_be_written_is_told(monkeypatch, tmp_path):
    (tmp_path / "outbox").write_text("no folder")
    came = sent(monkeypatch, tmp_path / "outbox", address="anna@example.org")
    assert not came
    assert came.error
