"""Pictures as SVG drawn on the server, each with a caption and a table of the same figures.

Pure functions over frozen values: the same component draws for a page, where the <svg> is part of the
document, and for the pack, where `Drawing.as_data_uri()` is the source of an image.
"""
