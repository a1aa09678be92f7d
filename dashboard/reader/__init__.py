"""The reader: one article beside the list, in parts of which only the open one is worked out."""
