"""Numbers about numbers: estimates, disclosure, corroboration. No words, no pictures."""
