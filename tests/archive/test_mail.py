import json
import subprocess
import sys
from datetime import UTC, datetime
from email import message_from_string
from email.policy import default
from pathlib import Path

import pytest
from tests.archive.mail_server import MailServer
from tests.renderers.harbour_talk import digest_of, talk
from tests.storage.archive_values import SOURCE
from tests.website.shared_archive import opened, put, store

from earwitness.archive.mail.delivery import post
from earwitness.archive.mail.message import mail_digest_of
from earwitness.archive.mail.notifications import message_text, reader_of
from earwitness.archive.mail.smtp import MaybeSent, NotSent, address, message, send, server_of
from earwitness.archive.mail.templating import Templates, worded
from earwitness.cli.app import main
from earwitness.errors import UsageError
from earwitness.storage import sources
from earwitness.storage.sent_mail import claim, unsure

NOW = datetime(2026, 11, 28, 7, tzinfo=UTC)


@pytest.fixture
def server(request: pytest.FixtureRequest):
    request.getfixturevalue("socket_enabled")
    result = MailServer()
    yield result
    result.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    database, _ = opened(folder)
    seen = int(datetime.now(UTC).timestamp() * 1000) - 3_600_000
    put(database, "a" * 16, "The mill", seen=seen)
    put(database, "b" * 16, "An old one", seen=1)
    database.close()
    return folder


