"""Progress: jobs that run, drawn anew every second by themselves, and how the last ones ended."""

from datetime import UTC, datetime, timedelta
from typing import Final

import streamlit as st

from analysis import Job, JobState, list_jobs
from dashboard.render import note
from dashboard.settings import store_path
from dashboard.texts import Words

LOOK_SECONDS: Final = 1.0
SHOWN_HOURS: Final = 24
SHOWN_ENDED: Final = 3
SHOWN_NOTES: Final = 20
SHOWN_LETTERS: Final = 1_000
COUNTS: Final = ("added", "known", "updated", "refused")


def show(words: Words) -> None:
    """Draw the running jobs and the last that ended; nothing without any."""
    found = [(job, job.state()) for job in list_jobs(store_path())]
    running = [job for job, state in found if state.is_running]
    ended = [(job, state) for job, state in found if not state.is_running and _is_recent(state)]
    if not running and not ended:
        return
    st.header(words("jobs_title"))
    if running:
        st.caption(words("jobs_hint"))
        _running(tuple(running), words)
    for number, (job, state) in enumerate(ended[:SHOWN_ENDED]):
        _ended(job, state, words, is_last=number == 0)


@st.fragment(run_every=LOOK_SECONDS)
def _running(running: tuple[Job, ...], words: Words) -> None:
    for job in running:
        state = job.state()
        if not state.is_running:
            st.rerun()
        _one(job, state, words)


def _one(job: Job, state: JobState, words: Words) -> None:
    with st.container(border=True, key=f"job_{job.key}"):
        st.text(state.label)
        doing = words(f"state_{state.state}")
        moves = bool(state.total) and state.state != "waiting"
        st.progress(
            state.share if moves else 0.0,
            text=f"{doing} · {words.percent(state.share)}" if moves else doing,
        )
        if state.origin and state.origin != state.label:
            st.html(note(state.origin))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(_counts(state, words))
            if st.button(words("job_stop"), key=f"stop_{job.key}", icon=":material/stop_circle:"):
                job.stop()


def _ended(job: Job, state: JobState, words: Words, *, is_last: bool) -> None:
    with st.container(border=True, key=f"job_{job.key}"):
        st.text(state.label)
        text = f"{words(f'state_{state.state}')} · {words.moment(state.started)}"
        st.caption(text)
        if not is_last:
            st.text(_counts(state, words))
            return
        if state.state != "done":
            st.warning(words(f"job_{state.state}"))
        if said := state.problem or (job.log() if state.state == "broken" else ""):
            st.text(said[-SHOWN_LETTERS:])
        with st.container(horizontal=True, key="job_counts"):
            for name in COUNTS:
                st.metric(words(f"count_{name}"), words.number(getattr(state, name)))
        if state.notes:
            _notes(state, words)


def _notes(state: JobState, words: Words) -> None:
    with st.expander(words("reader_notes")):
        for origin in dict.fromkeys(origin for origin, _ in state.notes[:SHOWN_NOTES]):
            own = [text for other, text in state.notes[:SHOWN_NOTES] if other == origin]
            st.text("\n".join([origin, *(f"  {text}" for text in words.remarks(own))]))
        if len(state.notes) > SHOWN_NOTES:
            st.caption(words("and_more", count=words.number(len(state.notes) - SHOWN_NOTES)))


def _counts(state: JobState, words: Words) -> str:
    return words("job_counts", **{name: words.number(getattr(state, name)) for name in COUNTS})


def _is_recent(state: JobState) -> bool:
    try:
        started = datetime.fromisoformat(state.started)
    except ValueError:
        return False
    return datetime.now(UTC) - started < timedelta(hours=SHOWN_HOURS)
