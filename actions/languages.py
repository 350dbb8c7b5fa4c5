"""When a customer writes in a language that the bot does not speak: say so in theirs, ask for a person."""

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.guard import GuardedAction
from actions.language_names import language_name
from actions.summary import summary
from actions.telling import Wish, ask_for_person, tell_result
from actions.turns import person_is_coming

REASON = "other_language"
SENTENCE = "utter_other_language"


class ActionOtherLanguage(GuardedAction):
    """Says it once more, and asks nobody again, where somebody is to come already."""

    def name(self) -> str:
        """As domain.yml knows it."""
        return "action_other_language"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """In the customer's language, where domain.yml has the sentence."""
        code = str(tracker.get_slot("language") or "")
        name = language_name(code)
        tell_result(dispatcher, str(self.name()), f"written in {name}", {"language": name})
        own_words = f"utter_other_language_{code}"
        if own_words in ((domain or {}).get("responses") or {}):
            dispatcher.utter_message(response=own_words)
        else:
            dispatcher.utter_message(response=SENTENCE, language_name=name)
        if not person_is_coming(tracker):
            ask_for_person(dispatcher, tracker, Wish(REASON, summary(tracker)))
        return []
