"""Pictures as SVG drawn on the server, each with a caption and a table of the same figures.

Pure functions over frozen values: the same component for a page, where the <svg> stands in the document, and
for the pack, where `Drawing.as_data_uri()` is the source of an image.
"""
