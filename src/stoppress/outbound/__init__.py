"""The only code that opens connections to the outside.

Knows endpoints that an operator configured.
Does not know what is said to them.
"""
