"""Model: TF-IDF weights beside the rules, and how both become a score."""
