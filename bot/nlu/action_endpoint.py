"""The way from Rasa to the action server, on which nothing gets lost."""

import asyncio
from typing import Any

import aiohttp
from rasa.core.agent import Agent
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.nlu.turn_lost import TurnLost

REJECTED = 400
"""An action's own refusal to run, which is part of a dialogue."""


class CertainEndpoint(EndpointConfig):
    """Ends the turn when the action server cannot be asked; Rasa would go on without the action's events."""

    @staticmethod
    def of(endpoint: EndpointConfig) -> "CertainEndpoint":
        """The same endpoint, made certain."""
        return CertainEndpoint(
            endpoint.url,
            endpoint.params,
            endpoint.headers,
            endpoint.basic_auth,
            endpoint.token,
            endpoint.token_name,
            endpoint.cafile,
            **endpoint.kwargs,
        )

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        """As Rasa does it. Raises TurnLost."""
        try:
            return await super().request(*args, **kwargs)
        except ClientResponseError as error:
            if error.status == REJECTED:
                raise
            raise TurnLost("The action server failed.") from error
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            raise TurnLost("The action server cannot be reached.") from error


def make_certain(agent: Agent) -> None:
    """Let the agent's actions go through a CertainEndpoint; again after each new model's new processor."""
    endpoint = agent.processor.action_endpoint
    if endpoint is not None and not isinstance(endpoint, CertainEndpoint):
        agent.action_endpoint = agent.processor.action_endpoint = CertainEndpoint.of(endpoint)
