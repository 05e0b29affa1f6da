"""Host names the app answers to. Others are refused, which stops DNS rebinding from reading it through a visitor's browser."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from earwitness.config import Settings

_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]{2,45}\]|[\w.-]{1,253})(?::[0-9]{1,5})?", re.ASCII)
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def is_known_host(host: str, settings: Settings, *, loopback: bool) -> bool:
    """Whether a request with this Host header is for us.

    On this machine alone: `localhost`, its addresses, and the names in the settings. On a network any address as well: a browser
    that was led here by a foreign name sends that name.
    """
    name = host_name(host)
    if name in LOOPBACK_NAMES or name in {one.lower() for one in settings.host_names} or (name and name == public_name(settings)):
        return True
    return not loopback and _is_address(name)


def host_name(host: str) -> str:
    """The name or address of a Host header, without its port; empty for what is none: addresses of feeds are made of it."""
    if not _HOST.fullmatch(host):
        return ""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def public_name(settings: Settings) -> str:
    """The host at which a proxy brings others here, empty when none does."""
    return (urlsplit(settings.public_url).hostname or "") if settings.public_url else ""


def public_origin(settings: Settings) -> str:
    """`https://hub.example.org`, empty when no proxy brings others here."""
    parts = urlsplit(settings.public_url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
