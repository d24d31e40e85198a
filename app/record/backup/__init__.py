"""One file with the whole site: every table, every document, and the hash of each."""
