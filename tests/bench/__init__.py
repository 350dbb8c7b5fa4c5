"""How fast Frontdesk is, and how well it understands: measured, never asserted."""
