"""The bench judges others: whether it can be believed."""
