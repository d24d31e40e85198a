"""Reads over all areas: what waits for whom, what belongs to whom, what stands in the way of erasing it."""
