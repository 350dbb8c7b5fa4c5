"""Changes, put together from what customers say."""
