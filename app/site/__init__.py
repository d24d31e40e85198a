"""The site as a whole: what serves it, works for it, and frames its pages."""
