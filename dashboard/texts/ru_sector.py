"""Words of the page Sector and of what rose and fell, in Russian; keys as in ``en_sector``."""

from types import MappingProxyType
from typing import Final

SECTOR: Final = MappingProxyType(
    {
        "page_sector": "Отрасль",
        "sector_question": "Что происходит в отрасли, теме или регионе?",
        "topic_axis": "Вид метки",
        "topic": "Метка",
        "part": "Часть",
        "part_profile": "Портрет",
        "part_company": "С чем называют",
        "part_terms": "Характерные слова",
        "part_money": "Деньги и сроки",
        "part_programmes": "Программы",
        "sector_events": "Номера отмечают события, близкие — вместе; щелчок открывает их.",
        "sector_events_list": "Отмеченные события ({count})",
        "sector_incomplete": "Полые значки неполны: {periods}.",
        "part_articles": "Статьи",
        "sector_rose": (
            "Рост: {now} с {first} по {last}, за столько же дней до того — {before} "
            "(изменение от {low} до {high}, интервал 95\u00a0%)."
        ),
        "sector_fell": (
            "Спад: {now} с {first} по {last}, за столько же дней до того — {before} "
            "(изменение от {low} до {high}, интервал 95\u00a0%)."
        ),
        "sector_same": (
            "Надёжного изменения нет: {now} с {first} по {last}, за столько же дней до того — "
            "{before} (изменение от {low} до {high}, интервал 95\u00a0%)."
        ),
        "sector_trend": "{topic} · {counted} по {period}",
        "sector_peak": "Больше всего: {period} ({amount}).",
        "sector_with": "{axis} в тех же статьях, что «{topic}»",
        "sector_with_note": "Первые {shown} из {total}; щелчок открывает статьи с обеими метками.",
        "sector_all": "Открыть все: {articles}",
        "sector_latest": "Последние статьи",
        "sector_typical": "Самые типичные статьи",
        "sector_typical_note": "Ближе всего по словам к среднему этих статей, по одной на сюжет.",
        "sector_typical_wait": "Считаем слова статей (один раз после загрузки) …",
        "changes_title": "Что выросло и что упало, по {axis}",
        "changes_note": (
            "Статьи с {first} по {last} против {previous_first} – {previous_last}. Линии — "
            "интервалы 95\u00a0%; серые метки могут быть случайностью. Метки, у которых меньше "
            "пяти статей, не показаны. Щелчок открывает метку."
        ),
        "unit_change": "изменение числа статей",
        "axis_change": "Изменение, шкала удвоений",
        "rose": "Надёжно выросли: {topics}.",
        "fell": "Надёжно упали: {topics}.",
        "nothing_moved": "Ни одна метка не изменилась больше, чем может случай.",
        "latest": "Последние статьи",
    }
)
