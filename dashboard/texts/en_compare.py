"""Interface words of the page Compare in English."""

from types import MappingProxyType
from typing import Final

COMPARE: Final = MappingProxyType(
    {
        "page_compare": "Compare",
        "compare_question": "How do topics, periods, sources or languages differ?",
        "compare": "Compare",
        "compare_topic": "Topics",
        "compare_period": "Periods",
        "compare_day": "Before and after a day",
        "compare_source": "Sources",
        "compare_language": "Languages",
        "ready_sectors": "Four priority sectors",
        "ready_economies": "Instruments of seven economies",
        "ready_languages": "Russian and English",
        "ready_years": "The last years",
        "with_topic": "Topics to compare",
        "with_period": "Years or months to compare",
        "with_source": "Sources to compare",
        "with_language": "Languages to compare",
        "split_event": "Event",
        "split_event_none": "take the day of an event",
        "split": "Day",
        "split_months": "Time before and after",
        "month_one": "month",
        "month_few": "months",
        "month_many": "months",
        "compare_default": "choose up to eight",
        "compare_hint_topic": (
            "All other filters hold for each topic. An article with two of the topics counts for "
            "both. Click a mark to read its articles."
        ),
        "compare_hint_period": (
            "The dates in the filters do not count here; all other filters do. Click a mark to "
            "read its articles."
        ),
        "compare_hint_day": (
            "{months} before {day} and {months} from that day on, instead of the dates in the "
            "filters. What changed may have other causes than that day."
        ),
        "compare_hint_source": (
            "Each source instead of those in the filters; all other filters hold. Click a mark to "
            "read its articles."
        ),
        "compare_hint_language": (
            "Each language instead of those in the filters; all other filters hold. Different "
            "sources write in them: what differs may be the choice of sources."
        ),
        "compare_too_few": "Choose at least two things to compare.",
        "compare_nothing": "None of these has an article. Choose others, or clear a filter.",
        "compare_undated": "None of these articles has a date that is good enough for this step.",
        "compare_by": "Differ by",
        "before_day": "Before {day}",
        "after_day": "From {day} on",
        "share_between": "{share} of {base} (95%: {low} to {high})",
        "sizes_title": "How much there is of each",
        "sizes_note": (
            "A share is of all articles of the same dates, languages and sources; its 95% "
            "interval is in the data."
        ),
        "sizes_whole": (
            "Without a topic or a search each is all of its own articles, so that every "
            "share is 100%. Choose a topic in the filters, or another way to count."
        ),
        "sizes_sentence": "Most: {most} ({most_value}); least: {least} ({least_value}).",
        "courses_title": "{counted} by {period}",
        "courses_note": "A period without any article of the collection is a gap.",
        "courses_incomplete": "Hollow marks are incomplete periods.",
        "course_height": "{thing} in {period} ({value})",
        "courses_sentence": "At their height: {heights}.",
        "mixes_title": "{axis}: what share of each names them",
        "mixes_note": "The line through a mark is the 95% interval (Wilson).",
        "mix_unit_articles": "% of the articles of each",
        "mix_unit_stories": "% of the stories of each",
        "mix_unit_fractional": (
            "% of the articles with any, each shared out among its topics: a mix adds up to 100%"
        ),
        "axis_mix": "Share, %",
        "mix_biggest": "{thing}: {topic} ({share})",
        "mixes_sentence": "Most named: {topics}.",
        "differences_title": "Difference: {first} minus {second}",
        "differences_note": (
            "Blue: more in the first; orange: more in the second. The line is the 95% interval "
            "(Newcombe); pale bars may be chance."
        ),
        "difference_between": "difference: {difference} points (95%: {low} to {high})",
        "difference_part": "{topic} ({points} points)",
        "differences_sentence": "Clearest differences: {topics}.",
        "differences_none": "No share differs clearly.",
        "axis_points": "Difference, percentage points",
        "unit_points": "percentage points",
        "distinctive_title": "{axis}: what stands out for each",
        "distinctive_note": (
            "Share in the articles of each, times that in the articles that only the others "
            "have. Shown is what is hardly chance (q < 0.05, corrected), with its 95% interval."
        ),
        "distinctive_none": "Nothing stands out clearly for any of them.",
        "distinctive_part": "{thing}: {topic}",
        "distinctive_sentence": "Stands out most: {topics}.",
        "others_have": "the others: {share}",
        "axis_distinctive": "Times as often as among the others",
        "unit_distinctive": "ratio of shares of articles",
        "column_thing": "key",
        "column_thing_label": "compared",
        "column_share_at_least": "share at least (95%)",
        "column_share_at_most": "share at most (95%)",
        "column_compared_count": "of",
        "column_other_share": "share of the other",
        "column_difference": "difference of the shares",
        "column_difference_low": "difference at least (95%)",
        "column_difference_high": "difference at most (95%)",
        "column_is_clear": "hardly chance",
        "column_thing_count": "all its articles",
        "column_others_count": "articles of the others",
        "column_other_base": "all articles of the others",
    }
)
