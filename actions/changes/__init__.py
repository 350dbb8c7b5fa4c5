"""What a customer wants changed about an order: put together from what they say, confirmed, and made."""
