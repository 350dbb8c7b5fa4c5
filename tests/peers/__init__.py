"""The Slack side of Frontdesk at a server that others wrote; `make peers` installs it, and runs these."""
