"""Small fitted reasoners, made once a run.

The package is imported inside the fixtures: the shape checker must be at work before that.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

os.environ["NEUROSYM_CACHE"] = "off"

ROWS = {"child": 300, "respiratory": 150, "breast": 250}


@contextmanager
def _few_steps() -> Iterator[None]:
    """Learn strengths and weights in few steps, for the time of a fit."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("neurosym.steering.weighing._STEPS", 4)
        # So few epochs would give the model no weight; here it shall have its say.
        patch.setattr("neurosym.steering.weighing._GRID", (0.3,))
        patch.setattr("neurosym.reasoner.trust._PATH_CASES", 20)
        yield


@pytest.fixture
def few_steps() -> Iterator[None]:
    """Shorten the fits of one test."""
    with _few_steps():
        yield


@pytest.fixture(scope="session")
def quick() -> Any:
    """Options of a fit that takes seconds."""
    import torch

    from neurosym.reasoner.options import FitOptions

    torch.set_num_threads(1)
    return FitOptions(epochs=2, bootstraps=0, jobs=1, repeats=1, folds=2, cross_fit_below=200)


def _breast_graph(names: Sequence[str]) -> Any:
    """From the diagnosis to the mean of each feature, and on to its worst value and its error.

    The graph that few cases teach is dense, and takes half a minute to fit.
    """
    from neurosym.bayes.network.graph import CausalGraph, Edge

    edges = []
    for name in names:
        feature = name.removeprefix("mean ").removeprefix("worst ").removesuffix(" error")
        if name != "diagnosis":
            cause = "diagnosis" if name == f"mean {feature}" else f"mean {feature}"
            edges.append(Edge(cause, name, 1.0, "knowledge"))
    return CausalGraph(tuple(names), tuple(edges))


@pytest.fixture(scope="session")
def fitted(quick: Any) -> Callable[[str], Any]:
    """Return a function that fits a built-in pack to few cases, once."""
    from neurosym.packs import load_data
    from neurosym.reasoner.reasoner import Reasoner

    made: dict[str, Reasoner] = {}

    def fit(name: str) -> Reasoner:
        if name not in made:
            reasoner = Reasoner.from_pack(name)
            cases = load_data(reasoner.pack).rows(np.arange(ROWS[name]))
            graph = _breast_graph(reasoner.vocabulary.names) if name == "breast" else None
            with _few_steps():
                made[name] = reasoner.fit(cases, options=quick, graph=graph)
        return made[name]

    return fit


@pytest.fixture(scope="session")
def saved(
    fitted: Callable[[str], Any], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """Return a function that gives the file of a saved fitted pack."""
    folder = tmp_path_factory.mktemp("saved")

    def save(name: str) -> Path:
        place = folder / name / "reasoner.safetensors"
        if not place.is_file():
            fitted(name).save(place)
        return place

    return save


@pytest.fixture(scope="session")
def project(quick: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's project with the new pack ``pump``, fitted."""
    from neurosym.packs import new_pack
    from neurosym.reasoner.reasoner import Reasoner

    root = tmp_path_factory.mktemp("project")
    new_pack(root, "pump")
    with _few_steps():
        reasoner = Reasoner.from_folder(root, "pump").fit(options=quick)
    reasoner.save(root / ".neurosym" / "pump" / "reasoner.safetensors")
    return root
