"""`earwitness serve`: the hub in a browser."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

from earwitness.cli.archive import make_archive
from earwitness.cli.companion import syncing
from earwitness.cli.output import print_text
from earwitness.errors import UsageError

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8484,
    title: str = "Earwitness",
    sync: bool = True,
    home: Path | None = None,
) -> int:
    """Read, hear, check and search the archive in a browser, on this machine or for a team.

    Beside the server a `sync` runs, so that what is followed or dropped in the browser is digested at once and sources are asked when
    they are due.

    Examples:
      earwitness serve
      earwitness serve --port 9000 --title "Energy desk"
      earwitness serve --no-sync

    Parameters
    ----------
    host
        Address to listen on; any but this machine's own needs users (earwitness users add NAME).
    port
        Port to listen on.
    title
        What the archive is called on its pages.
    sync
        Run a sync beside the server; --no-sync where one runs already, or for an archive that is only read.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    import uvicorn  # noqa: PLC0415 - the server costs a quarter second, --help must not

    from earwitness.web.app import create_app  # noqa: PLC0415
    from earwitness.web.served import Served  # noqa: PLC0415

    if not 0 <= port <= 65_535:
        raise UsageError("--port", f"{port} is no port", "give 1 to 65535")
    with make_archive(home) as archive:
        home = archive.settings.home
        app = create_app(Served(archive.settings, archive.database, archive=title, loopback=host in LOOPBACK))
        print_text(f"open http://{'localhost' if host in LOOPBACK else host}:{port}/  (Ctrl-C ends it)\n")
        with syncing(home) if sync else nullcontext():
            uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False, timeout_graceful_shutdown=3)
    return 0
