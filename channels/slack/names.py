"""What people in Slack are called; asked once for each."""

from collections import OrderedDict

from channels.slack.records import part
from channels.slack.wire import Rejected, SlackWire

NAMES_KEPT = 1000


class Names:
    """The names of a workspace's people."""

    def __init__(self, wire: SlackWire) -> None:
        self._wire = wire
        self._known: OrderedDict[str, str] = OrderedDict()

    async def of(self, user: str, whole: bool = False) -> str:
        """The first name, or the `whole`; empty where Slack tells none. Raises TryAgain."""
        key = f"{user} {whole}"
        if key not in self._known and (name := await self._asked(user, whole)):
            self._known[key] = name
        if len(self._known) > NAMES_KEPT:
            self._known.popitem(last=False)
        return self._known.get(key, "")

    async def _asked(self, user: str, whole: bool) -> str:
        try:
            found = part(await self._wire.ask("users.info", user=user), "user")
        except Rejected:
            return ""
        profile = part(found, "profile")
        real = str(profile.get("real_name") or found.get("real_name") or "")
        shown = str(profile.get("display_name") or "")
        if whole:
            return real or shown
        return str(profile.get("first_name") or "") or shown or real.partition(" ")[0]
