"""`frontdesk channels check`, asking `emulate`."""

from tests.peers.stage import Stage
from tests.peers.workspace import DESK


def test_a_bot_that_nobody_has_invited_is_found_and_so_is_that_all_is_well(stage: Stage) -> None:
    said = stage.service.runs("channels", "check", "slack", code=1)
    assert "The token is good: it is frontdesk in Emulate." in said
    assert f"The bot is not in #{DESK}." in said
    desk = stage.desk()
    desk.person.call("conversations.invite", channel=desk.channel, users=stage.bot)
    said = stage.service.runs("channels", "check", "slack")
    assert f"The bot is in the agents' channel #{DESK}." in said
