"""Frontdesk's tests: they mirror the source, with fakes, contracts, journeys and benches beside."""
