"""Making everything from the notebooks: what, when, and how it is known to be up to date."""
