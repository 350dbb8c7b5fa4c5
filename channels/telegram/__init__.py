"""Customers on Telegram: https://core.telegram.org/bots/api"""

from channels.telegram.connector import TelegramChannel

__all__ = ["TelegramChannel"]
