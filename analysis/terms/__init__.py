"""Terms: which words and word pairs articles hold, and what they say of a selection.

Nothing here reads a text: a :class:`~analysis.terms.book.TermBook` is made once from the word
numbers of the index. Forms of one word are joined by their stem, as the word model joins them;
what is shown of a term is a query, and its counts are those of that query.
"""
