"""The proxy through which a platform is reached, as the environment names it."""

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass


def proxy_for(url: str) -> str | None:
    """Where the environment's HTTPS_PROXY and NO_PROXY send calls to this address; to be asked once.

    An HTTP client that trusts the environment asks it at every call, at a tenth of the call's whole cost.
    """
    parts = urlsplit(url)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)
