"""Every change to tenders: one public verb each."""
