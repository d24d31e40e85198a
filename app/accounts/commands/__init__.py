"""`flask accounts …` and `flask organisations …`."""
