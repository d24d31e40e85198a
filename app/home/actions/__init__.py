"""Changes over all areas: what is no longer needed goes, and so does a person or an organisation that
asks.
"""
