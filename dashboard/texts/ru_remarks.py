"""What the readers of files remark, in Russian: patterns of their sentences."""

import re
from typing import Final

_PATTERNS: Final = (
    (r"read as (\S+)", r"прочитано как \1"),
    (r"read as (\S+) \(byte order mark\)", r"прочитано как \1 (по метке порядка байтов)"),
    (r"read as (\S+), as asked", r"прочитано как \1, как указано"),
    (r"read as (\S+), as the page says", r"прочитано как \1, как сказано на странице"),
    (r"read as UTF-8; bytes that are no UTF-8 were removed",
     "прочитано как UTF-8; байты не из UTF-8 удалены"),
    (r"read as (\S+), by its letters; if they look wrong, save the file as UTF-8",
     r"прочитано как \1, судя по буквам; если они не те, сохраните файл в UTF-8"),
    (r"columns are separated by (.+)", r"столбцы разделены знаком \1"),
    (r"columns kept beside the articles: (.+)", r"столбцы, сохранённые рядом со статьями: \1"),
    (r"columns not read: (.+)", r"не прочитаны столбцы: \1"),
    (r"columns that are no text are not read: (.+)", r"не прочитаны столбцы не с текстом: \1"),
    (r"(\w+) is read from ('.*'), not from ('.*')", r"\1 взято из \2, а не из \3"),
    (r"no date column: the articles are undated", "столбца с датой нет: статьи без даты"),
    (r"the header is row (\d+); the rows above it are not read",
     r"шапка в строке \1; строки над ней не читаются"),
    (r"sheets not read: (.+)", r"не прочитаны листы: \1"),
    (r"not read in the folder: (.+)", r"не прочитано в папке: \1"),
    (r"unchanged", "без изменений"),
    (r"(\d+) entries", r"записей: \1"),
    (r"the file has no rows: nothing was read", "в файле нет строк: ничего не прочитано"),
    (r"([\d,]+) row\(s\) repaired: control characters and broken letters removed",
     r"исправлено строк: \1 (удалены управляющие знаки и битые буквы)"),
    (r"([\d,]+) row\(s\) repeated: same id and content as an earlier row, taken once",
     r"повторных строк: \1 (тот же номер и содержание, что раньше; взяты один раз)"),
    (r"([\d,]+) row\(s\) in another language than ru or en: language left empty",
     r"строк на другом языке, чем ru или en: \1; язык оставлен пустым"),
    (r"([\d,]+) address\(es\) left empty: only http and https addresses are kept",
     r"адресов, оставленных пустыми: \1 (сохраняются только http и https)"),
    (r"([\d,]+) date\(s\) could not be read and are left empty",
     r"нечитаемых дат, оставленных пустыми: \1"),
    (r"([\d,]+) date\(s\) after today kept: check whether they are right",
     r"дат позже сегодняшней: \1; проверьте, верны ли они"),
    (r"([\d,]+) date precision\(s\) ignored: expected day, month or year",
     r"пропущено указаний точности даты: \1 (бывает day, month или year)"),
    (r"([\d,]+) article\(s\) without a date kept: no chart over time shows them",
     r"статей без даты: \1; их нет на графиках по времени"),
    (r"([\d,]+) cell\(s\) lost the apostrophe that guards spreadsheets from formulas",
     r"ячеек, из которых убран апостроф, защищающий от формул: \1"),
    (r"([\d,]+) blank row\(s\) skipped", r"пропущено пустых строк: \1"),
    (r"([\d,]+) page\(s\) hold no text: perhaps pictures of text, which are not read",
     r"страниц без текста: \1 (возможно, это снимки текста, они не читаются)"),
    (r"cells with an error such as #N/A are read as empty: (.+)",
     r"ячейки с ошибкой вроде #N/A прочитаны как пустые: \1"),
)  # fmt: skip
_REMARKS: Final = tuple((re.compile(pattern), text) for pattern, text in _PATTERNS)


def in_russian(remark: str) -> str:
    """A remark in Russian, or as it came.

    >>> in_russian("read as cp1251, as asked")
    'прочитано как cp1251, как указано'
    """
    for pattern, text in _REMARKS:
        if found := pattern.fullmatch(remark):
            return found.expand(text)
    return remark
