"""Looking over a deployment: what is well, what to look at, what is wrong, and what to do about it."""
