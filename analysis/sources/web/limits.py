"""Limits of fetching; docs/feeds.md states them, too."""

from typing import Final

DEADLINE: Final = 30.0  # seconds for a request with all its redirects
MAX_REDIRECTS: Final = 3
TRIES: Final = 2  # of a request that fails for a passing reason, within a round

MAX_FEED: Final = 10_000_000  # bytes, counted after unpacking
MAX_PAGE: Final = 5_000_000
MAX_ROBOTS: Final = 500_000
MAX_ENTRIES: Final = 2_000  # of a feed

PAUSE: Final = 2.0  # seconds between two requests to a host, at least
MAX_DELAY: Final = 30.0  # seconds that a site may ask for between two requests
MAX_WAIT: Final = 24 * 3600.0  # seconds until the next try that a site may ask for
ROBOTS_KEPT: Final = 24 * 3600.0
ROBOTS_KEPT_DOWN: Final = 300.0  # where the site could not say what it wishes

READ_SECONDS: Final = 20.0  # for parsing one feed or page
MOST_PAGES: Final = 50  # of a feed in a round
MAX_TRIES: Final = 5  # of a page, in as many rounds
