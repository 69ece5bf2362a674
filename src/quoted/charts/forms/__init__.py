"""The forms, one module each: what is drawn of a tidy frame; how it fits is the layout's affair."""
