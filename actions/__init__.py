"""What the bot can do beyond talking: actions that rasa-sdk serves, one file per subject."""
