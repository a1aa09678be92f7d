"""Measures and the model: evaluate, train, quality."""

import argparse
from pathlib import Path
from typing import Final

import pandas as pd

from analysis.commands.terminal import (
    OK,
    articles_of,
    say,
    tagger_of,
)
from analysis.errors import DataError
from analysis.evaluation import (
    calibration,
    calibration_error,
    compare,
    evaluate,
    exact_counts,
    judged_scores,
    worst_errors,
)
from analysis.labels import read_labelled, read_labels, unknown_sectors
from analysis.model.classifier import load_model, save_model
from analysis.quality import load_quality, measure, save_quality
from analysis.reports import (
    calibration_report,
    errors_report,
    measures_report,
    quality_report,
)
from analysis.streams import (
    CannotWrite,
    WrongUse,
    check_output,
    write,
)
from analysis.taxonomy import load_taxonomy

_FLATTERY: Final = (
    "These figures flatter if the model has learnt from the articles: `quality` has those across "
    "folds, --held-out those of articles that nothing was learnt from."
)


def run_evaluate(arguments: argparse.Namespace) -> int:
    """Compare tags with a labelled set."""
    check_output(arguments.output)
    tagger = tagger_of(arguments)
    labelled = read_labelled(arguments.labelled)
    before = _earlier(arguments.against)
    if arguments.held_out:
        from analysis.learning import is_held_out  # as in run_train

        labelled = labelled[labelled["article_id"].map(is_held_out).astype(bool)]
        labelled = labelled.reset_index(drop=True)
    if labelled.empty:
        raise DataError(str(arguments.labelled), ["holds no labelled article to compare with"])
    if unknown := unknown_sectors(labelled, tagger.taxonomy):
        say(f"note: not in the taxonomy and not measured: {', '.join(unknown)}")
    tags, scores = tagger.tag(labelled), tagger.consider(labelled)
    table = evaluate(labelled, tags, tagger.taxonomy)
    if before is not None:
        table = compare(table, before)
    print(measures_report(table))
    if not arguments.held_out:
        print(f"\n{_FLATTERY}")
    for language, (exact, total) in exact_counts(labelled, tags, tagger.taxonomy).items():
        print(f"\n{language}: {exact:,} of {total:,} articles have exactly their sectors")
    judged = judged_scores(labelled, scores, tagger.taxonomy)
    if len(judged):
        bands = calibration(judged)
        print(f"\nHow far scores can be believed\n\n{_bands_report(bands)}")
    if arguments.errors > 0:
        errors = worst_errors(labelled, tags, scores, tagger.taxonomy, most=arguments.errors)
        print(f"\nThe worst errors\n\n{errors_report(errors)}")
    if arguments.output:
        write(table, arguments.output)
    return OK


def _bands_report(bands: pd.DataFrame) -> str:
    return calibration_report(bands, calibration_error(bands))


def _earlier(path: Path | None) -> pd.DataFrame | None:
    """Measures of an earlier run."""
    if path is None:
        return None
    table: pd.DataFrame
    try:
        match path.suffix.lower():
            case ".csv":
                table = pd.read_csv(path)
            case ".parquet":
                table = pd.read_parquet(path)
            case _:
                raise WrongUse(f"{path}: --against takes the .csv or .parquet of an --output")
    except FileNotFoundError as error:
        raise DataError(str(path), ["cannot be read: there is no such file"]) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(str(path), [f"cannot be read: {reason}"]) from error
    keys = ["language", "axis", "topic"]
    if missing := {*keys, "f1"} - set(table):
        raise DataError(str(path), [f"missing column(s) {', '.join(sorted(missing))}"])
    if not pd.api.types.is_numeric_dtype(table["f1"]) or table.duplicated(keys).any():
        problem = (
            "is no table of --output: f1 must be numbers, each topic of a language stands once"
        )
        raise DataError(str(path), [problem])
    return table


def run_train(arguments: argparse.Namespace) -> int:
    """Train the model on a corpus and on labelled articles, and measure it."""
    # It brings scikit-learn and SciPy, for which no other command should wait.
    from analysis.learning import gather, learn

    taxonomy = load_taxonomy(arguments.taxonomy)
    rejects: list[pd.DataFrame] = []
    corpus = pd.concat(
        [
            articles
            for path in arguments.corpus
            for articles in articles_of(path, rejects, once=True)
        ],
        ignore_index=True,
    )
    labels = [read_labels(path, corpus) for path in arguments.labels]
    say(f"{sum(map(len, labels)):,} labels of articles of the corpus found")
    sets = gather(
        {path.name: read_labelled(path) for path in arguments.labelled},
        labels,
        [read_labelled(path) for path in arguments.examples],
    )
    learnt = learn(taxonomy, corpus, sets, say=say)
    try:
        save_model(learnt.model, arguments.output)
        model = load_model(arguments.output)
        version = model.version if model else ""
        quality = measure(learnt.predictions, sets, taxonomy, version)
        save_quality(quality, arguments.output)
    except OSError as error:
        raise CannotWrite(f"{arguments.output}: {error.strerror or error}") from error
    print(quality_report(quality))
    print(f"\nmodel and quality written to {arguments.output}")
    return OK


def run_quality(arguments: argparse.Namespace) -> int:
    """Show the published figures of the shipped taxonomy and model."""
    quality = load_quality()
    if quality is None:
        raise DataError("data/model/quality.json", ["is not there: train writes it"])
    print(quality_report(quality))
    model = load_model()
    shipped = load_taxonomy(arguments.taxonomy).version, model.version if model else ""
    if (quality.taxonomy_version, quality.model_version) != shipped:
        say("note: taxonomy or model have changed since; train measures them again")
    return OK
