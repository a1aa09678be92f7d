"""From articles and tags to small tables: what is selected, and how much of each topic there is.

Everything is array algebra on a read-only :class:`~analysis.measures.corpus.Corpus`: a choice
becomes one bool array over the articles, and every count is a ``bincount`` under that array.
"""
