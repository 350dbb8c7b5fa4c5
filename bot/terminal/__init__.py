"""Talk with the bot in a terminal, as a visitor of the web chat, and see what it makes of each message."""
