"""A Shopify shop behind the shop's port, by the GraphQL Admin API."""