@pytest.fixture
def posting(home: Path, server: MailServer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("EARWITNESS_SMTP_URL", server.url)
    monkeypatch.setenv("EARWITNESS_MAIL_FROM", "The hub <hub@hub.example>")
    monkeypatch.setenv("EARWITNESS_HUB_URL", "https://hub.example")

    def run(*arguments: str) -> int:
        return main(["mail", *arguments, "--home", str(home)])

    return run


def letter():
    return mail_digest_of(
        [digest_of(talk(), url="https://show.example/1")], title="The hub", period="28 Nov 2026", hub_url="https://hub.example/"
    )


def test_a_letter_has_two_parts_that_say_the_same(posting, server: MailServer, capfd) -> None:
    assert posting("--to", "Ada Brook <ada@example.org>") == 0
    (mail,) = server.mails
    assert (mail["From"], mail["To"]) == ("The hub <hub@hub.example>", "Ada Brook <ada@example.org>")
    assert mail["Subject"].startswith("Earwitness: 1 new item, ")
    assert mail.get_content_type() == "multipart/alternative"
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for part in (text, html):
        assert "The mill" in part
        assert "https://hub.example/items/aaaaaaaaaaaaaaaa#t=" in part
        assert "An old one" not in part
    assert "ada@example.org: 1 item sent" in capfd.readouterr().out


def test_nothing_goes_twice_and_what_came_since_goes_once(posting, home: Path, server: MailServer, capfd) -> None:
    posting("--to", "ada@example.org")
    assert posting("--to", "ada@example.org") == 0
    assert posting("--to", "ADA@example.org", "--since", "7d") == 0
    assert len(server.mails) == 1
    assert "nothing new" in capfd.readouterr().out
    database, _ = opened(home)
    put(database, "c" * 16, "A third", seen=int(datetime.now(UTC).timestamp() * 1000))
    database.close()
    posting("--to", "ada@example.org")
    posting("--to", "bo@example.org")
    assert [("A third" in str(mail), "The mill" in str(mail)) for mail in server.mails] == [(False, True), (True, False), (True, True)]


def test_a_letter_that_is_not_taken_goes_with_the_next_run(posting, server: MailServer, capfd) -> None:
    server.refuse["RCPT"] = "550 no such\x1b[31m mailbox"
    assert posting("--to", "ada@example.org", "--json") == 3
    source_text = json.loads(capfd.readouterr().out)
    assert "no such" in source_text["failed"]["ada@example.org"]
    server.refuse.clear()
    assert posting("--to", "ada@example.org") == 0
    assert len(server.mails) == 1


def test_one_reader_s_trouble_is_not_another_s(posting, server: MailServer) -> None:
    server.refuse["DATA"] = "451 later"
    assert posting("--to", "ada@example.org") == 3
    server.refuse.clear()
    assert posting("--to", "ada@example.org", "--to", "bo@example.org") == 0
    assert [mail["To"] for mail in server.mails] == ["ada@example.org", "bo@example.org"]


def test_a_letter_that_may_have_arrived_is_not_sent_again_unless_told(posting, server: MailServer, capfd) -> None:
    server.vanish = "DATA"
    assert posting("--to", "ada@example.org") == 3
    assert "--again" in capfd.readouterr().out
    server.vanish = ""
    assert posting("--to", "ada@example.org") == 0
    assert server.mails == []
    assert "may not have arrived" in capfd.readouterr().out
    assert posting("--to", "ada@example.org", "--again") == 0
    assert len(server.mails) == 1


_KILLED = """
import os, sys
from earwitness.storage.engine import open_database
from earwitness.archive.mail.delivery import post
post(open_database(sys.argv[1]), "ada@example.org", lambda ids, digests: os.kill(os.getpid(), 9), since_ms=0, now_ms=5)
"""


def test_a_run_that_is_killed_while_it_sends_leaves_a_mark(tmp_path: Path) -> None:
    database, url = opened(tmp_path)
    put(database, "a" * 16, "The mill")
    assert subprocess.run([sys.executable, "-c", _KILLED, url], check=False).returncode == -9
    with database.read() as connection:
        assert unsure(connection, "ada@example.org") == ("a" * 16,)
    outcome = post(database, "ada@example.org", lambda _ids, _digests: pytest.fail("sent twice"), since_ms=0, now_ms=6)
    assert outcome == (0, 1)
    database.close()


def test_letters_are_remembered_on_both_databases(database) -> None:
    with database.write() as connection:
        sources.put_source(connection, SOURCE, now_ms=1)
    store(database, digest_of(talk(), url=None), talk(), seen=100)
    sent: list[tuple[str, ...]] = []
    for _ in range(2):
        post(database, "ada@example.org", lambda ids, _digests: sent.append(ids), since_ms=50, now_ms=200)
    post(database, "bo@example.org", lambda ids, _digests: sent.append(ids), since_ms=150, now_ms=200)
    assert sent == [("0123456789abcdef",)]
    with database.write() as connection:
        claim(connection, "cleo@example.org", (), since_ms=1, now_ms=2)


def test_without_anywhere_to_go_it_is_printed_and_nothing_is_remembered(posting, server: MailServer, tmp_path: Path, capfd) -> None:
    assert posting() == 0
    assert "The mill" in capfd.readouterr().out
    assert posting("--to", "ada@example.org", "--dry-run") == 0
    assert "The mill" in capfd.readouterr().out
    assert posting("--out", str(tmp_path / "letter.eml")) == 0
    mail = message_from_string((tmp_path / "letter.eml").read_text("utf-8"), policy=default)
    assert "The mill" in mail.get_body(("plain",)).get_content()
    assert posting("--out", str(tmp_path / "letter.html")) == 0
    assert (tmp_path / "letter.html").read_text("utf-8").startswith("<!doctype html>")
    assert server.mails == []
    assert posting("--to", "ada@example.org") == 0
    assert len(server.mails) == 1


@pytest.mark.parametrize(
    "given",
    [
        "",
        "ada",
        "ada@",
        "@example.org",
        "ada@example.org\nBcc: eve@example.org",
        "ada@example.org, eve@example.org",
        "ada@exa mple.org",
        "a\x00@b.c",
    ],
)
def test_only_one_address_and_nothing_else_is_an_address(given: str) -> None:
    with pytest.raises(UsageError, match="no mail address"):
        address(given, "--to")


def test_hostile_words_cannot_leave_their_place() -> None:
    digest = digest_of(talk(), url="javascript:alert(1)")
    digest = digest.model_copy(
        update={"item": digest.item.model_copy(update={"title": "A\r\nBcc: eve@example.org\r\n\r\n<script>{{ 7 * 7 }}"})}
    )
    result = mail_digest_of([digest], title="Hub\r\nBcc: eve@example.org", period="today")
    mail = message(
        worded(result, Templates.of()),
        result.subject,
        sender=address("hub@hub.example", ""),
        to=address("ada@example.org", ""),
        now=NOW,
        key=("a",),
    )
    parsed = message_from_string(mail.as_string(), policy=default)
    assert parsed["Bcc"] is None
    assert sorted(parsed.keys()) == sorted(
        ["Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
    )
    html = parsed.get_body(("html",)).get_content()
    assert "<script" not in html
    assert "javascript:" not in html.replace("[click](javascript:alert(1))", "")
    assert "{{ 7 * 7 }}" in html
    assert "49" not in html.partition("{{ 7 * 7 }}")[0][-20:]


def test_the_same_letter_has_the_same_id_and_another_another() -> None:
    result = worded(letter(), Templates.of())
    mails = [
        message(result, "x", sender=address("a@b.c", ""), to=address(to, ""), now=NOW, key=key)
        for to, key in (("d@e.f", ("1",)), ("d@e.f", ("1",)), ("d@e.f", ("2",)), ("g@e.f", ("1",)))
    ]
    ids = [mail["Message-ID"] for mail in mails]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


@pytest.mark.parametrize(
    "template",
    [
        "{{ letter.__class__.__mro__ }}",
        "{{ ''.__class__ }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{{ letter.nothing }}",
        "{% for item in letter.items %}",
        "{{ letter.items.append(1) }}",
        "{{ range(10 ** 9) | list | length }}",
        "{{ 1 / 0 }}",
        "{{ letter._replace(title='x') }}",
        "{{ cycler.__init__.__globals__ }}",
    ],
)
def test_a_template_sees_the_letter_and_nothing_else(template: str, tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text(template, "utf-8")
    with pytest.raises(UsageError, match=r"own\.txt"):
        worded(letter(), Templates.of([tmp_path / "own.txt"]))


def test_own_templates_word_the_letter(posting, server: MailServer, tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("{% for item in letter.items %}{{ item.title|upper }}{% endfor %}", "utf-8")
    (tmp_path / "own.html").write_text("<p>{{ letter.items[0].title }} & co</p>", "utf-8")
    assert posting("--to", "ada@example.org", "--template", str(tmp_path / "own.txt"), "--template", str(tmp_path / "own.html")) == 0
    (mail,) = server.mails
    assert mail.get_body(("plain",)).get_content().strip() == "THE MILL"
    assert mail.get_body(("html",)).get_content().strip() == "<p>The mill & co</p>"


@pytest.mark.parametrize(
    ("url", "password", "why"),
    [
        (None, None, "not set"),
        ("http://x", None, "no address"),
        ("smtp://u:p@x", "p", "holds a password"),
        ("smtp://u@x", None, "SMTP_PASSWORD"),
        ("smtp://x:99999", None, "no address"),
    ],
)
def test_a_server_that_makes_no_sense_is_named(url: str | None, password: str | None, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        server_of(url, password)


def test_a_password_never_travels_unencrypted(server: MailServer) -> None:
    far = server_of(f"smtp://ada@localhost.localdomain:{server.port}", "secret")._replace(host="127.0.0.1")
    mail = message(worded(letter(), Templates.of()), "x", sender=address("a@b.c", ""), to=address("d@e.f", ""), now=NOW, key=())
    server.extensions = ("AUTH PLAIN",)
    send(far, mail)  # this machine's own
    assert any(line.startswith("AUTH") for line in server.said)
    server.said.clear()
    with pytest.raises(NotSent):
        send(far._replace(host="127.0.0.2"), mail)
    assert not any("AUTH" in line for line in server.said)
    assert len(server.mails) == 1


def test_a_server_that_is_not_there_or_goes_away(server: MailServer) -> None:
    mail = message(worded(letter(), Templates.of()), "x", sender=address("a@b.c", ""), to=address("d@e.f", ""), now=NOW, key=())
    server.vanish = "DATA"
    with pytest.raises(MaybeSent):
        send(server_of(server.url, None), mail)
    server.close()
    with pytest.raises(NotSent):
        send(server_of(server.url, None), mail)


def test_a_message_is_short_and_its_address_no_secret_of_the_archive() -> None:
    text = message_text(letter())
    assert "Tides" in text
    assert "https://hub.example/items/0123456789abcdef" in text
    assert len(message_text(mail_digest_of([digest_of(talk(), url=None)] * 100, title="x", period="y"))) < 2_000
    assert "secret" not in reader_of("tgram://secret/chat")
