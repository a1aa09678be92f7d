"""robots.txt: what a site asks programs not to read, and how long to wait between requests."""

from dataclasses import dataclass
from urllib.robotparser import RobotFileParser

from analysis.sources.web.limits import MAX_DELAY


@dataclass(frozen=True, slots=True)
class Robots:
    """The wishes of one site.

    Attributes
    ----------
    delay : seconds between requests, at most ``MAX_DELAY``; 0 where none are asked for
    is_down : the site could not say what it wishes, so nothing is read for now
    """

    rules: RobotFileParser
    delay: float = 0.0
    is_down: bool = False

    @classmethod
    def read(cls, status: int, content: bytes, agent: str) -> "Robots":
        """Wishes from the answer for /robots.txt.

        Parameters
        ----------
        status : a site without the file (4xx) allows all; one with a fault (5xx) nothing yet
        agent : name of this program
        """
        rules = RobotFileParser()
        if status >= 500 or status == 429:
            return cls(rules, is_down=True)
        text = content.decode("utf-8-sig", "replace") if status < 300 else ""
        rules.parse(text.splitlines())
        asked = rules.crawl_delay(agent)
        return cls(rules, delay=min(float(asked or 0), MAX_DELAY))

    def allow(self, path: str, agent: str) -> bool:
        """Tell whether a path may be read.

        >>> robots = Robots.read(200, b"User-agent: *\\nDisallow: /private/", "Monitor")
        >>> robots.allow("/news", "Monitor"), robots.allow("/private/a", "Monitor")
        (True, False)
        """
        return self.rules.can_fetch(agent, path)
