"""The actions' settings; the only place under actions/ that reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

DEFAULT_SHOP = "sqlite:///var/shop.db"
POLICY = Path("policy.yml")
"""What customers may change themselves; at the project's top, where the actions are started."""


@dataclass(frozen=True)
class Settings:
    """What the actions need to know about where they run."""

    shop_database_url: str
    """The shop that orders are looked up in: sqlite:///… or postgresql://…"""

    @staticmethod
    def from_env(environment: Mapping[str, str] | None = None, folder: Path = Path()) -> "Settings":
        """The settings of the environment, then of `.env`, then the defaults."""
        given = {**dotenv_values(folder / ".env"), **(os.environ if environment is None else environment)}
        return Settings(shop_database_url=(given.get("SHOP_DATABASE_URL") or "").strip() or DEFAULT_SHOP)
