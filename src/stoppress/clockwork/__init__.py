"""What happens by itself: renditions that are finished.

Does what is due, on whichever node comes first, and calls `actions` for what readers see of it.
"""
