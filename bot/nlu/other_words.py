"""How Rasa chooses among a response's variations: by chance, but never the words that it has just used."""

from collections.abc import Iterator
from copy import deepcopy
from itertools import islice
from random import choice
from typing import Any

from rasa.core.nlg.generator import ResponseVariationFilter
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

REMEMBERED = 100
"""Events of a conversation in which words count as just used."""


class OtherWords(TemplatedNaturalLanguageGenerator):
    """Named in endpoints.yml (`nlg`); where there is one variation, that one is said again."""

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        """As Rasa builds what endpoints.yml names."""
        super().__init__(domain.responses)

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """A variation for that channel, filled in; None where there is none."""
        if utter_action not in self.responses:
            return None
        slots = tracker.current_slot_values()
        written = ResponseVariationFilter(self.responses).responses_for_utter_action(
            utter_action, output_channel, slots
        )
        filled = [self._fill_response(deepcopy(variation), slots, **kwargs) for variation in written]
        used = next(_said(tracker, utter_action), None)
        others = [variation for variation in filled if variation.get("text") != used]
        return choice(others or filled) if filled else None


def _said(tracker: DialogueStateTracker, response: str) -> Iterator[str | None]:
    """The words in which a response was given lately, latest first."""
    lately = islice(reversed(tracker.events), REMEMBERED)
    spoken = (event for event in lately if isinstance(event, BotUttered))
    return (event.text for event in spoken if event.metadata.get("utter_action") == response)
