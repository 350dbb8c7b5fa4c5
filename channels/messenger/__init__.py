"""Customers on Messenger and Instagram: https://developers.facebook.com/docs/messenger-platform"""

from channels.messenger.connector import MessengerChannel

__all__ = ["MessengerChannel"]
