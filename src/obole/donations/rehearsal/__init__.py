"""Stand-ins for Stripe and PayPal: a real HTTP server that moves no money.

The tests and `obole demo` start it, so that a person can click through a gift and see the meter
move. It keeps what was ordered, has pages to pay on, signs notices, and can lose, double, shuffle
and delay them; its clock can be put forward.

It encodes OUR READING of the two providers' documentation. It is no evidence of how they behave:
no live account of a provider was used.
"""
