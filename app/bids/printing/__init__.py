"""One copy of a pack on paper: frozen data in, a tagged PDF with its data inside out. Reads no database."""
