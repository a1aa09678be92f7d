"""Words of Money and horizons, and of events, in English; keys as in ``ru_money``."""

from types import MappingProxyType
from typing import Final

MONEY: Final = MappingProxyType(
    {
        "page_money": "Money",
        "money_question": "What sums and horizons are named, and in which words?",
        "money_part": "Show",
        "money_part_sums": "Sums",
        "money_part_horizons": "Horizons",
        "money_part_origin": "Home-made or imported",
        "money_part_acts": "Acts",
        "money_part_followed": "Announced and done",
        # numbers and nouns
        "scale_12": "tn",
        "scale_9": "bn",
        "scale_6": "m",
        "scale_3": "k",
        "sum_one": "sum",
        "sum_few": "sums",
        "sum_many": "sums",
        "different_sum_one": "different sum",
        "different_sum_few": "different sums",
        "different_sum_many": "different sums",
        "statement_one": "statement",
        "statement_few": "statements",
        "statement_many": "statements",
        "of_statement_one": "statement",
        "of_statement_few": "statements",
        "of_statement_many": "statements",
        "rate_one": "rate",
        "rate_few": "rates",
        "rate_many": "rates",
        "currency_one": "currency",
        "currency_few": "currencies",
        "currency_many": "currencies",
        "programme_one": "plan",
        "programme_few": "plans",
        "programme_many": "plans",
        "share_one": "percentage",
        "share_few": "percentages",
        "share_many": "percentages",
        "act_one": "act",
        "act_few": "acts",
        "act_many": "acts",
        "pair_one": "announcement that led to something",
        "pair_few": "pairs of an announcement and what it led to",
        "pair_many": "pairs of an announcement and what it led to",
        "announcement_one": "announcement",
        "announcement_few": "announcements",
        "announcement_many": "announcements",
        "day_one": "day",
        "day_few": "days",
        "day_many": "days",
        "year_one": "year",
        "year_few": "years",
        "year_many": "years",
        # sums: controls
        "money_currency": "Currency",
        "money_most_stated": "most stated: {currency}",
        "money_least": "Sums from",
        "money_any_size": "any size",
        "money_year": "Year",
        "money_year_published": "of publication",
        "money_year_planned": "planned until",
        "money_common": "In US dollars, at approximate yearly rates",
        "money_common_help": (
            "Each sum is counted at the average rate of the year in which it was published. "
            "Without this, currencies are never added together."
        ),
        "money_caution": (
            "Sums of statements are no budget: plans, revenues, fines and market forecasts stand "
            "side by side, and a part is added to its whole. Median and largest sum are surer than "
            "totals. A sum that is stated again, in a reprint or in another article, is counted "
            "once. The way of counting articles does not touch sums."
        ),
        "money_no_sums": (
            "These articles name no sum of this size. Choose “any size”, or widen the filters."
        ),
        "money_no_sums_in": "These articles name no sum in {currency}. Choose another currency.",
        "money_no_year": "None of these sums has such a year. Choose the year of publication.",
        "money_rates_note": (
            "Approximate yearly average rates; articles later than {last} are counted at the rate "
            "of {last}."
        ),
        "money_rates_lacking": "Left out for want of a rate: {count}.",
        "money_rates_title": "{count} used",
        # sums: charts
        "money_currencies_title": "In which currencies are sums stated?",
        "money_currencies_note": (
            "Beside the number stands the median sum. Click a bar to choose it."
        ),
        "money_currencies_sentence": (
            "Sums are stated in {count}; {share} of the statements are in {first}."
        ),
        "money_by_topic_title": "Sums by {axis}, {unit}",
        "money_by_topic_sentence": (
            "{sums} in {statements}: the median is {median}, the largest {largest}. The "
            "largest total is that of {first}: {total}."
        ),
        "money_by_year_published_title": "Sums by year of publication, {unit}",
        "money_by_year_planned_title": "Sums by the year until which they are planned, {unit}",
        "money_by_year_published_sentence": "Most sums are of {year}: {sums}.",
        "money_by_year_planned_sentence": "Most sums are planned until {year}: {sums}.",
        "money_year_left": "Without such a year: {count}.",
        "money_year_older": "Earlier years are in the data.",
        "money_sums_note": (
            "Scale of powers of ten: each step is ten times the one before, so totals must not be "
            "compared by length. Click a mark to read its sentences."
        ),
        "money_largest_title": "Largest sums and where they are stated",
        "money_largest_note": (
            "Each sum once, at the oldest article that states it; the title is that article's. "
            "Scale of powers of ten. Click a dot to read the sentences."
        ),
        "money_largest_sentence": "The largest sum, {amount}, stands in “{title}”.",
        "money_programmes_title": "Sums of known programmes and awards",
        "money_programmes_note": (
            "Dated events, not articles, each with the kind of its sum; unlike kinds are not "
            "added. Scale of powers of ten. Click a dot for its document."
        ),
        "money_programmes_facts": (
            "Unit: {unit} · n = {n} events · {first} to {last} · Source: data/events.csv"
        ),
        "money_programmes_sentence": "The largest is {amount}: “{title}”.",
        "money_in_dollars": "{text} ≈ {dollars}",
        "money_at_rate": "{text} (1 USD = {rate}, {year})",
        "money_median": "Median",
        "money_largest": "Largest",
        "money_total": "Total of different sums",
        "money_opened_sums": "Sums: {what}, {unit}",
        "money_opened_same": "The same sum, wherever it is stated",
        "axis_money": "{unit}, powers of ten",
        "axis_statements": "Statements",
        "axis_end_year": "End year",
        "axis_length": "Years",
        "axis_per_cent": "%",
        "unit_sums": "{unit}, each different sum once",
        "unit_statements": "statements: an equal sum within one story counts once",
        "unit_per_cent": "% as quoted",
        # sentences behind a mark
        "quotes_dialog": "In these words",
        "quotes_of": "{first}–{last} of {total}, latest first",
        "quotes_sums": "Every statement is listed here, repeated ones too.",
        "quotes_read": "Read as {amount}",
        "quotes_planned": "planned until {year}",
        "quotes_rate": "≈ {amount} at 1 USD = {units} {currency} (approximate average of {year})",
        "quotes_no_rate": "No rate is known for this currency and year.",
        # horizons
        "horizon_title": "Which end years are named?",
        "horizon_none": "These articles name no end year. Widen the filters to see more.",
        "horizon_note": (
            "“Until 2030”, “by the end of 2027”, “2025–2030”. An article counts once for each year "
            "that it names. Click a bar to read the sentences."
        ),
        "horizon_left": "Far from today, so not drawn: {count}; the data has all.",
        "horizon_sentence": (
            "Most often named is {year} ({count}); 2030 is named by {in_2030}, 2035 by {in_2035}."
        ),
        "horizon_opened": "Horizons that end in {year}",
        "horizon_topic_title": "End years by {axis}",
        "horizon_topic_note": (
            "The area of a square grows with the count; the {count} years that are named most."
        ),
        "horizon_topic_sentence": "The largest square is {topic}, {year}: {count}.",
        "horizon_opened_topic": "{topic}: horizons that end in {year}",
        "length_title": "How long are plans and programmes?",
        "length_none": "These articles name no length of a plan.",
        "length_note": (
            "“A ten-year programme”, “for 5 years”; of “10–20 years” both ends count. Lengths of "
            "5, 10 and 20 years stand out. Click a bar to read the sentences."
        ),
        "length_sentence": (
            "5 years are named in {five} articles, 10 years in {ten}, 20 years in {twenty}."
        ),
        "length_opened": "Plans for {years}",
        # shares of origin
        "origin_title": "How much is home-made, how much imported? Percentages as quoted",
        "origin_none": (
            "These articles quote no such percentage. It is looked for in articles on "
            "localisation, "
            "import substitution, self-sufficiency and technological sovereignty."
        ),
        "origin_note": (
            "Percentages in a sentence on localisation, domestic or imported goods, in articles on "
            "these themes; growth rates and tariffs are left out as far as their words show. "
            "Whether a figure is a goal or a fact, its sentence says: click a point."
        ),
        "origin_sentence": "{count} (articles: {articles}); half of them are {median} or more.",
        "origin_opened": "Percentage as quoted",
        "origin_latest": "Latest of them",
        # acts
        "acts_title": "Which acts are named?",
        "acts_none": "These articles name no law, decree or order by its number.",
        "acts_note": (
            "Acts named by number, under one name for all spellings. Numbers repeat from year to "
            "year: the sentences tell which is meant. Click a bar to read them."
        ),
        "acts_sentence": "Named by number: {count}; most often {first}: {articles}.",
        "act_ru_president": "Decree {number} of the President of Russia",
        "act_ru_instruction": "Instruction Pr-{number} of the President of Russia",
        "act_ru_ministry": "Order {number} of a Russian ministry",
        "act_ru_decree": "Decree {number} of the Government of Russia",
        "act_ru_order": "Order {number}-r of the Government of Russia",
        "act_ru_law": "Federal law {number}-FZ of Russia",
        "act_us_law": "US Public Law {number}",
        "act_us_order": "US Executive Order {number}",
        "act_us_proclamation": "US Proclamation {number}",
        "act_us_bill": "US bill H.R. {number}",
        "act_us_section": "Section {number} of US law",
        "act_eu": "EU {number}",
        # announced and done
        "followed_title": "What was announced, and what followed?",
        "followed_sentence": "{count}; half of them took {months} or longer.",
        "followed_missing": (
            "Announcements among the events of which no later act is recorded: {count}. This table "
            "is made of the dated events, in which people noted what follows what. Articles alone "
            "do not tell it: few name the number of the act that a plan became."
        ),
        "followed_announced": "Announced",
        "followed_done": "Done",
        "followed_time": "Time",
        "wrong_title": "What was later short of money, late, suspended or cancelled?",
        "wrong_no_stance": (
            "Which articles criticise is not known in this corpus: run "
            "“python -m analysis retag” to tag it with the rules for words and deeds."
        ),
        "wrong_none": "None of the selected articles is tagged as criticism.",
        "wrong_sentence": (
            "{articles} tagged as criticism (delays, cuts, failures), with sums and horizons in "
            "{statements}. The latest:"
        ),
        "wrong_all": "All: {count}",
        # events
        "timeline_title": "Programmes: {topic}",
        "timeline_chosen_title": "Which programmes run until when?",
        "timeline_none": "Among the dated events there is no plan with an end year on this.",
        "timeline_note": (
            "From the day of approval or announcement to the end of the last year; grey bars are "
            "over, the dotted line is today, crossed bars were stopped. The form of the mark says "
            "how exactly the start is known. These are dated events, no articles. Click a bar for "
            "its document."
        ),
        "timeline_facts": (
            "Unit: plans among the dated events · n = "
            "{n} · {first} to {last} · Source: data/events.csv"
        ),
        "timeline_capped": "The {shown} that end last of {total} are drawn.",
        "timeline_span": "{start} – {year}",
        "timeline_sentence": (
            "{count} with an end year, {running} of them running; most end in {year}."
        ),
        "known_by_day": "start known by day",
        "known_by_month": "by month",
        "known_by_year": "by year",
        "event_number": "No.",
        "event_what": "Event",
        "event_dialog": "Event",
        "event_stage": "Kind",
        "event_source": "Document",
        "event_amount": "Sum",
        "event_end": "Until",
        "event_outcome": "What became of it",
        "event_confidence": "Certainty",
        "event_second_hand": "known at second hand",
        "event_compared": "Compared with:",
        "event_no_article": "A dated fact of the project, counted in no chart.",
        "event_articles": "Articles of these months on its sectors and country",
        "stage_statement": "statement",
        "stage_plan": "plan",
        "stage_act": "adopted act",
        "stage_award": "money given",
        "stage_result": "result",
        "stage_criticism": "criticism",
        "kind_of_plan": "planned",
        "kind_of_ceiling": "ceiling",
        "kind_of_award": "given",
        "kind_of_capital": "capital of a fund",
        "kind_of_investment": "with companies' money",
        "kind_of_purchase": "purchase of a stake",
        "kind_of_estimate": "estimate",
        "kind_of_shortfall": "shortfall",
        "kind_of_result": "result",
        "outcome_cancelled": "cancelled later",
        "outcome_suspended": "suspended later",
        "outcome_underfunded": "short of money",
        # columns
        "column_year": "year",
        "column_years": "length in years",
        "column_currency": "currency",
        "column_units_per_dollar": "units for 1 US dollar",
        "column_statement_count": "statements",
        "column_sum_count": "different sums",
        "column_total": "total of different sums",
        "column_total_high": "total, upper ends of ranges",
        "column_median": "median",
        "column_largest": "largest",
        "column_article_id": "article",
        "column_published_date": "published",
        "column_amount": "sum",
        "column_amount_high": "upper end",
        "column_planned_year": "planned until",
        "column_dollars": "US dollars",
        "column_rate_year": "year of the rate",
        "column_share_high": "upper end, %",
        "column_act": "act",
        "column_first_date": "first named",
        "column_last_date": "last named",
        "column_event": "event",
        "column_precision": "date known by",
        "column_country": "country",
        "column_stage": "stage",
        "column_amount_kind": "kind of sum",
        "column_horizon_year": "end year",
        "column_document": "document",
        "column_outcome": "outcome",
        "column_confidence": "certainty",
        "column_compared_with": "compared with",
    }
)
