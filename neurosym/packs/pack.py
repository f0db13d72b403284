"""A pack: what one domain's folders say, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from jaxtyping import Float64

from neurosym.cases import Case, Role, Variable, Vocabulary, parse_case


@dataclass(frozen=True, slots=True)
class NetworkData:
    """Cases sampled from a published network that pgmpy carries.

    Attributes:
        network: Its name there.
        rows: How many cases.
        seed: The seed of the draw.
        illustrative: A file of variables that the pack adds to the network, if any.
    """

    network: str
    rows: int = 5000
    seed: int = 7
    illustrative: Path | None = None


@dataclass(frozen=True, slots=True)
class SklearnData:
    """A data set that scikit-learn carries."""

    name: str


@dataclass(frozen=True, slots=True)
class CsvData:
    """A CSV file; its first row names the variables."""

    path: Path
    delimiter: str = ","


DataSource = NetworkData | SklearnData | CsvData
"""Where a pack's training cases come from."""


@dataclass(frozen=True, slots=True)
class HardCase:
    """The case that a demonstration answers, and the network shown beside the learned one.

    Attributes:
        evidence: The case as a case string.
        published: A network that pgmpy carries, for comparison only; empty where there is none.
    """

    evidence: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """One domain.

    Attributes:
        name: The name of its folders.
        rules_folder: The folder of its rules.
        causal_folder: The folder of its variables, knowledge and graph.
        vocabulary: Its variables.
        target: The name of the variable that a case is asked about, unless told otherwise.
        knowledge_text: The background knowledge, in Tetrad's format; empty where there is none.
        rule_files: Its Prolog files, in the order of their names.
        loss: What each wrong answer costs: answered state, then true state.
        data: Where training cases come from, ``None`` where the user brings them.
        hard_case: The case of the demonstration.
        title: What it is about, in one line.
        version: Its version.
        licence: Under which terms it may be used.
        sources: Where its content comes from.
        language: The language of its readings.
        untrusted: Whether it is a stranger's: its rules run in a process of their own.
    """

    name: str
    rules_folder: Path
    causal_folder: Path
    vocabulary: Vocabulary
    target: str
    knowledge_text: str = ""
    rule_files: tuple[Path, ...] = ()
    loss: Mapping[str, Mapping[str, float]] = field(default_factory=dict, hash=False)
    data: DataSource | None = None
    hard_case: HardCase = HardCase()
    title: str = ""
    version: str = ""
    licence: str = ""
    sources: tuple[str, ...] = ()
    language: str = "en"
    untrusted: bool = False

    @property
    def knowledge_path(self) -> Path:
        """The file of the background knowledge, for the place in messages."""
        return self.causal_folder / "knowledge.txt"

    @property
    def target_variable(self) -> Variable:
        """The variable that a case is asked about."""
        return self.vocabulary.find(self.target)

    @property
    def observable(self) -> tuple[Variable, ...]:
        """The variables that a case may speak of: all but the target and the latent ones."""
        return tuple(
            variable
            for variable in self.vocabulary
            if variable.name != self.target and variable.role is not Role.LATENT
        )

    def demonstration(self) -> Case:
        """Return the case of the demonstration; it has no findings where the pack names none."""
        return parse_case(self.hard_case.evidence, self.vocabulary, name="the hard case")

    def loss_matrix(self) -> Float64[np.ndarray, "label state"]:
        """Return what it costs to answer the row's state where the column's is true.

        Unless the pack says otherwise, a wrong answer costs 1 and a right one nothing.
        """
        states = self.target_variable.states
        matrix = 1.0 - np.eye(len(states))
        for answered, costs in self.loss.items():
            for true, cost in costs.items():
                matrix[states.index(answered), states.index(true)] = cost
        return matrix
