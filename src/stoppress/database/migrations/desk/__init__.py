"""The steps of the desk's database."""
