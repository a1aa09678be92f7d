"""From the outside world to the columns of schema ARTICLES."""
