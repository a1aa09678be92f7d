"""Words of the reader in English; keys as in ``ru_articles``."""

from types import MappingProxyType
from typing import Final

ARTICLES: Final = MappingProxyType(
    {
        "reader_text": "Text and tags",
        "reader_why": "Why, why not",
        "reader_similar": "Similar articles",
        "reader_story": "Story",
        "pick_hint": "Tick a row to read that article here.",
        # why, why not
        "why_topic": "Why does this article have, or lack, the topic",
        "why_help": "Type to find any topic of any axis. Topics of this article come first.",
        "why_has": "✓ {axis}: {topic}",
        "why_lacks": "{axis}: {topic}",
        "why_wait": "Asking the rules and the model (the first time takes a few seconds) …",
        "why_tagged": "Has the topic “{topic}”: score {score}, and {threshold} is enough.",
        "why_not_tagged": (
            "Does not have the topic “{topic}”: score {score}, and {threshold} would be needed."
        ),
        "why_nothing": (
            "Does not have the topic “{topic}”: no rule that counts hits, and the words of the "
            "article do not speak for it ({threshold} would be needed)."
        ),
        "why_stored_tagged": (
            "The stored tags were made by other rules or another model: by those, the article "
            "has the topic."
        ),
        "why_stored_not": (
            "The stored tags were made by other rules or another model: by those, the article "
            "does not have the topic."
        ),
        "why_remove": "What would remove the tag",
        "why_add": "What is missing for the tag",
        "why_no_change": "Nothing that was tried: it stands on many rules and words at once.",
        "why_no_addition": (
            "One strong word more would not be enough: too much else speaks against the topic."
        ),
        "why_examples": "The topic has {count}, such as {rules}",
        "strong_rule_one": "strong rule",
        "strong_rule_few": "strong rules",
        "strong_rule_many": "strong rules",
        "change_without_rules": "Without the rule {names} the score would be {score}: no tag.",
        "change_without_all": (
            "No single rule decides. Without all of these the score would be {score}: {names}"
        ),
        "change_without_words": (
            "The words alone carry it. Without these in the text the score would be {score}: "
            "{names}"
        ),
        "change_without_both": (
            "The tag stays even without any rule of the topic; only when these words are gone from "
            "the text as well, the score falls to {score}: {names}"
        ),
        "change_without_mask": (
            "Words that could count are masked by {names}. Without this mask the score would be "
            "{score}: a tag."
        ),
        "change_strong_text": (
            "One strong word anywhere in the text would be enough: the score would be {score}."
        ),
        "change_strong_lead": (
            "One strong word in the first sentences would be enough: the score would be {score}."
        ),
        "change_strong_title": (
            "A strong word in the title would be needed: the score would be {score}."
        ),
        "why_rules": "Rules that hit",
        "why_no_rules": "No rule of this topic hits in this article.",
        "why_not_enough": "Together they are not enough evidence without the model.",
        "why_rule": "Rule",
        "why_state": "What it does",
        "state_strong": "counts, strong",
        "state_weak": "counts, weak",
        "state_list": "counts as strong: stands in a list of industries",
        "state_masked": "does not count: masked",
        "state_never": "masks words that mean something else",
        "state_covered": "lies within another hit",
        "place_one": "place",
        "place_few": "places",
        "place_many": "places",
        "why_near": "Rules that nearly hit",
        "why_there": "There",
        "why_missing": "Missing",
        "why_apart": "nothing, but the words do not stand together",
        "why_model": "What the model says",
        "why_no_model": "No model is trained for this topic: rules alone decide.",
        "why_model_for": "By its words alone the article leans to the topic: log-odds {value}.",
        "why_model_against": (
            "By its words alone the article does not lean to the topic: log-odds {value}."
        ),
        "why_side": "Side",
        "why_speaks_for": "for the topic",
        "why_speaks_against": "against it",
        "why_parts": "What the score is made of",
        "part_start": "start",
        "part_rules": "rules",
        "part_words": "words (model)",
        "part_article": "the article as a whole",
        "why_sum": "Sum {value}, which is a score of {score}.",
        # similar
        "terms_wait": "Counting the words of all articles, once for this version of the corpus …",
        "similar_selected": "Only among the articles selected by the filters",
        "similar_later": (
            "This article came after the words of the corpus were counted; they are counted anew "
            "when the corpus has grown by a tenth, or the dashboard is started again."
        ),
        "similar_none": (
            "No other article shares a word that tells articles apart. Switch off the toggle, or "
            "choose another article."
        ),
        "similar_how": (
            "Cosine of TF-IDF values of the words: 1 is the same words, 0 none in common. Beside "
            "it the words that make the two alike, each with its share of the score."
        ),
        "similar_score": "Likeness",
        "similar_words": "Words in common",
        "similar_note": "Note",
        "similar_same_story": "same story",
        "similar_same_text": "nearly the same text",
        # story
        "story_alone": "No other article of the corpus tells nearly the same text.",
        "story_first": "First published by {source}, {moment}; {articles} from {sources}.",
        "story_how": (
            "Articles whose texts are near copies. Those of one day without a stated time are in "
            "the order in which they came into the corpus."
        ),
        "story_moment": "Published",
        "story_this": "this article",
    }
)
