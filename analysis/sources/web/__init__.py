"""The web: feeds and pages, and the one way out of this machine.

Every outgoing address passes :mod:`~analysis.sources.web.guard`, every request goes through
:mod:`~analysis.sources.web.client` and is made politely by :mod:`~analysis.sources.web.visits`.
What comes back are bytes; ``parse_feed`` and ``read_page`` are pure functions of them.
"""
