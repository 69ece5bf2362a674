"""Speed, memory and scaling, measured side by side: `make benchmarks`, or `python -m benchmarks`.

`measure` takes times and memory, `exporters` holds the ways to a PDF that are compared, `project`
the builds, tables and charts, `__main__` runs everything into ``results.json``, and `report` makes
the page README.md and its chart of that. `newcombe` stands alone. What needs no clock is a test.
"""
