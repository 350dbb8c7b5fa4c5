"""A new model takes the place of the one that runs, between two turns."""

import asyncio
from copy import copy
from pathlib import Path

import structlog
from rasa.core.agent import Agent
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.core.processor import MessageProcessor

log = structlog.get_logger(__name__)


class Unusable(Exception):
    """The model cannot be loaded, and the old one stays; the message says why in one sentence."""


async def swap(agent: Agent, model: Path) -> None:
    """Load the model beside the running one, then change over. Raises Unusable.

    Turns go on meanwhile; those that have begun end with the model and the responses they began with.
    """
    nlg = _responses_of_its_own(agent)
    load = asyncio.get_running_loop().run_in_executor(None, _load, agent, model, nlg)
    try:
        processor = await load
    except Exception as error:  # whatever is wrong with it, the customers of the old one must not notice
        log.warning("model_unusable", model=model.name, error=type(error).__name__)
        raise Unusable(
            f"{model.name} cannot be loaded ({type(error).__name__}): the old model stays."
        ) from error
    if isinstance(nlg, TemplatedNaturalLanguageGenerator):
        nlg.responses = processor.domain.responses
    agent.nlg, agent.processor, agent.domain = nlg, processor, processor.domain
    agent.tracker_store.domain = processor.domain
    log.info("model_swapped", model=model.name)


def _responses_of_its_own(agent: Agent) -> NaturalLanguageGenerator:
    """Rasa's own hands one dictionary of responses from model to model, also to turns that are under way."""
    if not isinstance(agent.nlg, TemplatedNaturalLanguageGenerator):
        return agent.nlg
    fresh = copy(agent.nlg)
    fresh.responses = {}
    return fresh


def _load(agent: Agent, model: Path, nlg: NaturalLanguageGenerator) -> MessageProcessor:
    """As `Agent.load_model` does it, without touching the agent."""
    return MessageProcessor(
        model_path=str(model),
        tracker_store=agent.tracker_store,
        lock_store=agent.lock_store,
        action_endpoint=agent.action_endpoint,
        generator=nlg,
        http_interpreter=agent.http_interpreter,
    )
