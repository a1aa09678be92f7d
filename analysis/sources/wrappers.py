"""JSON whose records stand under a name: {"articles": [{…}, {…}], "status": "ok"}."""

from typing import Any, Final

from analysis.sources.columns import assign, has_words, quoted

WRAPPERS: Final = ("articles", "stories", "results", "items", "records", "data")


def records_of(value: Any) -> tuple[list[Any], tuple[str, ...]]:
    """Take the records out of a JSON value.

    Returns
    -------
    The records, and a note when they stood under a name

    Examples
    --------
    >>> records_of({"status": "ok", "articles": [{"title": "A"}]})
    ([{'title': 'A'}], ("the records under 'articles' are read",))
    >>> records_of({"title": "A"})
    ([{'title': 'A'}], ())
    """
    if isinstance(value, list):
        return value, ()
    if isinstance(value, dict):
        for name in WRAPPERS:
            if _are_records(value.get(name), is_only=not has_words(assign(list(value), {}))):
                return value[name], (f"the records under {quoted([name])} are read",)
    return [value], ()


def _are_records(items: Any, *, is_only: bool) -> bool:
    """Whether a list holds articles; an empty one does where nothing else could be one."""
    if not isinstance(items, list):
        return False
    if not items:
        return is_only
    return any(isinstance(item, dict) and has_words(assign(list(item), {})) for item in items)
