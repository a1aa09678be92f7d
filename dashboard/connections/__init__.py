"""The parts of the page Connections: what is paired, and a view of it in each."""
