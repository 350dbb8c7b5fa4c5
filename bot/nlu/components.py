"""`python -m bot.nlu.components`: whether Rasa knows each component and policy that config.yml names."""

import sys
from pathlib import Path

import yaml
from rasa.engine.exceptions import GraphSchemaException
from rasa.engine.recipes.recipe import Recipe
from rasa.shared.exceptions import RasaException


def main() -> int:
    """Say what is wrong, if anything is; the exit code."""
    config = yaml.safe_load(Path("config.yml").read_text(encoding="utf-8")) or {}
    try:
        Recipe.recipe_for_name(config.get("recipe")).graph_config_for_recipe(config, {})
    except (RasaException, GraphSchemaException) as error:
        sys.stdout.write(str(error).strip().splitlines()[0])
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
