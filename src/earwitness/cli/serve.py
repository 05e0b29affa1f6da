"""`earwitness serve`: run the web app."""

from __future__ import annotations

import gc
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from earwitness.archive.opening import Archive, open_archive
from earwitness.cli.background_sync import syncing
from earwitness.cli.output import print_text
from earwitness.errors import UsageError

if TYPE_CHECKING:
    from earwitness.web.app_state import AppState

MOST_AT_ONCE = 500
"""Connections at once; more get 503 instead of memory."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8484,
    title: str = "Earwitness",
    sync: bool = True,
    home: Path | None = None,
) -> int:
    """Run the web app: read, play, verify and search the archive in a browser, alone or as a team.

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
        Title of the archive on its pages.
    sync
        Also run `sync`; use --no-sync where one runs already, or for a read-only archive.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    from earwitness.archive.search import web_embedder  # noqa: PLC0415 - the server takes a quarter second to load, --help must not
    from earwitness.web.app_state import AppState  # noqa: PLC0415
    from earwitness.web.connections import check_place  # noqa: PLC0415

    if not 1 <= port <= 65_535:
        raise UsageError("--port", f"{port} is no port", "give 1 to 65535")
    with open_archive(home, create=True) as archive:
        model = web_embedder(archive)
        app_state = AppState(archive.settings, archive.database, archive=title, loopback=host in LOOPBACK, embedder=model)
        _check_users(app_state, archive, host)
        check_place(host, port)
        archive.index.catch_up()
        print_text(f"open {archive.settings.public_url or f'http://{_named(host)}:{port}'}/  (Ctrl-C ends it)\n")
        with syncing(archive.settings.home) if sync else nullcontext():
            _listen(app_state, host, port)
    return 0


def _listen(app_state: AppState, host: str, port: int) -> None:
    """Answers until it is told to end."""
    import uvicorn  # noqa: PLC0415

    from earwitness.web.app import create_app  # noqa: PLC0415
    from earwitness.web.connections import HttpConnection  # noqa: PLC0415

    behind_proxy = app_state.settings.public_url is not None
    app = create_app(app_state)
    # What is here by now stays to the end. Looking through it for rubbish stopped every reader for 80 ms now and then (136,000 objects).
    gc.collect()
    gc.freeze()
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_level="warning",
        server_header=False,
        http=HttpConnection,
        proxy_headers=behind_proxy,
        forwarded_allow_ips="127.0.0.1,::1" if behind_proxy else "",
        root_path=urlsplit(app_state.settings.public_url or "").path,
        limit_concurrency=MOST_AT_ONCE,
        timeout_graceful_shutdown=3,
    )


def _check_users(app_state: AppState, archive: Archive, host: str) -> None:
    """Raises `UsageError` when others could reach the archive and nobody could sign in; warns where passwords travel in the open."""
    if app_state.is_open:
        return
    if not archive.users.count():
        reason = "behind_proxy" if app_state.settings.behind_proxy else f"--host {host}"
        raise UsageError(reason, "lets others in, and there are no users", "make one with: earwitness users add NAME --role admin")
    if not app_state.is_https:
        warning = "passwords travel unencrypted; put a proxy with https in front and set base_url and behind_proxy"
        print(f"earwitness: warning: {warning}", file=sys.stderr)


def _named(host: str) -> str:
    if host in LOOPBACK:
        return "localhost"
    return f"[{host}]" if ":" in host else host
