"""One file that holds the whole site: every table, every document, and what each must hash to."""
