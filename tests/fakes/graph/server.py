"""A Graph server for one page and one Instagram account: takes what the bot sends, and sends events."""

import hashlib
import hmac
import itertools
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.graph.comments import PublicComment
from tests.fakes.graph.customer import GraphCustomer
from tests.fakes.graph.errors import graph_error, outside_window, refusal
from tests.fakes.graph.events import batch_letter, echo, event_letter
from tests.fakes.graph.inbox import DAY, Account, Inbox
from tests.fakes.graph.limits import check_envelope, check_message, check_recipient
from tests.fakes.parameters import BadJson, Upload, decoded, parameters
from tests.fakes.platform import Call, FakePlatform
from tests.fakes.postman import Letter


class FakeGraph(FakePlatform):
    """Meta. To misbehave in: messages, sender_action, profile, subscribed_apps, messenger_profile, node."""

    def __init__(
        self,
        page_id: str = "104000000000001",
        token: str = "EAAFakePageToken",
        app_secret: str = "fake-app-secret",
        verify_token: str = "fake-verify-token",
    ) -> None:
        super().__init__()
        self.page = Account("page", page_id)
        self.instagram = Account("instagram", "178000000000001")
        self.token, self.app_secret, self.verify_token = token, app_secret, verify_token
        self.app_id = 500000000000001
        self.inboxes: dict[str, Inbox] = {}
        self.echoes = True
        """Whether what is sent comes back as an event."""
        self.human_agent_approved = False
        self.subscribed_fields: list[str] = []
        self.granted = ["pages_messaging", "pages_manage_metadata", "pages_read_engagement"]
        self.granted += ["pages_read_user_content", "pages_manage_engagement"]
        self.subscriptions: dict[str, dict[str, Any]] = {}
        """Where the app's events go, by object."""
        self.messenger_profile: dict[str, Any] = {}
        self.page_ids: dict[str, str] = {}
        """By the app's own id of a person, the page's."""
        self.files: dict[str, bytes] = {}
        """What people sent, and the page has uploaded, by name."""
        self.comments: dict[str, PublicComment] = {}
        """What stands in public, by id."""
        self.ids_differ = False
        """Whether a comment's author has another id than in Messenger."""
        self._people = itertools.count(7_000_000_000_000_001)

    @property
    def settings(self) -> dict[str, str]:
        """MESSENGER_… and where Graph is."""
        return {
            "MESSENGER_PAGE_ID": self.page.id,
            "MESSENGER_PAGE_TOKEN": self.token,
            "MESSENGER_APP_SECRET": self.app_secret,
            "MESSENGER_VERIFY_TOKEN": self.verify_token,
            "GRAPH_API_BASE": self.url,
        }

    # People

    def customer(self, name: str, on: str = "messenger") -> GraphCustomer:
        """A new person who writes to the page, or `on="instagram"` to the account there."""
        account = self.instagram if on == "instagram" else self.page
        inbox = Inbox(account, str(next(self._people)), name)
        self.inboxes[inbox.person_id] = inbox
        return GraphCustomer(self, inbox)

    def publish(self, inbox: Inbox, text: str, kind: str = "comment", under: str = "") -> PublicComment:
        """Something of somebody's that everybody sees."""
        place = "" if inbox.account is self.instagram else f"{self.page.id}_"
        comment = PublicComment(f"{place}{next(self._people)}", inbox, text, kind, under)
        self.comments[comment.id] = comment
        return comment

    # Webhooks

    async def send(self, account: Account, event: dict[str, Any], field: str = "messaging") -> Any:
        """Send one event; `field` is messaging, standby or changes. The event, for `redeliver`."""
        await self.postman.deliver(event_letter(account, event, field))
        return event

    async def sends_change(self, value: dict[str, Any], field: str = "feed") -> Any:
        """A change of the page that is no message: a comment, a mention."""
        return await self.send(self.page, {"field": field, "value": value}, "changes")

    async def redeliver(self) -> None:
        """Send the last webhook once more."""
        await self.postman.redeliver()

    @asynccontextmanager
    async def batch(self) -> AsyncIterator[None]:
        """Send what happens meanwhile as one webhook."""
        with self.postman.hold() as held:
            yield
        await self.postman.deliver(batch_letter(held.letters))

    async def subscribes(self, verify_token: str | None = None, mode: str = "subscribe") -> Any:
        """Ask the webhook to prove itself, as Meta does at set-up; its answer must be `1158201444`."""
        token = self.verify_token if verify_token is None else verify_token
        challenge = {"hub.mode": mode, "hub.verify_token": token, "hub.challenge": "1158201444"}
        return await self.postman.get(challenge)

    def seal(self, letter: Letter, attempt: int) -> Mapping[str, str]:
        """Signed over the raw bytes; the old SHA-1 header is left out, so that nothing can lean on it."""
        digest = hmac.new(self.app_secret.encode(), letter.body, hashlib.sha256).hexdigest()
        return {"X-Hub-Signature-256": f"sha256={digest}"}

    # The Graph API

    def routes(self) -> list[Route]:
        """Any version."""
        verbs = ["GET", "POST", "DELETE"]
        return [
            Route("/files/{number}/{name}", self._file, methods=["GET"]),
            Route("/{version}/{node}/{edge}", self.endpoint, methods=verbs),
            Route("/{version}/{node}", self.endpoint, methods=verbs),
        ]

    def keep_file(self, content: bytes, name: str) -> str:
        """A file where Meta keeps them; its address."""
        kept = f"{len(self.files)}/{name}"
        self.files[kept.partition("?")[0]] = content
        return f"{self.url}/files/{kept}"

    async def _file(self, request: Request) -> Response:
        """Without a token, as Meta's own; an address that has expired is 403."""
        content = self.files.get("{number}/{name}".format(**request.path_params))
        return Response(content) if content is not None else Response("URL signature expired", 403)

    async def read(self, request: Request) -> Call:
        """The token comes as a header or as a parameter."""
        try:
            params = await parameters(request)
        except BadJson:
            params = {"?": "the body is no JSON object"}
        path = request.path_params
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        kind = path.get("edge") or ("profile" if path["node"] in self.inboxes else "node")
        kind = "sender_action" if kind == "messages" and "sender_action" in params else kind
        params = {**{name: _value(name, value) for name, value in params.items()}, "?node": path["node"]}
        return Call(kind, params, bearer or str(params.get("access_token", "")), request.method)

    def act(self, call: Call) -> Any:
        """Check the token and the node; then do it."""
        if call.token not in (self.token, f"{self.app_id}|{self.app_secret}"):
            raise refusal("Invalid OAuth access token - Cannot parse access token", 190)
        params = dict(call.params)
        node = params.pop("?node")
        if call.method == "profile":
            return self._profile(self.inboxes[node], params.get("fields", "first_name,last_name,profile_pic"))
        if node in ("app", str(self.app_id)) or call.method == "subscriptions":
            return self._app(call, params)
        if node in self.comments:
            return self._comment(call, params, self.comments[node])
        if call.method == "ids_for_pages":
            return {"data": [{"id": self.page_ids[node]}] if node in self.page_ids else []}
        if node not in ("me", self.page.id, self.instagram.id):
            raise refusal(f"Object with ID '{node}' does not exist or cannot be loaded", 100, 33)
        return self._edge(call, params)

    def _app(self, call: Call, params: dict[str, Any]) -> Any:
        """The app's own node: with a page's token its id, with its own its subscriptions."""
        if call.method != "subscriptions":
            return {"id": str(self.app_id), "name": "Frontdesk"}
        if call.token == self.token:
            raise refusal("This method must be called with an app access_token", 15)
        if params["verify_token"] != self.verify_token:
            raise refusal("Callback verification failed", 2200)
        self.subscriptions[params["object"]] = params
        return {"success": True}

    def _comment(self, call: Call, params: dict[str, Any], comment: PublicComment) -> Any:
        """A comment's own node: its words, and what stands under it."""
        on_page = comment.inbox.account is self.page
        if call.method == "node" and call.verb == "GET":
            return {"id": comment.id, "message" if on_page else "text": comment.text}
        if call.method != ("comments" if on_page else "replies") or (
            not on_page and comment.kind == "mention"
        ):
            raise refusal(f"Unsupported request: {call.verb} {call.method}")
        return comment.reply(params, comment.inbox.account.id) if call.verb == "POST" else comment.shown()

    def _mention(self, call: Call, params: dict[str, Any]) -> Any:
        """https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/mentions"""
        if call.verb == "POST":
            named = self.comments[params.get("comment_id") or params["media_id"]]
            if named.under != params.get("media_id"):
                raise refusal("Param media_id is not where this stands")
            return named.reply(params, self.instagram.id)
        asked = re.fullmatch(r"mentioned_comment\.comment_id\((\w+)\)\{text\}", params.get("fields", ""))
        if not asked:
            raise refusal("Syntax error in param fields")
        return {"mentioned_comment": {"text": self.comments[asked[1]].text, "id": asked[1]}}

    def _edge(self, call: Call, params: dict[str, Any]) -> Any:
        if call.method == "mentions" or "mentioned_" in str(params.get("fields", "")):
            return self._mention(call, params)
        if call.method == "node":
            return {"id": self.page.id, "name": "Frontdesk"}
        if call.method in ("messages", "sender_action") and call.verb == "POST":
            return self._send_message(params)
        if call.method == "permissions":
            return {"data": [{"permission": name, "status": "granted"} for name in self.granted]}
        if call.method == "subscribed_apps":
            return self._subscribe(call, params)
        if call.method == "messenger_profile" and call.verb == "POST":
            self.messenger_profile.update(params)
            return {"result": "success"}
        raise refusal(f"Unsupported request: {call.verb} {call.method}")

    def _send_message(self, params: dict[str, Any]) -> Any:
        check_recipient(params.get("recipient"))
        answered = self._answered(params["recipient"])
        inbox = answered.inbox if answered else self.inboxes.get(params["recipient"].get("id", ""))
        check_envelope(params, inbox is not None and inbox.account is self.instagram)
        if inbox is None:
            raise refusal("No matching user found", 100, 2018001)
        if inbox.blocked:
            raise refusal("This person isn't available right now.", 551, 1545041)
        if "sender_action" in params:
            inbox.actions.append(params["sender_action"])
            return {"recipient_id": inbox.person_id}
        check_message(params["message"], params.get("filedata"))
        if answered:
            answered.take_private(params["message"])
        else:
            self._check_window(inbox, params)
        return self._show(inbox, self._with_file(params))

    def _answered(self, recipient: dict[str, Any]) -> PublicComment | None:
        """The comment or post through which somebody is written to."""
        named = recipient.get("comment_id") or recipient.get("post_id")
        if not named:
            return None
        comment = self.comments.get(str(named))
        if comment is None or (comment.kind == "post") != ("post_id" in recipient):
            raise refusal(f"Object with ID '{named}' does not exist or cannot be loaded", 100, 33)
        return comment

    def _with_file(self, params: dict[str, Any]) -> dict[str, Any]:
        message, file = params["message"], params.get("filedata")
        if not isinstance(file, Upload):
            return dict(message)
        shown = {**message["attachment"], "payload": {"url": self.keep_file(file.content, file.name)}}
        return {**message, "attachment": shown}

    def _check_window(self, inbox: Inbox, params: dict[str, Any]) -> None:
        by_hand = params.get("tag") == "HUMAN_AGENT"
        if by_hand and not self.human_agent_approved:
            raise refusal("To use HUMAN_AGENT, your use of this endpoint must be reviewed and approved", 10)
        if params.get("messaging_type") == "UTILITY":
            raise refusal("This needs the permission pages_utility_messaging and a template", 10)
        if inbox.silent_for > (7 * DAY if by_hand else DAY):
            raise outside_window(inbox.account is self.instagram)

    def _show(self, inbox: Inbox, message: dict[str, Any]) -> Any:
        mid = inbox.show(message)
        if self.echoes:
            self.postman.deliver_soon(event_letter(inbox.account, echo(inbox, mid, message, self.app_id)))
        return {"recipient_id": inbox.person_id, "message_id": mid}

    def _profile(self, inbox: Inbox, fields: str) -> dict[str, str]:
        if not inbox.has_profile:
            raise refusal("No profile available for this user.", 100, 2018218)
        first, _, last = inbox.name.partition(" ")
        known = {"first_name": first, "last_name": last, "name": inbox.name, "locale": "en_GB"}
        known |= {"profile_pic": "https://scontent.example/picture.jpg", "timezone": "1"}
        return {"id": inbox.person_id, **{f: known[f] for f in fields.split(",") if f in known}}

    def _subscribe(self, call: Call, params: dict[str, Any]) -> Any:
        if call.verb == "POST":
            fields = params.get("subscribed_fields", "")
            self.subscribed_fields = fields.split(",") if isinstance(fields, str) else fields
            return {"success": True}
        about = {"id": str(self.app_id), "name": "Frontdesk", "subscribed_fields": self.subscribed_fields}
        return {"data": [about] if self.subscribed_fields else []}

    def usual_failure(self, status: int) -> Any:
        """Graph's error body."""
        return graph_error("An unexpected error has occurred. Please retry your request later.", 2)

    def usual_limit(self, retry_after: int | None) -> Response:
        """Not 429 but 400 with a code; how long to wait stands, if at all, in a header of its own."""
        headers = {}
        if retry_after is not None:
            usage = [{"type": "messenger", "estimated_time_to_regain_access": -(-retry_after // 60)}]
            headers["X-Business-Use-Case-Usage"] = json.dumps({self.page.id: usage})
        body = graph_error("(#613) Calls to this api have exceeded the rate limit.", 613)
        return JSONResponse(body, 400, headers)


def _value(name: str, value: Any) -> Any:
    return decoded(value) if name in ("recipient", "message", "subscribed_fields") else value
