"""Meta's side: what the app subscribes to, the page's menu, and whether all of it is as it should be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.entry import Button
from channels.findings import AGAIN, Finding, Refused, ask, unless_away
from channels.messenger.send import VERSION

FIELDS = (
    *("messages", "messaging_postbacks", "message_reads", "message_deliveries", "message_echoes"),
    *("message_reactions", "message_edits", "messaging_referrals", "messaging_optins"),
    *("messaging_handovers", "standby", "messaging_policy_enforcement", "feed", "mention"),
)
"""Of the page. https://developers.facebook.com/docs/messenger-platform/webhooks#subscribe-to-fields"""
INSTAGRAM_FIELDS = (
    *("messages", "messaging_postbacks", "messaging_seen", "message_reactions", "messaging_referral"),
    *("messaging_handover", "standby", "comments", "live_comments", "mentions"),
)
"""https://developers.facebook.com/docs/instagram-platform/webhooks"""
SCOPES = {
    "pages_messaging": "to write to customers",
    "pages_manage_metadata": "to be told what they write",
    "pages_read_engagement": "to be told of comments",
    "pages_read_user_content": "to read comments and posts of visitors",
    "pages_manage_engagement": "to answer comments",
}
"""What each is for. https://developers.facebook.com/docs/permissions"""
MOST_MENU, LONGEST_MENU, MOST_ICE = 20, 30, 4
"""https://developers.facebook.com/docs/messenger-platform/send-messages/persistent-menu"""
BY_HAND = (
    "In the app's settings: Messenger → Webhooks → Callback URL {address}, with your MESSENGER_VERIFY_TOKEN; "
    "subscribe the page to: {fields}."
)


@dataclass(frozen=True)
class MessengerSetup:
    """One page, seen from the Graph API."""

    page_id: str
    page_token: str
    app_secret: str
    verify_token: str
    api_base: str
    address: str
    """Where events are to be sent."""

    def set_up(self, menu: Sequence[Button]) -> str:
        """What was done, and what is left to click. Raises Refused."""
        self._call("POST", f"{self.page_id}/subscribed_apps", {"subscribed_fields": ",".join(FIELDS)})
        self._call("POST", "me/messenger_profile", profile(menu))
        done = "The page is subscribed; Get Started, the menu and the ice breakers are set."
        try:
            self._subscribe_app()
        except Refused as refusal:
            left = BY_HAND.format(address=self.address, fields=", ".join(FIELDS))
            return f"{done}\nThe address could not be registered by itself ({refusal}) {left}"
        return f"{done}\nMeta sends to {self.address} from now on. Write to your page."

    def _subscribe_app(self) -> None:
        """The app proves itself by its secret. https://developers.facebook.com/docs/graph-api/reference/app/subscriptions"""
        app_id = str(self._call("GET", "app", {}).get("id") or "")
        for object_name, fields in (("page", FIELDS), ("instagram", INSTAGRAM_FIELDS)):
            asked = {
                "object": object_name,
                "callback_url": self.address,
                "verify_token": self.verify_token,
                "fields": ",".join(fields),
                "access_token": f"{app_id}|{self.app_secret}",
            }
            self._call("POST", f"{app_id}/subscriptions", asked)

    def check(self) -> Iterator[Finding]:
        """What is as it should be, and what is not."""
        try:
            page = self._call("GET", "me", {"fields": "id,name"})
        except Refused as refusal:
            yield unless_away(refusal, "Make a new token for the page: MESSENGER_PAGE_TOKEN.")
            return
        if str(page.get("id")) != self.page_id:
            words = f"The token is of the page {page.get('name')} ({page.get('id')})."
            yield Finding(False, words, "Set MESSENGER_PAGE_ID to that, or the token of the other page.")
            return
        yield Finding(True, f"The token is good: it is the page {page.get('name')}.")
        yield from self._secret()
        yield from self._permissions()
        yield from self._subscription()

    def _secret(self) -> Iterator[Finding]:
        """Without the app's own secret every event would be refused."""
        try:
            app_id = str(self._call("GET", "app", {}).get("id") or "")
        except Refused:
            return  # not every token may ask
        try:
            self._call("GET", "app", {}, f"{app_id}|{self.app_secret}")
        except Refused as refusal:
            words = "MESSENGER_APP_SECRET is not this app's, so every event would be refused"
            todo = "Copy it once more: App settings → Basic → App secret → Show."
            yield unless_away(Refused(f"{words} ({refusal}).") if type(refusal) is Refused else refusal, todo)

    def _permissions(self) -> Iterator[Finding]:
        try:
            told = self._call("GET", "me/permissions", {}).get("data")
        except Refused:
            words = "The permissions could not be read with this token."
            yield Finding(True, words, "Look at them in the app: App Review → Permissions and Features.")
            return
        granted = {one.get("permission") for one in told or [] if one.get("status") == "granted"}
        for scope, purpose in SCOPES.items() if granted else ():
            if scope not in granted:
                words = f"The permission {scope} is missing; it is needed {purpose}."
                yield Finding(False, words, "Grant it to the app, and make a new token.")

    def _subscription(self) -> Iterator[Finding]:
        again = AGAIN.format(name="messenger")
        try:
            apps = self._call("GET", f"{self.page_id}/subscribed_apps", {}).get("data") or []
        except Refused as refusal:
            yield Finding(False, f"The subscription could not be read: {refusal}", again)
            return
        fields = {field for app in apps for field in app.get("subscribed_fields") or ()}
        missing = [field for field in FIELDS if field not in fields]
        if missing:
            yield Finding(False, f"The page is not subscribed to {', '.join(missing)}.", again)
        else:
            yield Finding(True, "The page is subscribed to all that is needed.")

    def _call(self, verb: str, path: str, parameters: dict[str, Any], token: str = "") -> Any:
        sent = {"params": parameters} if verb == "GET" else {"json": parameters}
        # The token goes into a header: addresses end up in logs.
        headers = (
            {} if "access_token" in parameters else {"Authorization": f"Bearer {token or self.page_token}"}
        )
        url = f"{self.api_base.rstrip('/')}/{VERSION}/{path}"
        told, _ = ask("Meta", verb, url, headers, **sent)
        if "error" in told:
            error = told["error"] if isinstance(told["error"], dict) else {}
            raise Refused(f"Meta refused: {error.get('message', 'no reason given')}.")
        return told


def profile(menu: Sequence[Button]) -> dict[str, Any]:
    """https://developers.facebook.com/docs/messenger-platform/reference/messenger-profile-api"""
    items = [
        {"type": "postback", "title": button.title[:LONGEST_MENU], "payload": button.payload}
        for button in menu[:MOST_MENU]
        if button.payload
    ]
    questions = [{"question": button.title, "payload": button.payload} for button in menu[:MOST_ICE]]
    told: dict[str, Any] = {"get_started": {"payload": "/greet"}}
    if items:
        told["persistent_menu"] = [
            {"locale": "default", "composer_input_disabled": False, "call_to_actions": items}
        ]
        told["ice_breakers"] = [{"call_to_actions": questions, "locale": "default"}]
    return told
