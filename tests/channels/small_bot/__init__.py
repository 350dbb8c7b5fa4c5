"""A small bot, its action server, and the Rasa that runs it, for tests of channels/rasa.py."""
