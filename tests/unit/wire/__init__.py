"""What leaves, part by part."""
