"""Digests: what is new in a saved view or behind a link, for feed readers and mail."""

import argparse
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import numpy as np

from analysis.archive import load_corpus, open_archive, open_searcher
from analysis.commands.terminal import OK, printable, say
from analysis.measures.choice import select
from analysis.measures.links import choice_in
from analysis.streams import WrongUse, check_output, write_bytes
from analysis.takeaway.digests import DIGEST_FORMATS, make_digest
from analysis.takeaway.phrases import LANGUAGES
from analysis.takeaway.subject import Subject, in_words
from analysis.taxonomy import load_taxonomy
from analysis.views import ViewError, find_view


def run_digest(arguments: argparse.Namespace) -> int:
    """Write what is new in a saved view, or behind a link, as a feed, a page or an e-mail."""
    check_output(arguments.output, endings=None)
    today = datetime.now(UTC).date()
    since = arguments.since or today - timedelta(days=arguments.days)
    taxonomy = load_taxonomy(arguments.taxonomy)
    name, link = _wanted(arguments)
    with open_archive(arguments.store) as archive, archive.at_once():
        corpus = load_corpus(archive, taxonomy)
        choice, dropped = choice_in(link, corpus)
        for text in dropped:
            say(printable(f"the link asks for {text}, which is not in this corpus: left out"))
        mask = select(
            corpus, choice, search=lambda query: open_searcher(archive).search(query, corpus)
        )
        language = _language(arguments, link)
        subject = Subject(
            sentence=in_words(choice, taxonomy, language),
            link=_with_language(link, language),
            language=language,
            article_count=int(np.count_nonzero(mask)),
            taxonomy_version=archive.taxonomy_version,
            model_version=archive.model_version,
            retrieved=today,
            as_of=choice.as_of,
            name=name,
        )
        digest = make_digest(archive, corpus, mask, taxonomy, subject, since=since)
    write_bytes(DIGEST_FORMATS[arguments.format].write(digest), arguments.output)
    where = "" if arguments.output == "-" else f" to {arguments.output}"
    say(
        f"{digest.article_count:,} new of {subject.article_count:,} articles since "
        f"{since.isoformat()} written{where}"
    )
    return OK


def _wanted(arguments: argparse.Namespace) -> tuple[str, str]:
    """Name and link of the view."""
    if arguments.view is None:
        link: str = arguments.link
        if "://" in link:
            return "", link
        return "", f"{arguments.address.rstrip('/')}/articles?{link.lstrip('?')}"
    try:
        view = find_view(arguments.store, arguments.view)
    except ViewError as error:
        raise WrongUse(str(error)) from error
    return view.name, f"{arguments.address.rstrip('/')}/articles?{view.query}"


def _language(arguments: argparse.Namespace, link: str) -> str:
    """As asked for, else that of the link."""
    linked = dict(parse_qsl(urlsplit(link).query)).get("lang", "")
    return str(arguments.lang or (linked if linked in LANGUAGES else LANGUAGES[0]))


def _with_language(link: str, language: str) -> str:
    parts = urlsplit(link)
    pairs = [pair for pair in parse_qsl(parts.query) if pair[0] != "lang"]
    return parts._replace(query=urlencode([("lang", language), *pairs])).geturl()
