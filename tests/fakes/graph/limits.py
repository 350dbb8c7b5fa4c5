"""Graph's rules for what is sent to a customer.

https://developers.facebook.com/docs/messenger-platform/reference/send-api
"""

from typing import Any

from tests.fakes.graph.errors import refusal

Params = dict[str, Any]

LONGEST_TEXT = 2000
"""Characters: https://developers.facebook.com/docs/messenger-platform/reference/send-api#message"""
MOST_QUICK_REPLIES = 13
LONGEST_TITLE = 20
"""Characters of a quick reply or a button; longer quick replies are refused here, where Graph cuts them."""
LONGEST_PAYLOAD = 1000
"""https://developers.facebook.com/docs/messenger-platform/reference/buttons/postback"""
LONGEST_METADATA = 1000
LONGEST_TEMPLATE_TEXT = 640
MOST_BUTTONS = 3
"""https://developers.facebook.com/docs/messenger-platform/reference/templates/button"""
MOST_ELEMENTS = 10
"""https://developers.facebook.com/docs/messenger-platform/reference/templates/generic"""
LONGEST_ELEMENT_TITLE = 80

SENDER_ACTIONS = ("typing_on", "typing_off", "mark_seen", "react", "unreact")
MESSAGING_TYPES = ("RESPONSE", "UPDATE", "MESSAGE_TAG", "UTILITY")
RETIRED_TAGS = ("CONFIRMED_EVENT_UPDATE", "POST_PURCHASE_UPDATE", "ACCOUNT_UPDATE")
"""Since 27 April 2026."""
PARAMETERS = {
    *("recipient", "messaging_type", "message", "sender_action", "tag", "notification_type", "payload"),
    *("access_token", "appsecret_proof", "persona_id", "filedata"),
}
_MESSAGE_FIELDS = {"text", "attachment", "attachments", "quick_replies", "metadata", "reply_to"}
_ATTACHMENTS = ("image", "video", "audio", "file", "template")
_RECIPIENTS = {"id", "comment_id", "post_id", "user_ref", "notification_messages_token"}


def check_envelope(params: Params, on_instagram: bool) -> None:
    """Who, what kind, and either a message or an action."""
    _check_keys(params, PARAMETERS, "the call")
    if ("message" in params) == ("sender_action" in params):
        raise refusal("Exactly one of message and sender_action is needed")
    if "sender_action" in params:
        _check_action(params)
        return
    if "messaging_type" in params or not on_instagram:
        _check_type(params)


def check_recipient(recipient: Any) -> None:
    """Exactly one way of naming the person."""
    if not isinstance(recipient, dict) or len(recipient) != 1 or not recipient.keys() <= _RECIPIENTS:
        raise refusal("The parameter recipient is required")


def _check_action(params: Params) -> None:
    if params["sender_action"] not in SENDER_ACTIONS:
        raise refusal(f"Param sender_action must be one of {SENDER_ACTIONS}")


def _check_type(params: Params) -> None:
    kind, tag = params.get("messaging_type"), params.get("tag")
    if kind not in MESSAGING_TYPES:
        raise refusal(f"Param messaging_type must be one of {MESSAGING_TYPES}")
    if kind == "MESSAGE_TAG" and tag != "HUMAN_AGENT":
        raise refusal(f"Invalid parameter: the tag {tag} is retired, missing or unknown")
    if kind != "MESSAGE_TAG" and tag:
        raise refusal("Param tag needs messaging_type MESSAGE_TAG")


def check_message(message: Any, file: Any = None) -> None:
    """Text or attachment, which may be a file inside the call, with quick replies, within the limits."""
    if not isinstance(message, dict):
        raise refusal("Param message must be an object")
    _check_keys(message, _MESSAGE_FIELDS, "param message")
    if ("text" in message) == bool({"attachment", "attachments"} & message.keys()):
        raise refusal("A message needs either text or an attachment")
    if "text" in message:
        _check_text(message["text"], LONGEST_TEXT, "message[text]")
    if "attachment" in message:
        _check_attachment(message["attachment"], file)
    if "quick_replies" in message:
        _check_quick_replies(message["quick_replies"])
    _check_length(message.get("metadata", ""), LONGEST_METADATA, "message[metadata]")


