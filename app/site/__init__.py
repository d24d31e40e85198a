"""The site as a whole: what serves it, works for it, and stands around its pages."""
