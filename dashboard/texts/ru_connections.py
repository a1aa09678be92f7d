"""Interface words of the page Connections in Russian."""

from types import MappingProxyType
from typing import Final

CONNECTIONS: Final = MappingProxyType(
    {
        "page_connections": "Связи",
        "connections_question": "Что упоминают вместе, а что — никогда?",
        "body": "Участники: организации и компании",
        "person": "Участники: люди",
        "pair_view": "Вид",
        "pair_view_matrix": "Матрица",
        "pair_view_network": "Сеть",
        "pair_view_flow": "Потоки",
        "pair_view_sets": "Сколько меток",
        "pair_rows": "Строки",
        "pair_columns": "Столбцы",
        "pair_size": "Сколько меток показать",
        "pair_shade": "Цвет означает",
        "pair_shade_lift": "отличие от случайного",
        "pair_shade_value": "количество",
        "pair_lift": "Во сколько раз чаще случайного, не меньше",
        "pair_least": "Статей не меньше",
        "pairs_hint": (
            "Сравнение внутри статей, которые отвечают остальным условиям: {count}. Метки, "
            "выбранные в фильтрах, задают строки и столбцы. Ожидаемое число — сколько статей было "
            "бы у пары, если бы её метки не были связаны. Щелчок по отметке открывает статьи."
        ),
        "pairs_none": (
            "Нет статей, где есть метки обоих видов. Выберите другие или снимите фильтр."
        ),
        "pairs_none_clear": "Ни одна пара явно не отличается от случайного.",
        "pair_name": "{first} × {second}",
        "pair_value": "{way}: {value}",
        "pair_expected": "ожидалось: {count}",
        "pair_times": "×{lift} к случайному (95 %: от {low} до {high})",
        "pair_sentence": "{pair} ({count}, ожидалось {expected})",
        "pairs_sentence": "Явнее всего связаны: {pairs}.",
        "chance_untested": "слишком мало статей для проверки",
        "chance_maybe": "может быть случайностью (q = {q})",
        "chance_hardly": "вряд ли случайность (q = {q})",
        "chance_surely_not": "вряд ли случайность (q < 0,001)",
        "axis_lift": "Во сколько раз чаще случайного",
        "axis_expected": "Ожидалось статей при случайном сочетании",
        "matrix_title": "{rows} и {columns}: что сочетается чаще и реже случайного",
        "matrix_title_one": "{rows}: что сочетается чаще и реже случайного",
        "matrix_note": (
            "Синее — чаще случайного, оранжевое — реже. Маленькая клетка может быть "
            "случайностью; в заштрихованной ожидается меньше пяти статей; для цвета к обоим числам "
            "прибавлена половина статьи. Рядом стоят метки с похожими связями."
        ),
        "matrix_capped": (
            "Показаны самые частые: строк — {rows} из {all_rows}, столбцов — {columns} "
            "из {all_columns}."
        ),
        "test_note": (
            "Проверка (G², для малых клеток — точный критерий Фишера; с поправкой на число пар) и "
            "ожидаемое число считаются по статьям, как бы ни считала страница."
        ),
        "network_title": "{rows} и {columns}: что связано между собой",
        "network_title_one": "{rows}: что связано между собой",
        "network_note": (
            "Линия — пара, которая вряд ли случайна; чем толще, тем теснее связь. Щёлкните по "
            "метке или по ромбу посередине линии."
        ),
        "network_capped": "Показаны {shown} самых тесных пар из {total}.",
        "network_none": "Таких тесных пар нет. Снизьте один из двух порогов.",
        "edges_title": "Все линии сети",
        "pair_order": "Пары",
        "pair_order_together": "Вместе",
        "pair_order_apart": "Порознь",
        "pair_order_biggest": "Частые",
        "pair_order_rising": "Растущие",
        "pair_order_never": "Ни разу",
        "pairs_title_together": "Пары, которые связаны явнее всего",
        "pairs_title_apart": "Пары, которые вместе встречаются редко",
        "pairs_title_biggest": "Пары, о которых пишут чаще всего",
        "pairs_title_rising": "Пары, о которых стали писать чаще",
        "pairs_title_never": "Пары, которых нет ни в одной статье",
        "surest_sentence": "{pair}: ×{lift} к случайному. Показано пар: {count}.",
        "lift_note": "Черта через точку — 95-процентный интервал.",
        "fraction_note": "Дробно: статья с шестью парами меток даёт каждой паре шестую часть.",
        "never_note": (
            "Пар, которых нет нигде: {count}; столбик — сколько статей дало бы случайное "
            "сочетание. Бледное может быть случайностью."
        ),
        "never_none": "Каждая пара встретилась хотя бы раз.",
        "never_at_all": "В этих статьях совсем не названы: {topics}.",
        "never_at_all_more": "В этих статьях совсем не названы: {topics} и другие, всего {count}.",
        "axis_rising": "Доля статей сейчас к доле раньше, раз",
        "unit_rising": "доля статей периода",
        "rising_counts": "{now}; раньше: {before}",
        "rising_ratio": "×{ratio} (95 %: от {low} до {high})",
        "rising_note": (
            "{now} ({now_count}) и {before} ({before_count}). Черта — 95-процентный интервал; "
            "полые отметки могут быть случайностью. По порядку надёжности: по нижнему концу."
        ),
        "rising_none": "Слишком мало статей с датой, чтобы сравнить два периода.",
        "flow_left": "Слева",
        "flow_middle": "Посередине",
        "flow_right": "Справа",
        "flow_title": "Потоки: {axes}",
        "flow_same": "Выберите три разных вида меток.",
        "flow_note": (
            "Толщина полосы — число статей, где названы обе метки; статья с несколькими метками "
            "входит в несколько полос. Показаны самые частые метки каждого вида, не больше "
            "{count}. Щёлкните по метке или по точке на полосе."
        ),
        "flow_biggest": "Самые широкие полосы: {bands}.",
        "flow_sentence": "{pair} ({value})",
        "numbers_title": "{axis}: сколько их в статье",
        "numbers_sentence": "{axis}: ни одной метки — {none} статей, три и больше — {many}.",
        "numbers_note": "Щелчок по первому столбику открывает статьи без единой метки.",
        "topics_0": "ни одной",
        "topics_1": "одна",
        "topics_2": "две",
        "topics_3": "три и больше",
        "sets_title": "{axis}: самые частые сочетания",
        "sets_note": "Статьи, где есть ровно эти метки и никаких других. Щелчок открывает их.",
        "sets_note_closed": "Статьи, где есть ровно эти метки и никаких других.",
        "sets_none": "Нет статей, где их две или больше.",
        "sets_sentence": "Самое частое сочетание: {topics} ({value}).",
        "column_row": "ключ первой",
        "column_row_label": "первая метка",
        "column_column": "ключ второй",
        "column_column_label": "вторая метка",
        "column_row_count": "статьи с первой",
        "column_column_count": "статьи со второй",
        "column_expected_count": "ожидалось статей",
        "column_lift": "раз к случайному",
        "column_lift_low": "раз, не меньше (95 %)",
        "column_lift_high": "раз, не больше (95 %)",
        "column_phi": "теснота (фи)",
        "column_p_value": "p",
        "column_q_value": "q (p с поправкой)",
        "column_is_small": "ожидалось меньше пяти",
        "column_current_base": "все статьи позднего периода",
        "column_previous_base": "все статьи раннего периода",
        "column_ratio": "раз к прежнему",
        "column_ratio_low": "раз, не меньше (95 %)",
        "column_ratio_high": "раз, не больше (95 %)",
        "column_flow_step": "ступень",
        "column_from": "откуда (ключ)",
        "column_from_label": "откуда",
        "column_to": "куда (ключ)",
        "column_to_label": "куда",
        "column_topics": "ключи",
        "column_topic_count": "число меток",
    }
)
