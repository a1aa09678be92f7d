"""Words of the page Import and of what is new, in Russian; keys as in ``en_importing``."""

from types import MappingProxyType
from typing import Final

from analysis import CODES, WEB_CODES
from dashboard.texts.ru_faults import FAULTS

IMPORTING: Final = MappingProxyType(
    {
        "page_import": "Загрузка",
        "date_format": "DD.MM.YYYY",
        "news_articles": "Новых статей: {count}.",
        "news_changes": "Статьи или их метки изменились.",
        "news_show": "Показать",
        "import_question": "Добавить статьи",
        "import_read_only": (
            "Здесь статьи можно только смотреть: добавление отключено (`MONITOR_READ_ONLY`)."
        ),
        "import_dataset": (
            "Здесь показан размеченный набор данных, добавить к нему ничего нельзя. Чтобы "
            "загружать статьи, запустите монитор с хранилищем."
        ),
        "import_new_store": "Корпуса ещё нет: его создаст первая загрузка.",
        # files
        "import_files_title": "Файлы",
        "import_limits": (
            "Не больше {files} файлов сразу, каждый до {size} МБ: {endings}. Файлы побольше "
            "загружают на сервере командой `python -m analysis import ФАЙЛ`."
        ),
        "import_pick": "Выбрать файлы",
        "import_or_drop": "или перетащите их сюда",
        "import_drop": "Файлы со статьями",
        "import_too_many": "Файлов {count}; взяты только первые {most}.",
        "import_not_kept": "Файлы не удалось сохранить на сервере:",
        "import_check_title": "Как это читается",
        "import_choose": "Файл",
        "import_others": (
            "Файлы, которые вы не посмотрели, читаются по именам их столбцов; что из чего "
            "взято, будет сказано после загрузки."
        ),
        "import_reading": "Читаются первые строки …",
        "import_mapping": "Из какого столбца взято каждое поле статьи. Исправьте, что неверно.",
        "import_no_column": "(нет)",
        "import_dates": "01/02/2024 — это",
        "import_dates_day": "1 февраля",
        "import_dates_month": "2 января",
        "import_first_rows": "Первые строки",
        "import_refused": (
            "Отклонено среди первых строк: {count}. Все остальные строки будут загружены."
        ),
        "import_unusable": "Из этого файла ничего нельзя прочитать:",
        "import_unmapped": (
            "Из этого файла пока ничего нельзя прочитать: выберите выше, какой столбец — "
            "заголовок или текст."
        ),
        "import_start": "Загрузить {files}",
        "import_start_some": "Загрузить {files} из {total}",
        "import_readable": "читается",
        "import_readable_partly": "читается, отклонено среди первых строк: {count}",
        "import_unreadable": "не читается и не будет загружен",
        "import_readable_title": "Читается ли",
        "import_not_started": "Загрузку не удалось начать:",
        "file_one": "файл",
        "file_few": "файла",
        "file_many": "файлов",
        "field_article_id": "Номер",
        "field_published_date": "Дата",
        "field_date_precision": "Точность даты",
        "field_source_name": "Источник",
        "field_kind": "Вид",
        "field_url": "Ссылка",
        "field_title": "Заголовок",
        "field_text": "Текст",
        "field_language": "Язык",
        # jobs
        "jobs_title": "Работа на сервере",
        "jobs_hint": "Она продолжится, если вы уйдёте с этой страницы.",
        "job_stop": "Остановить",
        "job_counts": (
            "добавлено {added} · уже были {known} · обновлено {updated} · отклонено {refused}"
        ),
        "job_failed": "Не удалось; вот что сказано:",
        "job_stopped": (
            "Остановлено. Файлы, прочитанные до конца, уже в корпусе; остальные загрузите снова."
        ),
        "job_broken": (
            "Оборвалось: процесса больше нет, возможно, сервер перезапустили. Файлы, прочитанные "
            "до конца, уже в корпусе; загрузите файлы снова."
        ),
        "state_starting": "запуск",
        "state_waiting": "ждёт другую загрузку",
        "state_reading": "чтение",
        "state_tagging": "разметка",
        "state_grouping": "поиск перепечаток",
        "state_done": "готово",
        "state_failed": "не удалось",
        "state_stopped": "остановлено",
        "state_broken": "оборвалось",
        "count_added": "Добавлено",
        "count_known": "Уже были",
        "count_updated": "Обновлено",
        "count_refused": "Отклонено",
        "reader_notes": "Замечания о файлах",
        "and_more": "… и ещё {count}",
        # imports and refusals
        "recent_title": "Последние загрузки",
        "recent_none": "Ещё ничего не загружали.",
        "import_number": "№",
        "import_origin": "Файл, папка или лента",
        "import_when": "Когда",
        "import_state": "Прочитано",
        "import_whole": "до конца",
        "import_cut_off": "не до конца",
        "refused_title": "Отклонённые строки",
        "refused_choose": "Загрузка",
        "refused_option": "№ {number}: {origin} (отклонено: {count})",
        "refused_of": "Отклонённые строки загрузки {number}: {origin}",
        "refused_shown": "Показаны первые {shown} из {total}; в файлах есть все.",
        "refused_download": "Отклонённые строки, {form}",
        "refused_file": "Файл",
        "refused_whole": "весь файл",
        "refused_sheet": "Лист",
        "refused_row": "Строка",
        "refused_column": "Столбец",
        "refused_what": "Что не так и что делать",
        "refused_detail": "Подробно, по-английски",
        "refused_raw": "Что там стоит",
        "refused_code": "Код",
        # feeds
        "feeds_title": "Ленты",
        "feeds_intro": (
            "Официальные источники и пресса из `data/feeds.toml`. Выберите, чьи новости прочитать."
        ),
        "feeds_none": "Списка лент нет (`data/feeds.toml`).",
        "feeds_broken": "В списке лент есть ошибки; исправьте их и обновите страницу:",
        "feeds_offline": (
            "Эта машина отключена от сети (`MONITOR_OFFLINE`): прочитать ленты нельзя."
        ),
        "feeds_choose": "Какие ленты прочитать",
        "feeds_placeholder": "Выберите источники",
        "feeds_list": "Все источники ({count}) и что с ними вышло",
        "feeds_fetch": "Прочитать {feeds}",
        "feeds_some": "выбранные ленты",
        "feed_one": "ленту",
        "feed_few": "ленты",
        "feed_many": "лент",
        "feed_name": "Источник",
        "feed_language": "Язык",
        "feed_fetched": "Прочитана",
        "feed_outcome": "Что вышло",
        "feed_address": "Адрес",
        "feed_licence": "Условия",
        "feed_key": "Ключ",
        "feed_never": "ни разу",
        **{
            f"fault_{code}": FAULTS.get(code, text) for code, text in {**WEB_CODES, **CODES}.items()
        },
    }
)
