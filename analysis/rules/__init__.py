"""Rules: queries, and where they hold in articles."""
