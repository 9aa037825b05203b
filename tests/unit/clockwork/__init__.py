"""What happens by itself, one thing at a time."""
