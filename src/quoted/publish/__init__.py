"""Ways out: chart files, slides, and the notebook-to-PDF exporter."""
