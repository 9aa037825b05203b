"""The audience: what readers ask, and what is made of it."""
