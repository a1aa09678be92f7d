"""Interface words of the page Compare in Russian."""

from types import MappingProxyType
from typing import Final

COMPARE: Final = MappingProxyType(
    {
        "page_compare": "Сравнение",
        "compare_question": "Чем отличаются метки, периоды, источники и языки?",
        "compare": "Сравнить",
        "compare_topic": "Метки",
        "compare_period": "Периоды",
        "compare_day": "До и после даты",
        "compare_source": "Источники",
        "compare_language": "Языки",
        "ready_sectors": "Четыре приоритетные отрасли",
        "ready_economies": "Инструменты семи экономик",
        "ready_languages": "Русский и английский",
        "ready_years": "Последние годы",
        "with_topic": "Какие метки сравнить",
        "with_period": "Какие годы или месяцы сравнить",
        "with_source": "Какие источники сравнить",
        "with_language": "Какие языки сравнить",
        "split_event": "Событие",
        "split_event_none": "взять дату события",
        "split": "Дата",
        "split_months": "Сколько времени до и после",
        "month_one": "месяц",
        "month_few": "месяца",
        "month_many": "месяцев",
        "compare_default": "выберите до восьми",
        "compare_hint_topic": (
            "Остальные условия действуют для каждой метки. Статья с двумя из этих меток считается "
            "для обеих. Щелчок по отметке открывает статьи."
        ),
        "compare_hint_period": (
            "Даты из отбора здесь не действуют, остальные условия действуют. Щелчок по отметке "
            "открывает статьи."
        ),
        "compare_hint_day": (
            "Вместо дат из отбора: {months} до даты {day} и {months} начиная с неё. У перемен "
            "могут быть и другие причины."
        ),
        "compare_hint_source": (
            "Каждый источник вместо выбранных в отборе; остальные условия действуют. Щелчок по "
            "отметке открывает статьи."
        ),
        "compare_hint_language": (
            "Каждый язык вместо выбранных в отборе; остальные условия действуют. На разных языках "
            "пишут разные источники: отличие может объясняться их набором."
        ),
        "compare_too_few": "Выберите хотя бы два предмета сравнения.",
        "compare_nothing": "Ни у одного из них нет статей. Выберите другие или снимите фильтр.",
        "compare_undated": "Ни у одной статьи дата не известна с точностью до такого шага.",
        "compare_by": "По чему отличаются",
        "before_day": "До {day}",
        "after_day": "С {day}",
        "share_between": "{share} от {base} (95 %: от {low} до {high})",
        "sizes_title": "Сколько о чём написано",
        "sizes_note": (
            "Доля — от всех статей за те же даты, на тех же языках, из тех же источников; её "
            "95-процентный интервал есть в данных."
        ),
        "sizes_whole": (
            "Без метки и запроса каждый — это все его статьи, и любая доля равна 100 %. "
            "Выберите метку в отборе или другой способ счёта."
        ),
        "sizes_sentence": (
            "Больше всего: {most} ({most_value}); меньше всего: {least} ({least_value})."
        ),
        "courses_title": "{counted} по {period}",
        "courses_note": "Период, за который в собрании нет ни одной статьи, — разрыв линии.",
        "courses_incomplete": "Полые отметки — неполные периоды.",
        "course_height": "{thing} — {period} ({value})",
        "courses_sentence": "Наибольшие значения: {heights}.",
        "mixes_title": "{axis}: какая доля статей их называет",
        "mixes_note": "Черта через отметку — 95-процентный интервал (Уилсон).",
        "mix_unit_articles": "% от статей каждого",
        "mix_unit_stories": "% от сюжетов каждого",
        "mix_unit_fractional": (
            "% от статей, где есть хоть одна; статья делится между своими метками, и вместе "
            "выходит 100 %"
        ),
        "axis_mix": "Доля, %",
        "mix_biggest": "{thing} — {topic} ({share})",
        "mixes_sentence": "Чаще всего: {topics}.",
        "differences_title": "Разница: {first} минус {second}",
        "differences_note": (
            "Синее — больше у первого, оранжевое — у второго. Черта — 95-процентный интервал "
            "(Ньюкомб); бледное может быть случайностью."
        ),
        "difference_between": "разница: {difference} п. п. (95 %: от {low} до {high})",
        "difference_part": "{topic} ({points} п. п.)",
        "differences_sentence": "Самые явные отличия: {topics}.",
        "differences_none": "Ни одна доля явно не отличается.",
        "axis_points": "Разница, процентные пункты",
        "unit_points": "процентные пункты",
        "distinctive_title": "{axis}: чем выделяется каждый",
        "distinctive_note": (
            "Доля среди своих статей к доле среди статей, которые есть только у других. Показано "
            "то, что вряд ли случайно (q < 0,05, с поправкой), с 95-процентным интервалом."
        ),
        "distinctive_none": "Никто ничем явно не выделяется.",
        "distinctive_part": "{thing} — {topic}",
        "distinctive_sentence": "Заметнее всего: {topics}.",
        "others_have": "у других: {share}",
        "axis_distinctive": "Во сколько раз чаще, чем у других",
        "unit_distinctive": "отношение долей статей",
        "column_thing": "ключ",
        "column_thing_label": "сравнивается",
        "column_share_at_least": "доля, не меньше (95 %)",
        "column_share_at_most": "доля, не больше (95 %)",
        "column_compared_count": "из",
        "column_other_share": "доля другого",
        "column_difference": "разница долей",
        "column_difference_low": "разница, не меньше (95 %)",
        "column_difference_high": "разница, не больше (95 %)",
        "column_is_clear": "вряд ли случайность",
        "column_thing_count": "все его статьи",
        "column_others_count": "статьи других",
        "column_other_base": "все статьи других",
    }
)
