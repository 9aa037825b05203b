"""Who works here, how they prove it, what each may do.

Knows people, tokens and permissions.
Does not know blogs, nor what is done with a permission once it is given.
"""
