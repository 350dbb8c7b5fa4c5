"""What keeps guessers out: counts of misses, and codes by e-mail, both kept across restarts."""
