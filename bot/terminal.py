"""Talk with the bot in a terminal, through the same doors as the web chat."""

import json
import threading
import uuid
from collections.abc import Iterator

import httpx

WHO = {"bot": "Bot", "system": "Bot"}


class NobodyThere(Exception):
    """The service cannot be reached; the message says where, and what to do."""


def talk(url: str) -> None:
    """Until Ctrl-D: each line typed is a message, what comes back is printed. Raises NobodyThere."""
    with httpx.Client(base_url=url, timeout=httpx.Timeout(10.0, read=None), trust_env=False) as client:
        try:
            client.get("/chat").raise_for_status()
        except httpx.HTTPError as error:
            raise NobodyThere(f"Nothing answers at {url}: start it with make run.") from error
        # By hand: with a public address the cookie is one for https only, and this machine needs none.
        client.headers["Cookie"] = "; ".join(f"{held.name}={held.value}" for held in client.cookies.jar)
        threading.Thread(target=_listen, args=(client,), daemon=True).start()
        print("Write to the bot; Ctrl-D ends.")
        for line in _typed():
            sent = {"message_id": uuid.uuid4().hex, "text": line}
            answer = client.post("/chat/messages", json=sent, headers={"Origin": url})
            if answer.is_error:
                print(f"(not sent: {answer.status_code} {answer.text.strip()[:200]})")


def _typed() -> Iterator[str]:
    while True:
        try:
            line = input().strip()
        except (EOFError, KeyboardInterrupt):
            return
        if line:
            yield line


def _listen(client: httpx.Client) -> None:
    with client.stream("GET", "/chat/stream?after=0") as stream:
        for line in stream.iter_lines():
            if line.startswith("data:"):
                _print(json.loads(line[5:]))


def _print(entry: dict[str, object]) -> None:
    author = str(entry.get("author", ""))
    if author and author != "customer":
        print(
            f"{entry.get('name') or WHO.get(author, author)}: {entry.get('text', '')}{_choices(entry)}",
            flush=True,
        )


def _choices(entry: dict[str, object]) -> str:
    """The buttons by number, since a number may be typed for each."""
    buttons = entry.get("buttons")
    titles = [str(button.get("title")) for button in buttons] if isinstance(buttons, list) else []
    return "".join(f"  [{number}] {title}" for number, title in enumerate(titles, start=1))
