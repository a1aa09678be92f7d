"""Text: folding, tokens, word forms, language."""
