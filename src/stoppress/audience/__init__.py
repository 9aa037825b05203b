"""The audience: what is known of readers, which is how many there are.

Knows numbers.
Does not know who anybody is, and keeps nothing from which it could be found out.
"""
