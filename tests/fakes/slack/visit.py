"""One call of the Web API: whose token it carries, and what that token reaches."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.fakes.postman import Letter
from tests.fakes.slack.errors import slack_error
from tests.fakes.slack.events import event_letter, message_event
from tests.fakes.slack.workspace import Person, Place, Workspace

Params = dict[str, Any]


@dataclass(frozen=True)
class Visit:
    """The workspaces of a token (several, where the app is installed for a whole organisation)."""

    workspaces: Sequence[Workspace]
    url: str
    """The server's address, for the addresses it hands out."""
    deliver_soon: Callable[[Letter], None]

    @property
    def home(self) -> Workspace:
        """Where the token was made."""
        return self.workspaces[0]

    def person(self, person_id: str) -> tuple[Workspace, Person]:
        """A member. Raises Refusal."""
        for workspace in self.workspaces:
            if person_id in workspace.people:
                return workspace, workspace.people[person_id]
        raise slack_error("user_not_found")

    def place(self, channel: str) -> tuple[Workspace, Place]:
        """A channel by id or #name; a person's id stands for the direct message with her. Raises Refusal."""
        for workspace in self.workspaces:
            if channel in workspace.people:
                return workspace, workspace.direct(channel)
            for place in workspace.places.values():
                if channel == place.id or (place.kind == "channel" and channel == f"#{place.name}"):
                    return workspace, place
        raise slack_error("channel_not_found", channel)

    def place_to_write(self, channel: str) -> tuple[Workspace, Place]:
        """A channel that the bot is in. Raises Refusal."""
        workspace, place = self.place(channel)
        if workspace.bot_user.id not in place.members:
            raise slack_error("not_in_channel")
        return workspace, place

    def publish(self, workspace: Workspace, place: Place, message: Params, **more: Any) -> None:
        """Tell the app of it, as of everything that is said where it is."""
        self.deliver_soon(event_letter(workspace, message_event(place, message, **more)))
