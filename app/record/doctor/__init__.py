"""Checking a deployment: what is fine, what to look at, what is wrong, and what to do about it."""
