"""Interface words of the page Connections in English."""

from types import MappingProxyType
from typing import Final

CONNECTIONS: Final = MappingProxyType(
    {
        "page_connections": "Connections",
        "connections_question": "Which topics are named together, and which never are?",
        "body": "Actors: institutions and companies",
        "person": "Actors: persons",
        "pair_view": "View",
        "pair_view_matrix": "Matrix",
        "pair_view_network": "Network",
        "pair_view_flow": "Flow",
        "pair_view_sets": "How many topics",
        "pair_rows": "Rows",
        "pair_columns": "Columns",
        "pair_size": "Topics of each side",
        "pair_shade": "Colour tells",
        "pair_shade_lift": "how far from chance",
        "pair_shade_value": "how many",
        "pair_lift": "At least so often as by chance",
        "pair_least": "Articles at least",
        "pairs_hint": (
            "Within {count} that meet the other filters. Topics chosen in the filters pick rows "
            "and columns. Expected is what a pair would have if its two topics had nothing to do "
            "with each other. Click a mark to read its articles."
        ),
        "pairs_none": "No article has a topic of both kinds. Choose others, or clear a filter.",
        "pairs_none_clear": "No pair differs clearly from chance.",
        "pair_name": "{first} × {second}",
        "pair_value": "{way}: {value}",
        "pair_expected": "expected: {count}",
        "pair_times": "×{lift} of what chance gives (95%: {low} to {high})",
        "pair_sentence": "{pair} ({count}, {expected} expected)",
        "pairs_sentence": "Most clearly named together: {pairs}.",
        "chance_untested": "too few articles to test",
        "chance_maybe": "may be chance (q = {q})",
        "chance_hardly": "hardly chance (q = {q})",
        "chance_surely_not": "hardly chance (q < 0.001)",
        "axis_lift": "Times as often as by chance",
        "axis_expected": "Articles expected by chance",
        "matrix_title": "{rows} and {columns}: named together more or less often than by chance",
        "matrix_title_one": "{rows}: named together more or less often than by chance",
        "matrix_note": (
            "Blue: more often than by chance; orange: less often. A small cell may be chance; "
            "a hatched one is expected fewer than five times; for the colour, half an article is "
            "added on either side. Neighbours have similar partners."
        ),
        "matrix_capped": (
            "Drawn: the biggest {rows} of {all_rows} rows and {columns} of {all_columns} columns."
        ),
        "test_note": (
            "The test (G², or Fisher’s exact one where a cell is small; corrected for the number "
            "of pairs) and the expected number are on articles, however the page counts."
        ),
        "network_title": "{rows} and {columns}: pairs that go together",
        "network_title_one": "{rows}: pairs that go together",
        "network_note": (
            "A line is a pair that is hardly chance; thick ones are tied most closely. Click a "
            "topic, or the diamond in the middle of a line."
        ),
        "network_capped": "Drawn: the {shown} strongest of {total} pairs.",
        "network_none": "No pair is this strong. Lower one of the two thresholds.",
        "edges_title": "All lines of the network",
        "pair_order": "Pairs",
        "pair_order_together": "Together",
        "pair_order_apart": "Apart",
        "pair_order_biggest": "Biggest",
        "pair_order_rising": "Rising",
        "pair_order_never": "Never",
        "pairs_title_together": "Pairs that go together most clearly",
        "pairs_title_apart": "Pairs that avoid each other",
        "pairs_title_biggest": "Pairs that most articles name",
        "pairs_title_rising": "Pairs that are named more than before",
        "pairs_title_never": "Pairs that no article names",
        "surest_sentence": "{pair}: ×{lift} of what chance gives. Pairs shown: {count}.",
        "lift_note": "The line through a dot is the 95% interval.",
        "fraction_note": (
            "In fractions, an article with six pairs of topics counts a sixth for each."
        ),
        "never_note": (
            "{count} pairs are named nowhere; the bar is how many articles chance would give. "
            "Pale bars may be chance."
        ),
        "never_none": "Every pair is named at least once.",
        "never_at_all": "Not named at all in these articles: {topics}.",
        "never_at_all_more": (
            "Not named at all in these articles: {topics} and others, {count} in all."
        ),
        "axis_rising": "Share of articles now, times that before",
        "unit_rising": "share of the articles of a period",
        "rising_counts": "{now}; before: {before}",
        "rising_ratio": "×{ratio} (95%: {low} to {high})",
        "rising_note": (
            "{now} ({now_count}) against {before} ({before_count}). The line is the 95% interval; "
            "hollow marks may be chance. Sorted by what is sure: the lower end."
        ),
        "rising_none": "There are too few dated articles to compare two periods.",
        "flow_left": "Left",
        "flow_middle": "Middle",
        "flow_right": "Right",
        "flow_title": "Flow: {axes}",
        "flow_same": "Choose three different kinds of topics.",
        "flow_note": (
            "A band is as thick as the number of articles that name both of its topics; an "
            "article with several topics is in several bands. Shown: the {count} biggest topics "
            "of each kind. Click a topic, or the dot on a band."
        ),
        "flow_biggest": "Biggest bands: {bands}.",
        "flow_sentence": "{pair} ({value})",
        "numbers_title": "{axis}: how many an article has",
        "numbers_sentence": "{axis}: {none} of the articles have none, {many} have three or more.",
        "numbers_note": "Click the first bar to read the articles without any.",
        "topics_0": "none",
        "topics_1": "one",
        "topics_2": "two",
        "topics_3": "three or more",
        "sets_title": "{axis}: the most frequent sets",
        "sets_note": "Articles with exactly these and no others. Click a bar to read them.",
        "sets_note_closed": "Articles with exactly these and no others.",
        "sets_none": "No article has two or more of them.",
        "sets_sentence": "Most frequent set: {topics} ({value}).",
        "column_row": "first key",
        "column_row_label": "first topic",
        "column_column": "second key",
        "column_column_label": "second topic",
        "column_row_count": "articles with the first",
        "column_column_count": "articles with the second",
        "column_expected_count": "expected articles",
        "column_lift": "times as by chance",
        "column_lift_low": "times at least (95%)",
        "column_lift_high": "times at most (95%)",
        "column_phi": "tie (phi)",
        "column_p_value": "p",
        "column_q_value": "q (corrected p)",
        "column_is_small": "expected fewer than five",
        "column_current_base": "all articles of the later period",
        "column_previous_base": "all articles of the earlier period",
        "column_ratio": "times as before",
        "column_ratio_low": "times at least (95%)",
        "column_ratio_high": "times at most (95%)",
        "column_flow_step": "step",
        "column_from": "from (key)",
        "column_from_label": "from",
        "column_to": "to (key)",
        "column_to_label": "to",
        "column_topics": "keys",
        "column_topic_count": "number of topics",
    }
)
