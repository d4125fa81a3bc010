"""Addresses: public ones only, unless a network is allowed."""

from __future__ import annotations

import socket

import pytest

from extractor.articles.web.addresses import AddressGuard, PrivateAddress, check_url, parse_networks
from extractor.core.errors import ArticleError, UsageError


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1",
    ],
)  # fmt: skip
def test_private_addresses(address: str) -> None:
    """Loopback, private, link-local, multicast and cloud-metadata addresses, also written as IPv6, are refused."""
    assert not AddressGuard().permits(address)
    with pytest.raises(PrivateAddress):
        AddressGuard().open_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)))


def test_permitted_addresses() -> None:
    """Public addresses and those of an allowed network are permitted."""
    guard = AddressGuard(parse_networks(["10.0.0.0/8", "::1"]))
    assert [guard.permits(each) for each in ("93.184.215.14", "2606:2800::1", "10.1.2.3", "::1", "192.168.1.1")] == [
        True, True, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.org/a", "https://", "//example.org", "http://[::1", "http://a:0/"]
)
def test_other_addresses(url: str) -> None:
    """What is not http or https is refused, by name."""
    with pytest.raises(ArticleError, match="not an http or https address"):
        check_url(url)


def test_bad_networks() -> None:
    """A network that is none is a usage error."""
    with pytest.raises(UsageError, match="does not appear"):
        parse_networks(["intranet"])
