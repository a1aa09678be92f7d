"""Phrases in Russian; the keys are those of ``phrases_en``."""

from types import MappingProxyType
from typing import Final

RUSSIAN: Final = MappingProxyType(
    {
        "program": "Монитор промышленной политики",
        "article_one": "статья",
        "article_few": "статьи",
        "article_many": "статей",
        "story_one": "сюжет",
        "story_few": "сюжета",
        "story_many": "сюжетов",
        "source_one": "источник",
        "source_few": "источника",
        "source_many": "источников",
        "more_one": "статья того же сюжета",
        "more_few": "статьи того же сюжета",
        "more_many": "статей того же сюжета",
        "undated": "без даты",
        "untitled": "(без заголовка)",
        "language_ru": "русский",
        "language_en": "английский",
        "language_": "неизвестен",
        # a choice in words
        "everything": "весь корпус",
        "sector": "отрасли",
        "theme": "темы",
        "instrument": "инструменты",
        "actor": "участники",
        "country": "страны",
        "region": "регионы России",
        "stance": "слово или дело",
        "one_sector": "отрасль",
        "one_theme": "тема",
        "one_instrument": "инструмент",
        "one_actor": "участник",
        "one_country": "страна",
        "one_region": "регион России",
        "one_stance": "слово или дело",
        "relevant": "о промышленной политике",
        "with_topics": "{axis} {topics}",
        "quoted": "«{name}»",
        "without_topics": "кроме {topics}",
        "or": " или ",
        "and": " и ",
        "between": "{first} – {last}",
        "since": "с {first}",
        "until": "по {last}",
        "in_language": "язык — {languages}",
        "published_by": "источник — {sources}",
        "matching": "запрос «{query}»",
        "as_of": "известные на {day}",
        # citation
        "versions": "Таксономия {taxonomy}, модель: {model}",
        "no_model": "нет",
        "cited_view": "{articles}: {sentence}",
        # the pack
        "pack_title": "Пакет доказательств",
        "pack_shown": "В нём {articles}: {sentence}.",
        "pack_link": "Тот же вид в мониторе: {link}",
        "pack_as_of": "Только статьи, известные на {day}.",
        "pack_made": "Получено {day}. {versions}.",
        "pack_files": "Файлы",
        "pack_articles": "статьи, сначала новые, с их темами",
        "pack_tags": (
            "каждая метка этих статей с доказательствами: поле, начало и конец (в знаках, конец "
            "не входит), слова, правило и то, чем решено"
        ),
        "pack_facts": "найденные в них суммы, сроки, доли и акты с указанием места",
        "pack_texts": "тексты статей; прежде чем передавать их, проверьте лицензии источников",
        "pack_chart": "данные графика «{title}»",
        "pack_picture": "график «{title}» картинкой",
        "pack_view": "вид для программ: ссылка, отбор, числа, версии",
        "pack_citation": "как сослаться на этот вид: BibTeX, RIS, ГОСТ Р 7.0.5-2008",
        "pack_bibliography": "библиография статей в тех же трёх формах",
        "pack_checksums": ("SHA-256 всех остальных файлов; проверка: `sha256sum -c checksums.txt`"),
        "pack_reading": (
            "Таблицы — CSV в UTF-8. Перед ячейкой, которую табличная программа приняла бы за "
            "формулу, стоит апостроф; уберите его, прежде чем сверять слова с местами."
        ),
        "pack_no_texts": (
            "Текстов статей в пакете нет: у них разные лицензии. Места в доказательствах "
            "отсчитаны в знаках текста, каким его хранит монитор."
        ),
        # the briefing
        "brief_title": "Справка",
        "brief_figures": "В цифрах",
        "brief_articles": "Статьи",
        "brief_stories": "Сюжеты",
        "brief_sources": "Источники",
        "brief_period": "Период",
        "brief_change": "Изменение",
        "brief_changed": "{now} против {before} за предыдущий период той же длины (дней: {days})",
        "brief_changes": "Что выросло и упало",
        "brief_rose": "Что выросло",
        "brief_fell": "Что упало",
        "brief_compared": (
            "{first} – {last} по сравнению с {previous_first} – {previous_last}. Названы темы, "
            "изменение которых больше случайного: 95-процентный интервал отношения не "
            "содержит 1."
        ),
        "brief_ratio": (
            "{topic}: {now}, прежде {before} (×{ratio}, интервал 95 %: ×{low} – ×{high})"
        ),
        "brief_none_changed": "Ни одна тема не изменилась больше, чем могло бы выйти случайно.",
        "brief_uncovered": "Сравнения нет: корпус не охватывает предыдущий период.",
        "brief_latest": "Последние статьи",
        "brief_telling": "Сюжеты, о которых писали больше всего",
        "brief_quality": "Насколько верны метки",
        "brief_quality_of": (
            "{topic} ({language}): верны {precision} меток, найдено {recall} верных "
            "(размечено: {count})."
        ),
        "brief_quality_none": "Качество использованных здесь меток не измерялось.",
        "brief_most_sources": "Источники, у которых больше всего статей",
        "brief_cite": "Как сослаться",
        "brief_citation": "{program}, {title}. {versions}. Получено {day}. {link}",
        "brief_link": "Этот вид в мониторе",
        "brief_empty": "Этому отбору не отвечает ни одна статья.",
        "brief_undated": "Без даты: {count}.",
        # feed and digest
        "feed_subtitle": "Новые статьи вида: {sentence}",
        "digest_title": "{name}: {articles}, новое с {day}",
        "digest_none": "С {day} ничего нового.",
        "digest_topics": "По темам",
        "digest_stories": "Новое по сюжетам",
        "digest_capped": "Показаны самые новые: {shown} из {total}; все — в мониторе.",
        "digest_open": "Открыть этот вид в мониторе",
        "digest_choice": "Вид: {sentence}",
        "digest_first_seen": (
            "Новое — то, что монитор впервые увидел в этот день или позже, какой бы датой оно "
            "ни было подписано."
        ),
        "topics": "Темы",
    }
)
