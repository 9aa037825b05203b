"""What happens by itself: posts that are due, renditions, cards, alarms, rehearsals, and what is over and goes.

Knows when, and that of several processes the one that comes first does it; `actions` carry out what readers see of it.
Does not know doors, nor what comes of it on a page.
"""
