"""What the doors reckon, part by part."""
