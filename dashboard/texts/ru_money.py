"""Words of Money and horizons, and of events, in Russian; keys as in ``en_money``."""

from types import MappingProxyType
from typing import Final

MONEY: Final = MappingProxyType(
    {
        "page_money": "Деньги",
        "money_question": "Какие суммы и сроки называют — и какими словами?",
        "money_part": "Показать",
        "money_part_sums": "Суммы",
        "money_part_horizons": "Сроки",
        "money_part_origin": "Своё и импортное",
        "money_part_acts": "Акты",
        "money_part_followed": "Обещано и сделано",
        # numbers and nouns
        "scale_12": "трлн",
        "scale_9": "млрд",
        "scale_6": "млн",
        "scale_3": "тыс.",
        "sum_one": "сумма",
        "sum_few": "суммы",
        "sum_many": "сумм",
        "different_sum_one": "разная сумма",
        "different_sum_few": "разные суммы",
        "different_sum_many": "разных сумм",
        "statement_one": "упоминание",
        "statement_few": "упоминания",
        "statement_many": "упоминаний",
        "of_statement_one": "упоминании",
        "of_statement_few": "упоминаниях",
        "of_statement_many": "упоминаниях",
        "rate_one": "курс",
        "rate_few": "курса",
        "rate_many": "курсов",
        "currency_one": "валюта",
        "currency_few": "валюты",
        "currency_many": "валют",
        "programme_one": "план",
        "programme_few": "плана",
        "programme_many": "планов",
        "share_one": "процентный показатель",
        "share_few": "процентных показателя",
        "share_many": "процентных показателей",
        "act_one": "акт",
        "act_few": "акта",
        "act_many": "актов",
        "pair_one": "пара «объявлено — сделано»",
        "pair_few": "пары «объявлено — сделано»",
        "pair_many": "пар «объявлено — сделано»",
        "announcement_one": "объявление",
        "announcement_few": "объявления",
        "announcement_many": "объявлений",
        "day_one": "день",
        "day_few": "дня",
        "day_many": "дней",
        "year_one": "год",
        "year_few": "года",
        "year_many": "лет",
        # sums: controls
        "money_currency": "Валюта",
        "money_most_stated": "самая частая: {currency}",
        "money_least": "Суммы от",
        "money_any_size": "любые",
        "money_year": "Год",
        "money_year_published": "публикации",
        "money_year_planned": "срока плана",
        "money_common": "В долларах США по примерным среднегодовым курсам",
        "money_common_help": (
            "Каждая сумма пересчитана по среднему курсу года публикации. Без этого суммы в разных "
            "валютах не складываются."
        ),
        "money_caution": (
            "Сумма упоминаний — не бюджет: рядом стоят планы, выручка, штрафы и прогнозы рынков, "
            "а часть складывается с целым. Медиана и наибольшая сумма надёжнее итога. Сумма, "
            "названная повторно — в перепечатке или другой статье, — считается один раз. Способ "
            "подсчёта статей на суммы не влияет."
        ),
        "money_no_sums": (
            "В этих статьях нет сумм такого размера. Выберите «любые» или ослабьте фильтры."
        ),
        "money_no_sums_in": "В этих статьях нет сумм в валюте {currency}. Выберите другую валюту.",
        "money_no_year": "Ни у одной из этих сумм нет такого года. Выберите год публикации.",
        "money_rates_note": (
            "Курсы примерные, средние за год; статьи позже {last} года пересчитаны по курсу "
            "{last} года."
        ),
        "money_rates_lacking": "Без курса и потому не учтено: {count}.",
        "money_rates_title": "Использованные курсы: {count}",
        # sums: charts
        "money_currencies_title": "В каких валютах называют суммы?",
        "money_currencies_note": (
            "Рядом с числом — медианная сумма. Щелчок по полосе выбирает валюту."
        ),
        "money_currencies_sentence": (
            "Валют, в которых названы суммы: {count}; на {first} приходится {share} упоминаний."
        ),
        "money_by_topic_title": "Суммы по {axis}, {unit}",
        "money_by_topic_sentence": (
            "{sums} в {statements}: медиана — {median}, наибольшая — {largest}. Самый большой итог "
            "— «{first}»: {total}."
        ),
        "money_by_year_published_title": "Суммы по годам публикации, {unit}",
        "money_by_year_planned_title": "Суммы по году, до которого они запланированы, {unit}",
        "money_by_year_published_sentence": "Больше всего сумм за {year} год: {sums}.",
        "money_by_year_planned_sentence": "Больше всего сумм запланировано до {year} года: {sums}.",
        "money_year_left": "Без такого года: {count}.",
        "money_year_older": "Более ранние годы — в данных.",
        "money_sums_note": (
            "Шкала степеней десяти: каждый шаг вдесятеро больше прежнего, поэтому итоги нельзя "
            "сравнивать по длине. Щелчок по знаку открывает предложения."
        ),
        "money_largest_title": "Крупнейшие суммы и где они названы",
        "money_largest_note": (
            "Каждая сумма — один раз, по самой ранней статье, где она названа; заголовок — этой "
            "статьи. Шкала степеней десяти. Щелчок по точке открывает предложения."
        ),
        "money_largest_sentence": "Самая большая сумма, {amount}, — в статье «{title}».",
        "money_programmes_title": "Суммы известных программ и решений",
        "money_programmes_note": (
            "Датированные события, а не статьи; у каждой суммы указан вид, разные виды не "
            "складываются. Шкала степеней десяти. Щелчок по точке открывает документ."
        ),
        "money_programmes_facts": (
            "Единица: {unit} · событий: {n} · {first} – {last} · Источник: data/events.csv"
        ),
        "money_programmes_sentence": "Самая большая — {amount}: «{title}».",
        "money_in_dollars": "{text} ≈ {dollars}",
        "money_at_rate": "{text} (1 USD = {rate}, {year})",
        "money_median": "Медиана",
        "money_largest": "Наибольшая",
        "money_total": "Итог разных сумм",
        "money_opened_sums": "Суммы: {what}, {unit}",
        "money_opened_same": "Эта же сумма везде, где она названа",
        "axis_money": "{unit}, степени десяти",
        "axis_statements": "Упоминания",
        "axis_end_year": "Год окончания",
        "axis_length": "Лет",
        "axis_per_cent": "%",
        "unit_sums": "{unit}, каждая разная сумма один раз",
        "unit_statements": "упоминания: равная сумма в одном сюжете считается один раз",
        "unit_per_cent": "%, как в тексте",
        # sentences behind a mark
        "quotes_dialog": "Какими словами",
        "quotes_of": "{first}–{last} из {total}, сначала новые",
        "quotes_sums": "Здесь все упоминания, и повторные тоже.",
        "quotes_read": "Прочитано: {amount}",
        "quotes_planned": "план до {year} года",
        "quotes_rate": (
            "≈ {amount} по курсу 1 USD = {units} {currency} (примерный средний за {year} год)"
        ),
        "quotes_no_rate": "Для этой валюты и года курса нет.",
        # horizons
        "horizon_title": "Какие годы окончания называют?",
        "horizon_none": "В этих статьях не назван ни один год окончания. Ослабьте фильтры.",
        "horizon_note": (
            "«До 2030 года», «к концу 2027 года», «2025–2030 годы». Статья считается по разу для "
            "каждого названного года. Щелчок по столбцу открывает предложения."
        ),
        "horizon_left": "Далеко от сегодняшнего дня и не показано: {count}; в данных есть все.",
        "horizon_sentence": (
            "Чаще всего назван {year} год ({count}); статей с 2030 годом: {in_2030}, с 2035 годом: "
            "{in_2035}."
        ),
        "horizon_opened": "Сроки, которые истекают в {year} году",
        "horizon_topic_title": "Годы окончания по {axis}",
        "horizon_topic_note": (
            "Площадь квадрата растёт с числом; показаны самые частые годы, всего {count}."
        ),
        "horizon_topic_sentence": "Самый большой квадрат — «{topic}», {year} год: {count}.",
        "horizon_opened_topic": "{topic}: сроки, которые истекают в {year} году",
        "length_title": "На сколько лет рассчитаны планы и программы?",
        "length_none": "В этих статьях не названа длительность ни одного плана.",
        "length_note": (
            "«Десятилетняя программа», «сроком на 5 лет»; у «10–20 лет» считаются оба конца. "
            "Выделены 5, 10 и 20 лет. Щелчок по столбцу открывает предложения."
        ),
        "length_sentence": (
            "Статей с планами на 5 лет: {five}, на 10 лет: {ten}, на 20 лет: {twenty}."
        ),
        "length_opened": "Планы, срок: {years}",
        # shares of origin
        "origin_title": "Сколько своего и сколько импортного? Проценты, как в тексте",
        "origin_none": (
            "Таких процентов в этих статьях нет. Их ищут в статьях о локализации, "
            "импортозамещении, самодостаточности и технологическом суверенитете."
        ),
        "origin_note": (
            "Проценты из предложений о локализации, отечественных и импортных товарах в статьях на "
            "эти темы; темпы роста и пошлины отброшены, насколько их выдают слова. Цель это или "
            "факт, говорит само предложение: щёлкните по точке."
        ),
        "origin_sentence": "{count} (статей: {articles}); половина из них — {median} и выше.",
        "origin_opened": "Процент, как в тексте",
        "origin_latest": "Последние из них",
        # acts
        "acts_title": "Какие акты называют?",
        "acts_none": "В этих статьях нет законов, постановлений и распоряжений с номером.",
        "acts_note": (
            "Акты с номером, под одним именем при любом написании. Номера повторяются из года в "
            "год: какой акт имеется в виду, видно из предложений. Щелчок открывает их."
        ),
        "acts_sentence": "Названо по номеру: {count}; чаще всего {first}: {articles}.",
        "act_ru_president": "Указ Президента РФ № {number}",
        "act_ru_instruction": "Поручение Президента РФ Пр-{number}",
        "act_ru_ministry": "Приказ министерства № {number}",
        "act_ru_decree": "Постановление Правительства РФ № {number}",
        "act_ru_order": "Распоряжение Правительства РФ № {number}-р",
        "act_ru_law": "Федеральный закон № {number}-ФЗ",
        "act_us_law": "Закон США (Public Law) {number}",
        "act_us_order": "Указ президента США № {number}",
        "act_us_proclamation": "Прокламация президента США № {number}",
        "act_us_bill": "Законопроект США H.R. {number}",
        "act_us_section": "Раздел {number} закона США",
        "act_eu": "Акт ЕС {number}",
        # announced and done
        "followed_title": "Что объявили и что за этим последовало?",
        "followed_sentence": "{count}; в половине случаев прошло не меньше чем {months}.",
        "followed_missing": (
            "Объявления среди событий, для которых более поздний акт не записан: {count}. Таблица "
            "построена по датированным событиям, где связь отмечена вручную. По одним статьям её "
            "не "
            "установить: номер акта, которым стал план, называют редко."
        ),
        "followed_announced": "Объявлено",
        "followed_done": "Сделано",
        "followed_time": "Срок",
        "wrong_title": "Что потом недофинансировали, задержали, приостановили или отменили?",
        "wrong_no_stance": (
            "В этом корпусе неизвестно, какие статьи критикуют: выполните "
            "«python -m analysis retag», чтобы разметить его правилами о словах и делах."
        ),
        "wrong_none": "Среди выбранных статей нет ни одной с меткой «критика».",
        "wrong_sentence": (
            "С меткой «критика» (задержки, сокращения, провалы) — {articles}; суммы и сроки в "
            "{statements}. Последние:"
        ),
        "wrong_all": "Все: {count}",
        # events
        "timeline_title": "Программы: {topic}",
        "timeline_chosen_title": "Какие программы и до какого года действуют?",
        "timeline_none": "Среди датированных событий нет планов с годом окончания на эту тему.",
        "timeline_note": (
            "От дня утверждения или объявления до конца последнего года; серые полосы — срок "
            "истёк, "
            "пунктир — сегодня, перечёркнутые остановлены. Форма знака показывает, насколько точно "
            "известно начало. Это датированные события, а не статьи. Щелчок по полосе открывает "
            "документ."
        ),
        "timeline_facts": (
            "Единица: планы среди датированных событий · n = "
            "{n} · {first} – {last} · Источник: data/events.csv"
        ),
        "timeline_capped": "Показаны {shown} из {total} — те, что кончаются позже всех.",
        "timeline_span": "{start} – {year}",
        "timeline_sentence": (
            "{count} с годом окончания, из них действуют {running}; чаще всего срок — {year} год."
        ),
        "known_by_day": "начало известно до дня",
        "known_by_month": "до месяца",
        "known_by_year": "до года",
        "event_number": "№",
        "event_what": "Событие",
        "event_dialog": "Событие",
        "event_stage": "Вид",
        "event_source": "Документ",
        "event_amount": "Сумма",
        "event_end": "До",
        "event_outcome": "Что стало потом",
        "event_confidence": "Надёжность",
        "event_second_hand": "известно из вторых рук",
        "event_compared": "Сверено с:",
        "event_no_article": "Датированный факт проекта; ни в одном графике не считается.",
        "event_articles": "Статьи этих месяцев о его отраслях и стране",
        "stage_statement": "заявление",
        "stage_plan": "план",
        "stage_act": "принятый акт",
        "stage_award": "выделенные деньги",
        "stage_result": "результат",
        "stage_criticism": "критика",
        "kind_of_plan": "план",
        "kind_of_ceiling": "предел",
        "kind_of_award": "выделено",
        "kind_of_capital": "капитал фонда",
        "kind_of_investment": "вместе с деньгами компаний",
        "kind_of_purchase": "покупка доли",
        "kind_of_estimate": "оценка",
        "kind_of_shortfall": "нехватка",
        "kind_of_result": "итог",
        "outcome_cancelled": "позже отменено",
        "outcome_suspended": "позже приостановлено",
        "outcome_underfunded": "не хватило денег",
        # columns
        "column_year": "год",
        "column_years": "срок, лет",
        "column_currency": "валюта",
        "column_units_per_dollar": "единиц за 1 доллар США",
        "column_statement_count": "упоминания",
        "column_sum_count": "разные суммы",
        "column_total": "итог разных сумм",
        "column_total_high": "итог по верхним концам",
        "column_median": "медиана",
        "column_largest": "наибольшая",
        "column_article_id": "статья",
        "column_published_date": "опубликовано",
        "column_amount": "сумма",
        "column_amount_high": "верхний конец",
        "column_planned_year": "план до",
        "column_dollars": "доллары США",
        "column_rate_year": "год курса",
        "column_share_high": "верхний конец, %",
        "column_act": "акт",
        "column_first_date": "назван впервые",
        "column_last_date": "назван в последний раз",
        "column_event": "событие",
        "column_precision": "точность даты",
        "column_country": "страна",
        "column_stage": "стадия",
        "column_amount_kind": "вид суммы",
        "column_horizon_year": "год окончания",
        "column_document": "документ",
        "column_outcome": "что стало потом",
        "column_confidence": "надёжность",
        "column_compared_with": "сверено с",
    }
)
