"""Pictures, sound and film: kept, and made into what readers get.

Knows files, their rows and their limits.
Does not know who may do what (`actions`), nor what a page looks like (`render`).
"""
