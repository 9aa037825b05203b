"""The steps of the journal's database."""
