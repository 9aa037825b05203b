"""The report of a rehearsal in sentences, for the desk and the command line.

Knows what a figure means to a newsroom.
Does not know how figures come about (`rehearsal_report`). Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any, Final

from stoppress.drafts.alarms import WORDS, Watched
from stoppress.drafts.rehearsals import Progress

Tree = dict[str, Any]

_FAULTS: Final = {
    "missed": "missed",
    "doubled": "heard twice",
    "late": "heard after a later one",
    "garbled": "not understood",
    "resets": "answered with “load the page”",
}

_STATES: Final = {
    Progress.ASKED: "It is about to begin.",
    Progress.RUNNING: "It is being played.",
    Progress.DONE: "It was played to its end.",
    Progress.STOPPED: "It was stopped early.",
    Progress.FAILED: "It could not be played.",
    Progress.CUT_OFF: "It was cut off: the server that played it was stopped or lost.",
}


def state_words(state: Progress) -> str:
    """How a rehearsal stands."""
    return _STATES[state]


def verdict(report: Tree) -> str:
    """The one sentence that says whether it went well."""
    if report.get("problem"):
        return str(report["problem"])
    if not report["readers"]:
        return f"Without readers: {_plural(report['happened'], 'revision')} happened."
    if not report["is_counted"]:
        return "The readers’ process ended before it had said what was heard. Nothing is known of them."
    if report["well"]:
        revisions = _plural(report["to_hear"], "revision")
        return f"All {_plural(report['readers'], 'reader')} heard all {revisions}, each once and in order."
    wrong = report["came"] - report["complete"]
    sentences = []
    if report["came"] < report["readers"]:
        sentences.append(
            f"{report['readers'] - report['came']:,} of {_plural(report['readers'], 'reader')} did not get in."
        )
    if wrong:
        sentences.append(
            f"{wrong:,} of {_plural(report['came'], 'reader')} did not hear every revision once and in order."
        )
    return " ".join(sentences)


def facts(report: Tree) -> list[tuple[str, str]]:
    """What is to be known beside it: a name and a sentence each."""
    if "delays" not in report:
        return []
    found = [("Revisions", _revisions(report)), ("Pace", _pace(report))]
    if report["readers"]:
        found += [("Readers", _readers(report)), ("Delays", _delays(report))]
        if faults := _faults(report["faults"]):
            found.append(("Faults", faults))
    return [
        *found,
        ("Undo window", _undo(report)),
        ("Second pair of eyes", _eyes(report)),
        ("Alarms", _alarms(report)),
        ("Machine", machine(report)),
    ]


def machine(report: Tree) -> str:
    """What it took."""
    samples: Sequence[Sequence[float | None]] = report["samples"]
    busy = [each[1] for each in samples if each[1] is not None]
    own = [each[2] for each in samples if each[2] is not None]
    memory = [each[3] for each in samples if each[3] is not None]
    said = []
    if busy:
        said.append(
            f"All processors together were busy to {_percent(sum(busy) / len(busy))}, at most {_percent(max(busy))}."
        )
    if own:
        said.append(f"This server’s process took {_percent(sum(own) / len(own))} of one, at most {_percent(max(own))}")
        said[-1] += f", and {_megabytes(max(memory))} of memory." if memory else "."
    if report["readers"]:
        share = report["readers_cpu"] / max(1.0, report["seconds"])
        said.append(
            f"The readers, on the same machine, took {_percent(share)} of one and {_megabytes(report['readers_memory'])}."
        )
    return " ".join(said) or "Nothing is known of it."


def milliseconds(delay: float) -> str:
    """A delay."""
    return f"{delay / 1000:.1f} s" if delay >= 1000 else f"{delay:.0f} ms" if delay >= 10 else f"{delay:.1f} ms"


def _revisions(report: Tree) -> str:
    said = f"{report['happened']:,} of {report['planned']:,} planned"
    posts = report["kinds"].get("post-published", 0)
    said += f", {_plural(posts, 'post')} among them."
    if report["refusals"]:
        said += f" {_plural(report['refusals'], 'revision')} could not happen; the reasons are below."
    return said


def _pace(report: Tree) -> str:
    late = report["late"]
    lag = f"At most {late:.1f} s behind the script." if late >= 0.1 else "Never behind the script."
    return f"{report['seconds']:,.0f} s in all. {lag}"


def _readers(report: Tree) -> str:
    said = f"{report['came']:,} of {report['readers']:,} got in, within {report['connecting']:.1f} s."
    said += f" {_plural(report['heard'], 'delivery', 'deliveries')} were made."
    if report["turned_away"]:
        said += f" {report['turned_away']:,} times somebody was turned away: there are no more seats."
    if report["lost"]:
        said += f" {_plural(report['lost'], 'connection')} were lost, {report['came_back']:,} came back."
    return said


def _delays(report: Tree) -> str:
    delays = report["delays"]
    half, most, last = (milliseconds(delays[each]) for each in ("half", "most", "last"))
    return f"Half of all deliveries were made {half} after the post was accepted, 99 of 100 within {most}, the last after {last}."


def _faults(faults: Tree) -> str:
    return ", ".join(f"{count:,} {_FAULTS[name]}" for name, count in faults.items() if count)


def _undo(report: Tree) -> str:
    if not report["undo_seconds"]:
        return "This desk has none: posts leave at once."
    if not report["waits"]:
        return f"It is {report['undo_seconds']} s; no post waited."
    waits = report["waits"]
    return (
        f"It is {report['undo_seconds']} s. {_plural(len(waits), 'post')} waited, for {median(waits):.1f} s "
        f"(at most {max(waits):.1f} s) until they were out."
    )


def _eyes(report: Tree) -> str:
    if not report["reviews"]:
        return "No post needed one." if report["second_eyes"] else "This desk’s rules ask for none."
    reviews = report["reviews"]
    return f"{_plural(len(reviews), 'post')} waited for one and were approved by the rehearsal’s editor after {median(reviews):.1f} s."


def _alarms(report: Tree) -> str:
    if not report["alarms"]:
        return "None rang."
    rang = (f"{_plural(count, 'time')} for {WORDS[Watched(what)]}" for what, count in report["alarms"].items())
    return f"They rang {', '.join(rang)}. In a rehearsal nobody is told."


def _plural(count: int, one: str, more: str = "") -> str:
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _megabytes(count: float) -> str:
    return f"{count / 1e6:,.0f} MB"
