"""Faults of addresses, feeds and pages: their codes, and the error that carries one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from analysis.errors import AnalysisError
from analysis.sources.faults import Problem

# In the order of the way of a request: address, connection, answer, content.
CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "FEED_LIST": "The list of feeds has faults: mend the entries that are named.",
        "OFFLINE": "Fetching is switched off: unset MONITOR_OFFLINE.",
        "BAD_ADDRESS": "The address cannot be read: write it as https://host/path.",
        "SCHEME_REFUSED": "Only http and https addresses are fetched: correct the address.",
        "PORT_REFUSED": "Only the ports 80 and 443 are fetched from: correct the address.",
        "USERINFO_REFUSED": "The address holds a name or password: remove it.",
        "HOST_NOT_FOUND": "The host has no address: check its name and the connection.",
        "PRIVATE_ADDRESS": "The host is not on the public internet: it is never fetched from.",
        "INSECURE_REDIRECT": "The site redirects from https to http: use another address.",
        "TOO_MANY_REDIRECTS": "The site redirects too often: correct the address.",
        "NO_CONNECTION": "The host cannot be reached: it is tried again later.",
        "TLS_ERROR": "The certificate of the site is not trusted: check address and clock.",
        "TIMEOUT": "The site took too long: it is tried again later.",
        "CUT_OFF": "The answer broke off: it is tried again later.",
        "BROKEN_ANSWER": "The answer cannot be read: it is tried again later.",
        "TOO_LARGE": "The answer is larger than what is read: use another address.",
        "ROBOTS": "The site asks programs not to read this address: use another one.",
        "ASKED_TO_WAIT": "The site asks to come back later: it is tried again then.",
        "HTTP_GONE": "The address is no longer there: correct or remove it.",
        "HTTP_REFUSED": "The site refuses the request: check the address.",
        "HTTP_FAILED": "The site has a fault: it is tried again later.",
        "NOT_A_FEED": "The answer is no RSS or Atom feed: open the address and correct it.",
        "XML_ENTITY": "The feed declares XML entities, which are not read: tell its publisher.",
        "ENCODING": "The letters cannot be told from the bytes: tell the publisher.",
        "ENTRY_CUT_OFF": "The feed ends within this entry: it is read when it is complete.",
        "NO_ADDRESS": "The entry has no web address, and no text either: nothing can be read.",
        "NOT_A_PAGE": "The address leads to a file that is no web page: open it yourself.",
        "NO_TEXT": "The page has no text of an article: open it yourself.",
        "PARSER_FAILED": "The content could not be read within the limits: open it yourself.",
    }
)


class FetchError(AnalysisError, OSError):
    """An address was not fetched, or what came is not usable.

    Attributes
    ----------
    problem : sentence with a code
    is_passing : worth another try later
    wait : seconds that the site asks to wait; 0 if it does not say
    was_asked : False where the host was left alone because of what happened before
    """

    def __init__(
        self,
        sentence: str,
        *,
        code: str,
        is_passing: bool = False,
        wait: float = 0.0,
        was_asked: bool = True,
    ) -> None:
        super().__init__(sentence)
        self.problem = Problem(sentence, code=code)
        self.is_passing = is_passing
        self.wait = wait
        self.was_asked = was_asked

    @property
    def code(self) -> str:
        """Code of the problem, a key of ``CODES``."""
        return self.problem.code

    def unasked(self, wait: float) -> "FetchError":
        """The same for another address of the host, which was not asked because of it."""
        return FetchError(
            str(self), code=self.code, is_passing=self.is_passing, wait=wait, was_asked=False
        )
