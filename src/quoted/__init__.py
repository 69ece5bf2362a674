"""Survey figures quoted in the press: traced to the page, charted, and reported honestly."""
