"""What dies, and what is still there afterwards: real processes, real kills."""
