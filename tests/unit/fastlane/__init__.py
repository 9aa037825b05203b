"""The fast lane, part by part."""
