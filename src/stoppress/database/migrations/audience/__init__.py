"""The steps of the audience's database."""
