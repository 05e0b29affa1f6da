"""A small mail server on loopback: enough of IMAP4rev1 for a reader, and a record of everything it was told."""

import re
import socketserver
import threading
from types import TracebackType
from typing import Self

PASSWORD = 'tide "7"'


class Letters:
    """The folder's messages by UID, and what the server does wrong on purpose."""

    def __init__(self, messages: dict[int, bytes]) -> None:
        self.messages = messages
        self.told: list[str] = []
        self.stated_size: int | None = None


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        while line := self.rfile.readline():
            text = line.decode().rstrip("\r\n")
            self.server.letters.told.append(text)
            tag, _, rest = text.partition(" ")
            command = rest.partition(" ")[0].upper()
            if command == "UID":
                command = rest.split(" ")[1].upper()
            answer = getattr(self, f"_{command.lower()}", None)
            outcome = answer(rest) if answer else "BAD what"
            self.wfile.write(f"{tag} {outcome}\r\n".encode())
            if command == "LOGOUT":
                return

    def _capability(self, _):
        self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
        return "OK done"

    def _login(self, rest):
        return "OK done" if rest.endswith('"tide \\"7\\""') else "NO wrong password for tide"

    def _examine(self, rest):
        if '"INBOX"' not in rest:
            return "NO no such folder"
        self.wfile.write(f"* {len(self.server.letters.messages)} EXISTS\r\n* OK [UIDVALIDITY 42] ok\r\n".encode())
        return "OK [READ-ONLY] done"

    def _search(self, _):
        self.wfile.write(("* SEARCH " + " ".join(map(str, self.server.letters.messages)) + "\r\n").encode())
        return "OK done"

    def _fetch(self, rest):
        messages = self.server.letters
        wanted = [int(uid) for uid in rest.split(" ")[2].split(",")]
        for number, uid in enumerate(wanted, start=1):
            message = messages.messages.get(uid)
            if message is None:
                continue
            size = f"RFC822.SIZE {messages.stated_size or len(message)}"
            if "BODY.PEEK" not in rest:
                self.wfile.write(f"* {number} FETCH (UID {uid} {size})\r\n".encode())
                continue
            part = message.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if "HEADER" in rest else message
            name = re.search(r"BODY\.PEEK(\[.*\])", rest)[1]
            self.wfile.write(f"* {number} FETCH (UID {uid} {size} BODY{name} {{{len(part)}}}\r\n".encode() + part + b")\r\n")
        return "OK done"

    def _logout(self, _):
        self.wfile.write(b"* BYE\r\n")
        return "OK done"


class ImapServer:
    """Serves letters as long as the `with` block lasts."""

    def __init__(self, letters: Letters) -> None:
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation)
        self._server.daemon_threads = True
        self._server.letters = letters
        self.port = self._server.server_address[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
