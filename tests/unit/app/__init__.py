"""What is joined where the program is built, a part at a time."""
