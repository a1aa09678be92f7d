"""Interface words in Russian; the keys are those of ``en``."""

from types import MappingProxyType
from typing import Final

from dashboard.texts.ru_articles import ARTICLES
from dashboard.texts.ru_compare import COMPARE
from dashboard.texts.ru_connections import CONNECTIONS
from dashboard.texts.ru_export import EXPORT
from dashboard.texts.ru_importing import IMPORTING
from dashboard.texts.ru_money import MONEY
from dashboard.texts.ru_places import PLACES
from dashboard.texts.ru_sector import SECTOR
from dashboard.texts.ru_sources import SOURCES
from dashboard.texts.ru_terms import TERMS

MONTHS: Final = (
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
)
MONTHS_OF: Final = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)

WORDS: Final = MappingProxyType(
    {
        "app_title": "Монитор промышленной политики",
        "language_switch": "Язык",
        "page_overview": "Обзор",
        "page_articles": "Статьи",
        "page_about": "О методе",
        "article_one": "статья",
        "article_few": "статьи",
        "article_many": "статей",
        "of_article_one": "статьи",
        "of_article_few": "статей",
        "of_article_many": "статей",
        "source_one": "источник",
        "source_few": "источника",
        "source_many": "источников",
        "undated": "без даты",
        "untitled": "(без заголовка)",
        "quarter_of": "{quarter} кв. {year}",
        # axes
        "sector": "Отрасли",
        "theme": "Темы",
        "instrument": "Инструменты",
        "actor": "Участники",
        "country": "Страны",
        "region": "Регионы",
        "stance": "Слова и дела",
        "by_sector": "отраслям",
        "by_theme": "темам",
        "by_instrument": "инструментам",
        "by_actor": "участникам",
        "by_country": "странам",
        "by_region": "регионам",
        "by_stance": "словам и делам",
        # filters
        "menu": "Меню",
        "menu_filters": "Меню и отбор",
        "menu_active": "Меню и отбор (условий: {count})",
        "filters": "Отбор",
        "search": "Поиск",
        "search_placeholder": "например, «станок с ЧПУ» AND субсидия",
        "search_help": (
            "Слова рядом значат AND. «Кавычки» ищут фразу, * — любое окончание, NOT исключает; "
            "поля: title: sector: source: date:[2024-01-01 TO 2024-06-30]."
        ),
        "choose": "любые",
        "exclude": "Исключить и сочетать",
        "count": "Считать",
        "count_articles": "Статьи",
        "count_stories": "Сюжеты",
        "count_share": "Доля",
        "count_fractional": "Дробно",
        "count_help": (
            "Статьи: каждая статья считается один раз. Сюжеты: перепечатки одного текста "
            "считаются один раз. Доля: от всех статей за эти даты, на этих языках, из этих "
            "источников. Дробно: статья с тремя метками даёт каждой треть. Графики, таблицы и "
            "выгрузки считают одинаково."
        ),
        "as_of": "Каким корпус был на дату",
        "as_of_help": "Не показывает поступившее позже, чтобы было видно, что пришло с опозданием.",
        "undo": "Отменить",
        "undo_help": "Вернуть выбор, каким он был до последнего щелчка.",
        "not_sector": "Кроме отраслей",
        "not_theme": "Кроме тем",
        "not_instrument": "Кроме инструментов",
        "not_actor": "Кроме участников",
        "not_country": "Кроме стран",
        "not_region": "Кроме регионов",
        "not_stance": "Кроме слов и дел",
        "match": "Если выбрано несколько, в статье должны быть",
        "any": "любая из",
        "all": "все",
        "from": "С",
        "to": "По",
        "languages": "Язык статьи",
        "sources": "Источники",
        "language_ru": "русский",
        "language_en": "английский",
        "language_": "неизвестен",
        "kind_announcement": "объявление",
        "kind_company-news": "новость компании",
        "kind_court": "суд",
        "kind_decree": "указ, постановление",
        "kind_interview": "интервью",
        "kind_law": "закон",
        "kind_meeting": "совещание",
        "kind_order": "распоряжение",
        "kind_press-report": "сообщение СМИ",
        "kind_programme": "программа",
        "kind_proposal": "предложение",
        "kind_research": "исследование",
        "kind_speech": "выступление",
        "kind_statistics": "статистика",
        "kind_strategy": "стратегия",
        "reset": "Сбросить отбор",
        "shown_of": "{shown} из {total}",
        "dropped": "В ссылке были значения, которых здесь нет; они пропущены:",
        "pair": "{name} — {value}",
        "period_between": "{first} – {last}",
        # empty and broken
        "nothing_found": "Нет статей, которые отвечают всем условиям.",
        "nothing_found_hint": ("Уберите одно из условий, расширьте даты или сбросьте весь отбор."),
        "dates_reversed": (
            "Дата «С» позже даты «По», поэтому ни одна статья не подходит: измените одну из дат."
        ),
        "query_broken": "Запрос не удалось прочитать, поэтому ничего не показано. Как исправить:",
        "query_as_words": "Искать просто слова",
        "no_store": "Корпуса ещё нет.",
        "no_store_hint": (
            "Соберите его командой `make run` или `python -m analysis import data/sample` "
            "в папке проекта и обновите страницу. Корпус ищется здесь:"
        ),
        "store_broken": "Корпус не удалось прочитать.",
        "rules_kept": (
            "В файлах правил есть ошибки; действуют правила, которые были исправны последними. "
            "Исправьте файлы и обновите страницу; чтобы убрать правила насовсем, запустите панель "
            "заново."
        ),
        "taxonomy_broken": "В файлах таксономии есть ошибки; исправьте их и обновите страницу.",
        "failed": (
            "На этой странице произошла ошибка. Подробности в журнале сервера. "
            "Обновите страницу или сбросьте отбор."
        ),
        # overview
        "overview_question": "О чём новости промышленной политики?",
        "articles": "Статьи",
        "period": "Период",
        "imported": "Загружено",
        "unknown": "неизвестно",
        "undated_note": "Без даты: {count}; в списке и в рейтинге, но вне периодов.",
        "bundled": (
            "Корпус из комплекта: краткие заметки о 233 событиях промышленной политики, "
            "написанные для этого проекта по общедоступным фактам. У многих событий есть заметка "
            "по-русски и заметка по-английски, такое событие считается дважды, а издатель — по "
            "разу на каждом языке, на котором назван. Текстов новостей в нём нет."
        ),
        "show_by": "Разрез",
        "bin": "Шаг",
        "bin_auto": "Авто",
        "bin_month": "Месяц",
        "bin_quarter": "Квартал",
        "bin_year": "Год",
        "trend_title": "{counted} по {axis} и {period}",
        "per_month": "месяцам",
        "per_quarter": "кварталам",
        "per_year": "годам",
        "unit_articles": "статьи",
        "unit_stories": "сюжеты: перепечатки одного текста считаются один раз",
        "unit_fractional": "статьи в долях: статья с тремя метками даёт каждой треть",
        "unit_share": "% от всех статей за эти даты, на этих языках, из этих источников",
        "counted_articles": "Статьи",
        "counted_stories": "Сюжеты",
        "counted_share": "Доля всех статей",
        "counted_fractional": "Статьи, дробно,",
        "axis_articles": "Статьи",
        "axis_stories": "Сюжеты",
        "axis_share": "Доля всех статей, %",
        "axis_fractional": "Статьи, в долях",
        "other": "Прочие",
        "trend_incomplete": (
            "Полые отметки, не соединённые с линиями, — неполные периоды: {periods} "
            "(статьи есть за {dates})."
        ),
        "trend_without_other": "Все прочие метки вместе есть в данных, но не на графике.",
        "trend_unplaced": "Не на графике: {count} (нет даты или известен только год).",
        "ranking_title": "Рейтинг по {axis}",
        "ranking_change": (
            "▲ ▼ сравнивают статьи за {first} – {last} со статьями за {previous_first} – "
            "{previous_last}: в процентах или, если раньше их было меньше {few}, "
            "числами: «4\u00a0против\u00a01»."
        ),
        "versus": "{now} против {before}",
        "ranking_uncovered": "Изменение не показано: корпус начинается позже, чем нужно.",
        "ranking_capped": "На графике первые {shown} из {total}, в данных все.",
        "ranking_share": (
            "Доли в данных — от всех статей за эти даты, на этих языках, из этих источников: "
            "от {count}."
        ),
        "heat_title": "{axis} × {period}",
        "heat_latest": (
            "Показаны только последние месяцы выборки ({count}); чтобы увидеть другие, выберите "
            "даты."
        ),
        "heat_incomplete": "Неполные: {periods}.",
        "chart_facts": "Единица: {unit} · n = {n} · {period} · Источник: {source}",
        "source_line": "Монитор промышленной политики, {sources}",
        "several_topics": "У статьи может быть несколько меток, поэтому числа пересекаются.",
        "click_hint": (
            "Щелчок по отметке — отбор; повторный щелчок по выбранной полосе снимает его."
        ),
        "data_button": "Данные",
        "data_title": "Данные графика",
        "no_period": "нет датированных статей",
        "nothing_tagged": "Ни у одной из этих статей нет таких меток. Выберите другой разрез.",
        # chart data columns
        "column_topic": "ключ",
        "column_label": "метка",
        "column_period_start": "период с",
        "column_article_count": "статьи",
        "column_base_count": "все статьи (от них доля)",
        "column_share": "доля от всех статей",
        "column_value": "показанное значение",
        "column_low": "изменение не меньше (95 %)",
        "column_high": "изменение не больше (95 %)",
        "column_current_count": "статьи за поздний период",
        "column_previous_count": "статьи за ранний период",
        "column_change": "изменение",
        # articles
        "articles_question": "Статьи и обоснование их меток",
        "download": "Скачать этот список",
        "download_title": "Скачать",
        "download_note": (
            "Ровно этот список; внутри запрос, версия таксономии и ссылка для цитирования."
        ),
        "download_cap": "В XLSX войдут только первые {cap} строк; все — в CSV или Parquet.",
        "download_formats": (
            "- **CSV**: открывается в Excel и где угодно\n"
            "- **XLSX**: книга, не больше {cap} строк\n"
            "- **Parquet**: для Python и R, списки остаются списками\n"
            "- **JSONL**: одна статья в строке, для программ\n"
            "- **HTML**: одна страница для чтения и печати"
        ),
        "download_wait": (
            "Файл готовится после щелчка; пока он не готов, на кнопке крутится значок. "
            "XLSX на 20 000 строк готовится около пяти секунд, остальные быстрее."
        ),
        "column_date": "Дата",
        "column_title": "Заголовок",
        "column_source": "Источник",
        "column_kind": "Вид",
        "column_language": "Язык",
        "column_sectors": "Отрасли",
        "column_link": "Ссылка",
        "open_link": "открыть",
        "select_hint": "Отметьте строку, чтобы прочитать статью и увидеть обоснование меток.",
        "page_of": "Строки {first}–{last} из {total}",
        "reader": "Статья",
        "no_such_article": "Статьи с таким номером нет. Закройте окно и выберите другую.",
        "linked_page": "Страница по ссылке",
        "permanent_link": "Ссылка на эту статью",
        "highlight": "Выделить",
        "highlight_all": "все обоснования",
        "legend": "Обоснование:",
        "strength_strong": "сильное",
        "strength_weak": "слабое",
        "strength_model": "модель",
        "tags": "Метки",
        "no_tags": "Ни правила, ни модель не дали этой статье меток.",
        "tag_topic": "Метка",
        "tag_score": "Оценка",
        "tag_words": "Слова",
        "tag_rule": "Правило",
        "decided_rules": "правила",
        "decided_model": "модель",
        "decided_both": "правила и модель",
        "facts": "Найденные числа и акты",
        "fact_kind": "Вид",
        "fact_value": "Значение",
        "fact_unit": "Единица",
        "fact_year": "Год",
        "fact_words": "Слова",
        "fact_money": "деньги",
        "fact_horizon": "срок",
        "fact_share": "доля",
        "fact_act": "акт",
        "no_text": "Эта статья поступила без текста.",
        "versions": "Таксономия {taxonomy}, модель {model}",
        "no_model": "нет",
        # citation
        "citation": (
            "Монитор промышленной политики, {articles}: {query}. "
            "Таксономия {taxonomy}, модель {model}. Получено {date}. {link}"
        ),
        # quality
        "relevance": "Отношение к теме",
        "relevant_only": "Только промышленная политика ({count})",
        "relevant_help": (
            "Оставляет статьи о том, что государство делает, планирует, требует или оценивает "
            "в отношении отрасли."
        ),
        "quality_title": "Насколько верны метки",
        "quality_none": "Эту таксономию и модель ещё никто не измерял.",
        "quality_method": (
            "Сравнение со статьями настоящих новостей, прочитанными и размеченными по единым "
            "правилам. *Точность*: какая доля меток верна. *Полнота*: какая доля верных меток "
            "найдена. *F1* сводит обе. Модель "
            "никогда не училась на статье, на которой её измеряют; правила писались с оглядкой на "
            "часть этих статей, но не на те, что отложены навсегда."
        ),
        "quality_what": "Что",
        "quality_f1_in": "F1 (95 %-интервал), {language}",
        "quality_parts": "точность {precision}, полнота {recall}",
        "quality_versions": "Измерено с другими версиями: {versions}.",
        "quality_phrase": "{precision} верно, {recall} найдено ({count}; F1 {interval})",
        "quality_phrase_none": "неизвестно ({count})",
        "quality_of": "Метка «{topic}» в настоящих новостях: {figures}",
        "labelled_one": "размеченная",
        "labelled_few": "размеченные",
        "labelled_many": "размеченных",
        "average_sector_micro": "Отрасли, все метки вместе (micro)",
        "average_sector_macro": "Отрасли, среднее по отраслям (macro)",
        "average_sector_four_sectors": "Электроника, химия, станки, беспилотники",
        "average_relevance_industrial_policy": "Отношение к промышленной политике",
        "average_instrument_family_micro": "Инструменты по семействам (micro)",
        "basis_held out for good": "Статьи, отложенные навсегда",
        "basis_dev.parquet, cross-validated": "800 статей новостей, перекрёстная проверка",
        "basis_all labelled articles, cross-validated": "Все размеченные, перекрёстная проверка",
        # about
        "about_question": "Как статьи получают метки?",
        "about_method_title": "Метод",
        "about_method": (
            "Каждая статья читается один раз. **Правила** ищут слова и фразы каждой темы во всех "
            "формах, по-русски и по-английски. *Сильного* слова достаточно для метки; *слабое* "
            "считается только вместе с другими; запись *никогда* закрывает слова, которые значат "
            "другое. Для отраслей и отношения к теме есть ещё **модель** (TF-IDF), обученная на "
            "статьях с метками правил и на размеченных статьях: она тоже даёт оценку, и одна "
            "функция сводит то и другое в число от 0 до 1 и решает. Обо всех остальных метках "
            "решают одни правила. Каждая метка хранит обоснование: слова, их место и правило "
            "либо слова, на которые опиралась модель."
        ),
        "about_counting_title": "Как считается",
        "about_counting": (
            "Статья учитывается один раз в каждой своей теме, поэтому темы пересекаются и не "
            "складываются в итог. Метка страны значит, что в тексте названы страна, её органы "
            "власти или должностные лица. Регион учитывается и в своей стране. *Прочие* объединяют "
            "темы поменьше, каждая статья в них один раз. Доля берётся от всех статей с теми же "
            "датами, языками и источниками. Изменение сравнивает отрезок времени с таким же "
            "предыдущим; если даты не выбраны, это последние 365 дней. Статьи без даты есть в "
            "списке и в рейтинге, но не входят ни в один период; если известен только год, "
            "статья видна только по годам."
        ),
        "about_limits_title": "Ограничения",
        "about_limits": (
            "Монитор показывает, что опубликовали источники, а не то, что произошло; смена "
            "источников меняет числа, поэтому рядом с числом статей есть доля. Правила не найдут "
            "того, о чём никто не подумал, и найдут то, что имелось в виду иначе: прежде чем "
            "цитировать, прочитайте обоснование. Оценки приблизительны. Поиск находит слова, а "
            "не смыслы."
        ),
        "about_taxonomy_title": "Таксономия",
        "about_taxonomy": "Напечатана из файлов `{folder}`.",
        "about_versions_title": "Этот корпус",
        "topic_about": "Что охватывает",
        "topic_quality": "Качество на настоящих новостях",
        "topics_all": "Показать все: {count}",
        "taxonomy_now": "Файлы правил с тех пор изменились, их версия: {version}",
        "topic_articles": "Статьи",
        "topic_rules": "Правила одной темы",
        "rule_strength": "Сила",
        "rule_language": "Язык",
        "rule_entry": "Запись",
        "rule_strong": "сильная",
        "rule_weak": "слабая",
        "rule_never": "никогда",
        "rule_aliases": "имя",
        "part_of": "Входит в",
        "query_empty": "в запросе нет ни одного слова: введите слово",
        "query_too_long": "в нём {length} знаков, допустимо {limit}: сократите",
        "query_open_quote": 'кавычка открыта, но не закрыта: добавьте " или уберите её',
        "query_open_bracket": "скобка открыта, но не закрыта: добавьте )",
        "query_close_bracket": "скобка закрыта, но не открыта: уберите )",
        "query_too_deep": "скобки вложены глубже {limit}: упростите",
        "query_no_word": "в «{text}» нет слова: добавьте буквы или цифры",
        "query_too_far": "~{slop} — слишком далеко: не больше ~{limit}",
        "query_too_wide": "«{text}» найдёт почти любое слово: дайте хотя бы {needed} буквы",
        "query_unknown_field": (
            "поле «{name}:» неизвестно (есть: {known}); чтобы найти сами слова, возьмите их в "
            "кавычки"
        ),
        "query_facet_value": "{name}: ждёт слово или фразу, например {name}:chemistry",
        "query_date": (
            "date: ждёт день, месяц, год или промежуток, например date:[2024-01-01 TO 2024-06-30]"
        ),
        "query_fuzzy": "нечёткие слова ({text}) не поддерживаются: используйте {offer}",
        "query_boost": "веса ({text}) не поддерживаются: уберите {offer}",
        "query_regex": "регулярные выражения ({text}) не поддерживаются: используйте * и ?",
        "query_range": "промежутки ({text}) есть только у дат: date:[2024-01-01 TO 2024-06-30]",
        "query_unsupported": (
            '«{text}» не поддерживается: используйте слова, "фразы", *, AND, OR, NOT и скобки'
        ),
        "query_at_the_end": "{word} стоит в конце: допишите или уберите",
        "query_at_the_start": "{word} стоит в начале: уберите",
        "query_misplaced": "{text} (знак {place}) здесь лишнее: уберите",
        "query_not_understood": "{text} (знак {place}) непонятно: уберите",
        "query_unreadable": "запрос не читается: слова с особыми знаками возьмите в кавычки",
        "query_group": "@{name} работает только в правилах таксономии",
        "query_unknown_topic": "темы «{key}» у {axis}: нет; есть, например, {near}",
        **ARTICLES,
        **EXPORT,
        **IMPORTING,
        **SECTOR,
        **PLACES,
        **SOURCES,
        **CONNECTIONS,
        **MONEY,
        **TERMS,
        **COMPARE,
    }
)
