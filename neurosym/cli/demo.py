"""``neurosym demo``: the main job, end to end, on one hard case, and a page about it."""

import argparse
import json
import time
import webbrowser
from dataclasses import replace
from pathlib import Path

import neurosym
from neurosym.cli.choosing import add_pack_options, chosen_reasoner

PAGE = Path("demo.html")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    add_pack_options(parser, default="child")
    parser.add_argument("--seed", type=int, default=0, help="seed of every draw (0)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--open", action="store_true", help="open the page in a browser")


def run(options: argparse.Namespace) -> int:
    """Learn the graph, read the rules, fit the model, answer the hard case, write the page."""
    from neurosym.cli.progress import Stages  # noqa: PLC0415 - help needs none of these
    from neurosym.drawing.page import answer_page  # noqa: PLC0415
    from neurosym.reasoner.demonstration import demonstration_view  # noqa: PLC0415
    from neurosym.reasoner.options import FitOptions  # noqa: PLC0415

    reasoner = chosen_reasoner(options)
    started = time.monotonic()
    with Stages() as progress:
        reasoner.fit(options=FitOptions(seed=options.seed), progress=progress)
    fitted = time.monotonic() - started
    saved = reasoner.save()
    started = time.monotonic()
    case = reasoner.pack.demonstration()
    answer = reasoner.ask(case)
    text = answer.to_text()
    answered = time.monotonic() - started
    view = demonstration_view(reasoner, case, answer)
    times = {"fit_s": fitted, "answer_s": answered}
    timed = (*view.about, ("neurosym", neurosym.__version__), *_spoken(times))
    PAGE.write_text(answer_page(replace(view, about=timed)), encoding="utf-8")
    if options.json:
        result = {**answer.to_json(), "page": str(PAGE.resolve()), "saved": str(saved), **times}
        print(json.dumps(result, ensure_ascii=False))
    else:
        print(f"{reasoner.pack.title}: {reasoner.pack.hard_case.evidence}\n\n{text}\n")
        print(f"page: {PAGE.resolve()}\nreasoner: {saved}")
        print(f'next: neurosym ask --pack {options.pack} --interactive "..."')
    if options.open:
        webbrowser.open(PAGE.resolve().as_uri())
    return 0


def _spoken(times: dict[str, float]) -> tuple[tuple[str, str], ...]:
    return tuple((name.removesuffix("_s"), f"{seconds:.1f} s") for name, seconds in times.items())
