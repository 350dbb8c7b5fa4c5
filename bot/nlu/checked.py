"""`python -m bot.nlu.checked`: whether Rasa knows what config.yml names, and rules and stories agree.

The last line that it prints is JSON: `config`, what is wrong there or empty; `conflicts`, by the actions that
follow from one place the names of rules and stories; `rules`, why the rule policy refuses them, a line each.
"""

import json
import logging
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.training.story_conflict import find_story_conflicts
from rasa.engine.exceptions import GraphSchemaException
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.recipes.recipe import Recipe
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import ActionNotFoundException, Domain
from rasa.shared.core.generator import TrainingDataGenerator
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.importer import TrainingDataImporter

Trackers = Sequence[Any]


def main() -> None:
    """Say all of it."""
    logging.disable(logging.WARNING)
    config = yaml.safe_load(Path("config.yml").read_text(encoding="utf-8")) or {}
    sys.stdout.write(f"\n{json.dumps({'config': _misnamed(config), **_contradictions(config)})}\n")


def _contradictions(config: Mapping[str, Any]) -> Mapping[str, Sequence[Any]]:
    """None, where domain.yml or data/ cannot be read: Rasa's validator says why."""
    try:
        domain, trackers = _walked()
    except RasaException:
        return {"conflicts": [], "rules": []}
    stories = [tracker for tracker in trackers if not tracker.is_rule_tracker]
    conflicts = [dict(found._conflicting_actions) for found in find_story_conflicts(stories, domain)]
    refused = [line for settings in _rule_policies(config) for line in _refused(settings, domain, trackers)]
    return {"conflicts": conflicts, "rules": refused}


def _misnamed(config: Mapping[str, Any]) -> str:
    """What Rasa says of a component or policy that it does not know; else empty."""
    try:
        Recipe.recipe_for_name(config.get("recipe")).graph_config_for_recipe(config, {})
    except (RasaException, GraphSchemaException) as error:
        return str(error).strip().splitlines()[0]
    return ""


def _walked() -> tuple[Domain, Trackers]:
    """Rules and stories as conversations."""
    importer = TrainingDataImporter.load_from_config("config.yml", "domain.yml", ["data"])
    domain = importer.get_domain()
    generator = TrainingDataGenerator(
        importer.get_stories(), domain, remove_duplicates=False, augmentation_factor=0
    )
    return domain, generator.generate()


def _rule_policies(config: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The settings of each, mostly of one."""
    for policy in config.get("policies") or ():
        if str(policy.get("name")).rpartition(".")[2] == RulePolicy.__name__:
            yield {name: value for name, value in policy.items() if name != "name"}


def _refused(settings: Mapping[str, Any], domain: Domain, trackers: Trackers) -> Sequence[str]:
    """Why the policy cannot be trained, as it says itself; training it is checking it."""
    with tempfile.TemporaryDirectory() as folder:
        policy = RulePolicy(
            {**RulePolicy.get_default_config(), **settings},
            LocalModelStorage(Path(folder)),
            Resource("rules"),
            ExecutionContext(GraphSchema({})),
        )
        try:
            policy.train(trackers, domain)
        except ActionNotFoundException:  # Rasa's validator names it, and this all others
            return []
        except RasaException as refusal:
            return _reasons(str(refusal))
    return []


def _reasons(refusal: str) -> Sequence[str]:
    lines = [line.strip() for line in refusal.splitlines() if line.strip()]
    return [line for line in lines if line.startswith("- ")] or lines[:1]


if __name__ == "__main__":
    main()
