"""What can happen to a blog, and what a blog looks like afterwards.

Knows revisions, the fold over them and the rules they obey. Pure: the same values in, the same values out.
Does not know where revisions are kept, how they look, or who is reading.
"""
