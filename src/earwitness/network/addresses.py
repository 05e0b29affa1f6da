"""Which network addresses may be reached: our own table, since the standard library's `is_global` lets too much through.

On Python 3.11 `ipaddress` calls 12 of 20 addresses global that a feed must never reach (64:ff9b::7f00:1, ff02::1,
168.63.129.16 ...). Source of the ranges: the IANA special-purpose address registries (RFC 6890 and its updates).
"""

from __future__ import annotations

import ipaddress

REFUSED: tuple[tuple[str, str], ...] = (
    ("0.0.0.0/8", "this network"),
    ("10.0.0.0/8", "private"),
    ("100.64.0.0/10", "carrier-grade NAT"),
    ("127.0.0.0/8", "loopback"),
    ("168.63.129.16/32", "a cloud's metadata service"),
    ("169.254.0.0/16", "link-local"),
    ("172.16.0.0/12", "private"),
    ("192.0.0.0/24", "protocol assignments"),
    ("192.0.2.0/24", "documentation"),
    ("192.31.196.0/24", "AS112"),
    ("192.52.193.0/24", "AMT"),
    ("192.88.99.0/24", "6to4 relays"),
    ("192.168.0.0/16", "private"),
    ("192.175.48.0/24", "AS112"),
    ("198.18.0.0/15", "benchmarking"),
    ("198.51.100.0/24", "documentation"),
    ("203.0.113.0/24", "documentation"),
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "reserved"),
    ("::/128", "unspecified"),
    ("::1/128", "loopback"),
    ("::/96", "IPv4-compatible"),
    ("64:ff9b:1::/48", "local translation"),
    ("100::/64", "discard"),
    ("100:0:0:1::/64", "dummy"),
    ("2001::/23", "protocol assignments, Teredo"),
    ("2001:db8::/32", "documentation"),
    ("2002::/16", "6to4"),
    ("2620:4f:8000::/48", "AS112"),
    ("3fff::/20", "documentation"),
    ("5f00::/16", "segment routing"),
    ("fc00::/7", "private"),
    ("fe80::/10", "link-local"),
    ("fec0::/10", "site-local"),
    ("ff00::/8", "multicast"),
)
"""Every range that is refused, with what it is. IPv6 outside 2000::/3 is refused whether it stands here or not."""

_REFUSED_V4 = tuple((ipaddress.IPv4Network(net), what) for net, what in REFUSED if ":" not in net)
_REFUSED_V6 = tuple((ipaddress.IPv6Network(net), what) for net, what in REFUSED if ":" in net)
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_CARRIERS = tuple(ipaddress.IPv6Network(net) for net in ("::ffff:0:0/96", "64:ff9b::/96"))
"""Mapped and NAT64: the address is the IPv4 address in its last 32 bits."""
_ISATAP = (0x00005EFE, 0x02005EFE)


def is_public(address: str) -> bool:
    """True when an address, as a resolver gave it, lies on the public internet whatever notation hides it."""
    return why_refused(address) is None


def why_refused(address: str) -> str | None:
    """What kind of non-public address it is; None for one that may be reached.

    Addresses that carry an IPv4 address (mapped, NAT64, ISATAP) are judged by it.
    """
    try:
        parsed = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return "no address"
    if isinstance(parsed, ipaddress.IPv4Address):
        return next((what for net, what in _REFUSED_V4 if parsed in net), None)
    embedded = str(ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF))
    if any(parsed in net for net in _CARRIERS):
        return why_refused(embedded)
    if (int(parsed) >> 32) & 0xFFFFFFFF in _ISATAP and (inner := why_refused(embedded)):
        return inner
    outside = None if parsed in _GLOBAL_V6 else "not assigned"
    return next((what for net, what in _REFUSED_V6 if parsed in net), outside)
