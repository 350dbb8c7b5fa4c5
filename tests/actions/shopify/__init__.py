"""The Shopify back end, against a shop that is served over HTTP."""
