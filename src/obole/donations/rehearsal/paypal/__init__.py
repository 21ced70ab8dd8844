"""The stand-in for PayPal: orders, subscriptions, refunds, disputes, the search, signed notices."""
