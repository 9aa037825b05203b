"""What can be said of media without starting anything."""
