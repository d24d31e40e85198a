"""Reference data: what is the same for everybody and changes only with a release.

CPV codes with everyday words and standard units, areas and their outlines, credential types, legal
forms, identifiers, procurement regimes and dated legal figures. Plain Python over files in `data/`, read
once on first use. `data/ATTRIBUTION.md` says where each file comes from.
"""
