"""The shop's order back end, behind a port."""
