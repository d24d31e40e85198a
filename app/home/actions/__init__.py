"""Changes over all areas: deleting what is no longer needed, and people and organisations that ask for it."""
