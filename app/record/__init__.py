"""The record: its kept heads, comparisons of rows with it, backups, and the state of a deployment."""
