import socket

import pytest
from tests.sources.imap_server import PASSWORD, ImapServer, Letters

from earwitness.errors import FetchFailed, NotFound, TooLarge, UsageError
from earwitness.model.archive import Source
from earwitness.sources.content import candidates, open_document
from earwitness.sources.imap import read_imap_message
from earwitness.sources.mailbox import _from_folder, read_imap, read_mailbox


def letter(number: int, subject: str = "Tides", body: str = "Hello.") -> bytes:
    return (
        f"From: Ada Moor from The Tide <ada@example.org>\r\nSubject: {subject} {number}\r\nMessage-ID: <{number}@example.org>\r\n"
        f"Date: Mon, 0{number} Jan 2026 10:00:00 +0000\r\nContent-Type: text/plain\r\n\r\n{body}\r\n"
    ).encode()


def source(url: str, kind: str) -> Source:
    return Source(id="0" * 16, url=url, kind=kind)


def test_an_mbox_and_each_of_its_messages(tmp_path):
    box = tmp_path / "letters.mbox"
    second = letter(2, body="A line\n>From the sea\n\nFromage.").replace(b"\r\n", b"\n")
    box.write_bytes(
        b"From ada Mon Jan  1 10:00:00 2026\n"
        + letter(1).replace(b"\r\n", b"\n")
        + b"\nFrom ada Fri Jan  2 10:00:00 2026\n"
        + second
        + b"\n"
    )
    feed = read_mailbox(box)
    assert [(entry.guid, entry.title) for entry in feed.entries] == [("2@example.org", "Tides 2"), ("1@example.org", "Tides 1")]
    assert feed.entries[0].published == "2026-01-02T10:00:00+00:00"
    assert [person.name for person in feed.entries[0].people] == ["Ada Moor"]
    (found,) = candidates(feed.entries[0], source(str(box), "mailbox"))
    message = open_document(found, max_bytes=10_000)
    assert message.content == second.replace(b">From", b"From") + b"\n"
    assert message.media_type == "message/rfc822"
    with pytest.raises(TooLarge):
        open_document(found, max_bytes=10)
    box.write_bytes(b"From x\n" + box.read_bytes())
    with pytest.raises(NotFound, match="changed"):
        open_document(found, max_bytes=10_000)


def test_a_maildir_and_a_folder_of_messages(tmp_path):
    for name in ("cur", "new", "tmp"):
        (tmp_path / "maildir" / name).mkdir(parents=True)
    (tmp_path / "maildir" / "cur" / "1:2,S").write_bytes(letter(1))
    (tmp_path / "maildir" / "new" / "2").write_bytes(letter(2))
    (tmp_path / "maildir" / "tmp" / "3").write_bytes(letter(3))
    assert [entry.guid for entry in read_mailbox(tmp_path / "maildir").entries] == ["2@example.org", "1@example.org"]
    (tmp_path / "folder" / "sub").mkdir(parents=True)
    (tmp_path / "folder" / "a.eml").write_bytes(letter(1))
    (tmp_path / "folder" / "sub" / "again.eml").write_bytes(letter(1))
    (tmp_path / "folder" / "none.eml").write_bytes(b"\xff\x00 no message at all")
    entries = read_mailbox(tmp_path / "folder").entries
    assert entries[0].guid == "1@example.org"
    assert len(entries) == 2
    (found,) = candidates(entries[0], source(str(tmp_path), "mailbox"))
    assert open_document(found, max_bytes=10_000).content == letter(1)


def test_a_letter_that_a_mail_program_moves_meanwhile_keeps_no_other_from_being_read(tmp_path):
    for box in ("cur", "new"):
        (tmp_path / box).mkdir()
    for number in (1, 2, 3):
        (tmp_path / "new" / str(number)).write_bytes(letter(number))
    unread: list[str] = []
    messages = _from_folder(tmp_path, unread)
    first = next(messages)
    (tmp_path / "new" / "2").rename(tmp_path / "cur" / "2:2,S")
    assert [first.guid, *(entry.guid for entry in messages)] == ["1@example.org", "3@example.org"]
    assert unread == []
    assert len(read_mailbox(tmp_path).entries) == 3


