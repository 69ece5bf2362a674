"""Charts as values: a chart holds its data, its words and how to draw itself."""
