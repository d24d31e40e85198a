"""The search: good consortia quickly, then the proof that nothing better was missed; search.py begins."""
