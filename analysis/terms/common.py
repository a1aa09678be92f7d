"""Words that are no terms: function words, what news says of itself, and parts of addresses.

Written for this project: closed word classes of both languages, numerals, months and days, and
the words by which a report quotes and dates what it tells.
"""

import re
from collections.abc import Sequence
from typing import Final

from analysis.model.classifier import stems
from analysis.text.folding import fold

# Compared as they are spelled, folded.
# fmt: off
_FUNCTION_WORDS: Final = """
a about above across after again against all almost along already also although always am among
an and another any anyone anything are around as at away be because been before behind being below
best better between both but by can cannot could did do does doing done down due during each either
else enough even ever every everyone everything few first five for four from further get gets got
had has have having he hence her here hers herself him himself his how however i if in indeed
instead into is it its itself just last later least less like likely made make makes making many
may maybe me meanwhile might million billion trillion thousand hundred mine more moreover most
much must my myself near nearly need neither never new next no nobody none nor not nothing now of
off often on once one only onto or other others otherwise ought our ours ourselves out over own per
perhaps put quite rather really same second see seen several shall she should since six so some
someone something sometimes soon still such take taken ten than that the their theirs them
themselves then there therefore these they third this those though three through throughout thus
to together too toward towards two under until up upon us use used using very via was way we well
were what whatever when where whereas whether which while who whole whom whose why will with within
without would yet you your yours yourself don doesn didn isn aren wasn weren won wouldn shouldn
couldn hasn haven hadn ll ve re mr mrs ms dr also amid including include includes thereof hereby
herein thereto pursuant http https www com org net ru html htm php utm amp
а без более больше будет будут будучи бы был была были было быть в вам вами вас ваш ведь весь вдоль
взамен включая вместе вместо вне во вокруг вот впервые впрочем все всего всей всем всеми всему всех
всею всю вся всюду второй второго вы где да даже два двух две двумя для до должен должна должно
должны его ее ей ему если есть еще ею её ещё же за здесь и из или им именно ими иначе иногда их к
каждая каждого каждой каждом каждый как какая какие каким каких какого какой какую когда кого ко
которая которого которое которой котором которому которую которые который которым которыми которых
кроме кто куда ли либо лишь лучше между менее меньше меня мне много многие многих мной мог могла
могли могло могут может можно мои мой моя мы на над надо нам нами нас наш наша наше нашего нашей
наши наших не него нее ней нельзя нем нему неё несколько нет нибудь ни нигде ними них ничего но ну
нужно о об оба обо однако один одна одни одним одних одно одного одной одном одну около он она они
оно от отчасти очень первая первого первое первой первом первую первые первый первым первых перед
по под поскольку позже пока помимо после последние последних посредством потом потому почему почти
при про против прежде пусть путем ради раз разве ранее рядом с сам сама сами самим самих само
самого самой самом самые самый самых свое своего своей своем свои своим своими своих свой свою своя
себе себя сегодня сейчас сквозь сколько со согласно соответственно спустя среди стал стала стали
стало стать столь столько сюда та так такая также такие таким таких такого такое такой таком такую
там твой те тем теми теперь тех то тобой тогда того тоже той только том тому тот точно три трех
третий тремя ту туда тут ты тысяч тысяча тысячи млн млрд трлн миллион миллиона миллионов миллиард
миллиарда миллиардов триллион триллиона триллионов у уж уже хотя чего чей чем через что чтобы
чтоб чуть чье чья эта эти этим этими этих это этого этой этом этому этот эту я является являются
явиться являлся пять пяти шесть шести семь семи восемь девять десять десяти четыре четырех
ст пп др тыс руб коп год года году годом годы годов годам годах гг лет
"""

# Compared by their stems, so in all forms.
_REPORTING: Final = """
say says said tell told add added note noted state stated report reported reports reporting
according statement spokesperson spokesman press announce announced announcement comment explain
explained emphasize emphasized stress stressed quote quoted source news reuters interfax tass
earlier today yesterday tomorrow year years month months week weeks day days daily monthly annual
time january february march april june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
monday tuesday wednesday thursday friday saturday sunday percent percentage
говорит говорил говорится сказал сказала рассказал рассказала рассказали сообщил сообщила сообщили
сообщает сообщают сообщение сообщалось отметил отметила отметили отмечает отмечается добавил
добавила добавили заявил заявила заявили заявление уточнил уточнила уточнили подчеркнул
подчеркнула подчеркнули пояснил пояснила пояснили объяснил пишет передает передаёт цитирует
словам слова напомнил напомним напоминает ранее интерфакс тасс новости новость
прессслужба месяц месяца месяцев неделя недели день дня дней время времени вчера завтра
январь января февраль февраля март марта апрель апреля мая июнь июня июль июля август августа
сентябрь сентября октябрь октября ноябрь ноября декабрь декабря понедельник вторник среду четверг
пятницу субботу воскресенье процент процента процентов
"""
# fmt: on


# Two changes from small to capital letters, or two digits apart: a key of an address.
_KEY: Final = re.compile(r"(?:[^\W\d_]*[a-zа-я][A-ZА-Я]){2}|\d+[^\W\d_]+\d")
_LONGEST: Final = 30


def is_common(words: Sequence[str], folded: Sequence[str], stemmed: Sequence[str]) -> list[bool]:
    """Tell of words, with what they fold to and their stems, which are no terms.

    >>> words = ["завод", "который", "сообщила", "of", "2024", "iPhone", "xsoPVwcVkodmNWEy"]
    >>> folded = [word.lower() for word in words]
    >>> is_common(words, folded, stems(folded))
    [False, True, True, True, True, False, True]
    """
    return [
        not stem
        or word in FUNCTION_WORDS
        or stem in _REPORTING_STEMS
        or len(word) > _LONGEST
        or (not spelled.islower() and _KEY.search(spelled) is not None)
        for spelled, word, stem in zip(words, folded, stemmed, strict=True)
    ]


FUNCTION_WORDS: Final = frozenset(map(fold, _FUNCTION_WORDS.split()))
_REPORTING_STEMS: Final = frozenset(stems(_REPORTING.split())) - {""}
