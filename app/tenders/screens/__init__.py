"""What the pages of tenders show, as frozen values."""
