"""The parts of the page Compare: what is set side by side, and a chart of it in each."""
