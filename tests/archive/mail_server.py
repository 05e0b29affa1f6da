"""A mail server on loopback that does as a test tells it."""

from __future__ import annotations

import socketserver
import threading
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


class MailServer:
    """Takes mail and keeps it. `refuse` answers a command's name with a line of its own; `vanish` goes away behind it."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuse: dict[str, str] = {}
        self.vanish = ""
        self.extensions: tuple[str, ...] = ()
        self.said: list[str] = []
        server = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.answer("220 here")
                while line := self.rfile.readline():
                    word = line.split()[0].upper().decode() if line.strip() else ""
                    server.said.append(line.decode("utf-8", "replace").strip())
                    if word in server.refuse:
                        self.answer(server.refuse[word])
                    elif word == "EHLO":
                        self.answer("250-here", *[f"250-{name}" for name in server.extensions], "250 SMTPUTF8")
                    elif word == "AUTH":
                        self.answer("235 in")
                    elif word == "DATA":
                        self.answer("354 go on")
                        content = self.data()
                        if server.vanish == word:
                            return
                        server.mails.append(message_from_bytes(content, policy=default))
                        self.answer("250 taken")
                    elif word == "QUIT":
                        self.answer("221 bye")
                        return
                    else:
                        self.answer("250 ok")

            def answer(self, *lines: str) -> None:
                self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

            def data(self) -> bytes:
                lines = []
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
                return b"".join(lines)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Server(("0.0.0.0", 0), Handler)  # 127.0.0.2 plays a machine elsewhere
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