def test_heads_in_odd_encodings_never_break_it(tmp_path):
    heads = [
        b"Subject: =?utf-8?b?!!!?=",
        b"Subject: =?nonsense?q?x?=",
        b"Subject: caf\xe9",
        b"From: =?utf-8?q?",
        b"Date: 99 Foo",
        b"Subject: a\n\tb",
        b"",
    ]
    box = tmp_path / "odd.mbox"
    box.write_bytes(b"\n".join(b"From x\n" + head + b"\n\nWords.\n" for head in heads))
    assert len(read_mailbox(box).entries) == len(heads)


@pytest.mark.usefixtures("socket_enabled")
def test_a_folder_on_a_server_is_read_by_heads_and_only_read():
    messages = Letters({3: letter(1), 9: letter(2, body="Words of the second.")})
    with ImapServer(messages) as server:
        url = f"imap://ada%40example.org@127.0.0.1:{server.port}/INBOX"
        feed = read_imap(url, PASSWORD, since="2026-01-02")
        assert [(entry.guid, entry.title) for entry in feed.entries] == [("2@example.org", "Tides 2"), ("1@example.org", "Tides 1")]
        assert feed.entries[0].url == f"{url};UIDVALIDITY=42/;UID=9"
        (found,) = candidates(feed.entries[0], source(url, "imap"))
        message = open_document(found, max_bytes=10_000, imap_password=PASSWORD)
        assert message.content == messages.messages[9]
    commands = " ".join(messages.told)
    assert "SEARCH SINCE 1-Jan-2026" in commands
    assert "SELECT" not in commands
    assert "STORE" not in commands
    assert "BODY[" not in commands
    assert PASSWORD not in feed.model_dump_json()


@pytest.mark.usefixtures("socket_enabled")
def test_large_lying_and_missing_messages_are_refused():
    messages = Letters({1: letter(1, body="x" * 200_000)})
    with ImapServer(messages) as server:
        url = f"imap://ada@127.0.0.1:{server.port}/INBOX;UIDVALIDITY=42/;UID=1"
        with pytest.raises(TooLarge):
            read_imap_message(url, PASSWORD, max_bytes=1_000)
        messages.stated_size = 10
        with pytest.raises(FetchFailed, match="refused"):
            read_imap_message(url, PASSWORD, max_bytes=1_000)
        with pytest.raises(NotFound):
            read_imap_message(url.replace("UID=1", "UID=2"), PASSWORD, max_bytes=1_000)
        with pytest.raises(NotFound, match="renumbered"):
            read_imap_message(url.replace("UIDVALIDITY=42", "UIDVALIDITY=43"), PASSWORD, max_bytes=1_000)


@pytest.mark.usefixtures("socket_enabled")
def test_errors_never_hold_the_password():
    with ImapServer(Letters({})) as server:
        base = f"imap://ada@127.0.0.1:{server.port}"
        with pytest.raises(FetchFailed) as wrong:
            read_imap(f"{base}/INBOX", "s3cret")
        with pytest.raises(NotFound):
            read_imap(f"{base}/Nowhere", PASSWORD)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(FetchFailed, match="cannot be reached") as gone:
        read_imap(f"imap://ada@127.0.0.1:{port}/INBOX", "s3cret")
    with pytest.raises(UsageError) as inside:
        read_imap("imaps://ada:s3cret@example.org/INBOX", "s3cret")
    assert not any("s3cret" in str(caught.value) for caught in (wrong, gone, inside))


@pytest.mark.usefixtures("socket_enabled")
def test_a_line_break_in_a_name_is_no_second_command():
    messages = Letters({})
    with ImapServer(messages) as server, pytest.raises(NotFound):
        read_imap(f"imap://ada@127.0.0.1:{server.port}/A%0D%0Ax%20DELETE%20INBOX", PASSWORD)
    assert not any(reported.split(" ")[1:2] == ["DELETE"] for reported in messages.told)
