"""Reads over all areas: what people have to do, what belongs to them, and what prevents erasing it."""
