"""What Rasa loads of ours; the only part of bot/ that imports rasa."""
