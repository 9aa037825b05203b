"""The press, part by part."""
