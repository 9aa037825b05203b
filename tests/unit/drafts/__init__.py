"""Drafts: what can happen to one, and the queue."""
