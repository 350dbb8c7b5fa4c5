"""Where a visitor writes from: their network, as a number that tells networks apart and names none."""

import hashlib
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

PREFIX = {4: 24, 6: 56}
"""Bits that the addresses of one household or office have in common: https://www.rfc-editor.org/rfc/rfc6177"""
BYTES = 16


def network(address: str, secret: str) -> str:
    """32 letters, the same for everybody on that network; empty for what is no address."""
    try:
        found = _network(address)
    except ValueError:
        return ""
    key = hashlib.sha256(f"networks {secret}".encode()).digest()
    return hashlib.blake2b(found.exploded.encode(), key=key, digest_size=BYTES).hexdigest()


def _network(address: str) -> IPv4Network | IPv6Network:
    parsed = ip_address(address.partition("%")[0])
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return ip_network(f"{parsed}/{PREFIX[parsed.version]}", strict=False)
