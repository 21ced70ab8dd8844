"""The stand-in for Stripe: Checkout, payment intents, refunds, disputes, subscriptions, payouts."""