def _check_attachment(attachment: Params, file: Any) -> None:
    kind, payload = attachment.get("type"), attachment.get("payload")
    if kind not in _ATTACHMENTS or not isinstance(payload, dict):
        raise refusal("Param message[attachment] needs a type and a payload")
    if kind == "template":
        _check_template(payload)
    elif not (payload.keys() & {"url", "attachment_id"} or file):
        raise refusal("Param message[attachment][payload] needs a url, an attachment_id or a file")


def _check_template(payload: Params) -> None:
    kind = payload.get("template_type")
    if kind == "button":
        _check_text(payload.get("text"), LONGEST_TEMPLATE_TEXT, "text of the button template")
        _check_buttons(payload.get("buttons"), at_least=1)
    elif kind == "generic":
        _check_elements(payload.get("elements"))
    else:
        raise refusal(f"template_type {kind} is not known to this fake")


def _check_elements(elements: Any) -> None:
    if not isinstance(elements, list) or not 1 <= len(elements) <= MOST_ELEMENTS:
        raise refusal(f"A generic template has 1 to {MOST_ELEMENTS} elements")
    for element in elements:
        _check_text(element.get("title"), LONGEST_ELEMENT_TITLE, "title of an element")
        _check_length(element.get("subtitle", ""), LONGEST_ELEMENT_TITLE, "subtitle of an element")
        if not element.keys() & {"subtitle", "image_url", "default_action", "buttons"}:
            raise refusal("An element needs more than a title")
        _check_buttons(element.get("buttons", []), at_least=0)


def _check_buttons(buttons: Any, at_least: int) -> None:
    if not isinstance(buttons, list) or not at_least <= len(buttons) <= MOST_BUTTONS:
        raise refusal(f"A template has {at_least} to {MOST_BUTTONS} buttons")
    for button in buttons:
        _check_text(button.get("title"), LONGEST_TITLE, "title of a button")
        if button.get("type") == "postback":
            _check_text(button.get("payload"), LONGEST_PAYLOAD, "payload of a button")
        elif button.get("type") == "web_url":
            _check_url(button.get("url"))
        else:
            raise refusal(f"A button of type {button.get('type')} is not known to this fake")


def _check_quick_replies(quick_replies: Any) -> None:
    if not isinstance(quick_replies, list) or not 1 <= len(quick_replies) <= MOST_QUICK_REPLIES:
        raise refusal(f"A message has 1 to {MOST_QUICK_REPLIES} quick replies")
    for reply in quick_replies:
        if reply.get("content_type") not in ("text", "user_phone_number", "user_email"):
            raise refusal("A quick reply needs a content_type")
        if reply["content_type"] == "text":
            _check_text(reply.get("title"), LONGEST_TITLE, "title of a quick reply")
            _check_text(reply.get("payload"), LONGEST_PAYLOAD, "payload of a quick reply")


def _check_text(text: Any, longest: int, name: str) -> None:
    if not isinstance(text, str) or not text.strip():
        raise refusal(f"Param {name} must be a non-empty UTF8 encoded string")
    _check_length(text, longest, name)


def _check_length(text: Any, longest: int, name: str) -> None:
    if not isinstance(text, str) or len(text) > longest:
        raise refusal(f"Length of param {name} must be less than or equal to {longest}")


def _check_url(url: Any) -> None:
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise refusal("A web_url button needs a url")


def _check_keys(given: Params, known: set[str], where: str) -> None:
    if strange := given.keys() - known:
        raise refusal(f"Invalid keys {sorted(strange)} were found in {where}")
