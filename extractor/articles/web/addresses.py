"""Addresses that may be fetched: public ones, and those that the user allows."""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from extractor.core.errors import ArticleError, ErrorClass, UsageError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # an IPv4 address in its last 32 bits
_MARK = "not a public address"


class PrivateAddress(OSError):
    """A connection to an address that is not public."""


class AddressGuard:
    """Open sockets to permitted addresses only.

    It sees the address of each connection after the name was resolved, so redirects and names that resolve to private
    addresses, also at the second time, are covered.
    """

    def __init__(self, allowed: Sequence[Network] = ()) -> None:
        self._allowed = allowed

    def open_socket(self, address: tuple[Any, ...]) -> socket.socket:
        """Return an unconnected socket for an address of `getaddrinfo`; raises PrivateAddress."""
        family, kind, protocol, _, place = address
        if not self.permits(place[0]):
            raise PrivateAddress(errno.EACCES, f"{place[0]} is {_MARK}")
        return socket.socket(family=family, type=kind, proto=protocol)

    def permits(self, text: str) -> bool:
        """Tell whether an address may be connected to."""
        given = ipaddress.ip_address(text.partition("%")[0])
        if any(given in network for network in self._allowed if network.version == given.version):
            return True
        return all(each.is_global and not each.is_multicast for each in (given, *_inner(given)))


def _inner(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """Return the IPv4 addresses that an IPv6 address leads to."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in found if each is not None]


def refused_as_private(error: BaseException) -> bool:
    """Tell whether a connection failed because its addresses are private."""
    return _MARK in str(error)


def parse_networks(texts: Sequence[str]) -> list[Network]:
    """Parse addresses and networks ("10.0.0.0/8").

    Raises:
        UsageError: a text is neither.
    """
    try:
        return [ipaddress.ip_network(text, strict=False) for text in texts]
    except ValueError as error:
        raise UsageError(f"{error}.", next_step="Write an address or a network: 10.0.0.0/8.") from error


def check_url(url: str) -> str:
    """Return the host of a URL with its port; raises ArticleError `refused` unless the URL is http or https."""
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0):
            return parts.netloc.rpartition("@")[2].lower()
    except ValueError:
        pass
    raise ArticleError(
        f"{url[:200]}: not an http or https address.",
        error_class=ErrorClass.REFUSED,
        next_step="Give the address as a browser shows it.",
    )
