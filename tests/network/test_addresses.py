"""The table of refused ranges at both edges of every range, and the notations that hide an address."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earwitness.network.addresses import REFUSED, is_public, why_refused

NETWORKS = [ipaddress.ip_network(text) for text, _ in REFUSED]
PUBLIC = """
1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 168.63.129.15 168.63.129.17 172.15.255.255 172.32.0.0 192.167.255.255 198.17.255.255
223.255.255.255 2606:4700::1111 2a00:1450::1 2000::1 64:ff9b::1.1.1.1 ::ffff:1.1.1.1 2600::5efe:1.1.1.1 2001:200::1 2003::1 2400::1
""".split()
HIDDEN = """
::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:a9fe:a9fe ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::10.1.2.3 64:ff9b:1::a00:1 ::127.0.0.1 2002:7f00:1::
2002:a00:1::1 2001:0:1::1 2001::1 fe80::1%eth0 fe80::1%25eth0 2600::5efe:10.0.0.1 2600::200:5efe:127.0.0.1 ::ffff:0.0.0.0 ::2 1::1 4000::1 8000::1 e000::1
""".split()


@pytest.mark.parametrize("network", NETWORKS, ids=str)
def test_every_range_is_refused_from_its_first_to_its_last_address(network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> None:
    assert not is_public(str(network[0]))
    assert not is_public(str(network[-1]))
    assert not is_public(str(network[network.num_addresses // 2]))


@pytest.mark.parametrize("network", NETWORKS, ids=str)
def test_the_neighbours_of_a_range_are_judged_by_their_own(network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> None:
    address = ipaddress.IPv4Address if network.version == 4 else ipaddress.IPv6Address
    for number in (int(network[0]) - 1, int(network[-1]) + 1):
        if not 0 <= number < 2**network.max_prefixlen:
            continue
        neighbour = address(number)
        listed = any(neighbour in other for other in NETWORKS if other.version == network.version)
        outside = isinstance(neighbour, ipaddress.IPv6Address) and neighbour not in ipaddress.IPv6Network("2000::/3")
        assert is_public(str(neighbour)) == (not listed and not outside)


@pytest.mark.parametrize("address", HIDDEN)
def test_no_notation_hides_an_address(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["", "not-an-address", "127.1", "0x7f000001", "2130706433", "1.1.1.1 ", "1.1.1.1/32", "1.1.1", "01.1.1.1"]
)
def test_what_is_no_address_is_not_public(address: str) -> None:
    assert why_refused(address) == "no address"


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_up_to_the_edges_of_the_refused_ranges_pass(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_a_mapped_or_translated_address_is_judged_like_the_one_it_carries(address: ipaddress.IPv4Address) -> None:
    expected = is_public(str(address))
    assert is_public(f"::ffff:{address}") == expected
    assert is_public(f"64:ff9b::{address}") == expected


@given(st.ip_addresses(v=4))
def test_nothing_is_public_that_the_standard_library_calls_private(address: ipaddress.IPv4Address) -> None:
    assert address.is_global or not is_public(str(address))
