"""Start pages by role."""
