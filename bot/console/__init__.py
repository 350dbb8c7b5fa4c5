"""Web pages: the demo chat for customers, and the desk for agents."""

from bot.console.composition import Console
from bot.console.routes import console_routes

__all__ = ["Console", "console_routes"]
