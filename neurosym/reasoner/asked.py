"""One case put to a fitted domain: its arrays, its figures, and the words for its variables."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from neurosym.cases.variable import Variable
from neurosym.explanation.answer import Fact
from neurosym.explanation.reading import (
    state_atoms,
    state_word,
    state_words,
    variable_word,
)
from neurosym.logic.atom_reading import AtomReader
from neurosym.phrases import Phrases
from neurosym.reasoner.fitted import Fitted
from neurosym.reasoner.fused import Fused
from neurosym.reasoner.trust import Trusted
from neurosym.steering.schema import CONSTANT


@dataclass(frozen=True)
class Asked:
    """A case, what was answered to it, and who answered.

    Attributes:
        fitted: The fitted domain.
        codes: State of each variable, -1 where silent.
        values: Numbers of the numeric variables; NaN where silent.
        facts: The findings in words.
        phrases: The language of every sentence.
        fused: The answer before calibration.
        trusted: What it is worth.
    """

    fitted: Fitted
    codes: np.ndarray
    values: np.ndarray
    facts: tuple[Fact, ...]
    phrases: Phrases
    fused: Fused
    trusted: Trusted

    @property
    def target(self) -> int:
        """Index of the variable that is asked for."""
        return self.fitted.engine.target

    @property
    def answer(self) -> np.ndarray:
        """Calibrated probabilities of the outcomes, ``[state]``."""
        return np.asarray(self.trusted.probabilities[0])

    @property
    def best(self) -> int:
        """The most probable outcome."""
        return int(self.answer.argmax())

    @cached_property
    def reader(self) -> AtomReader:
        """Puts atoms into words."""
        vocabulary = self.fitted.engine.vocabulary
        states = state_atoms(vocabulary, CONSTANT)
        return AtomReader(self.fitted.readings, state_words(vocabulary), CONSTANT, states)

    def probabilities(self, codes: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Return calibrated outcome probabilities of other cases, ``[batch, state]``."""
        fused = self.fitted.engine.answer(codes, values)
        return self.fitted.trust(fused, codes).probabilities

    def marginals(self, codes: np.ndarray, values: np.ndarray) -> list[np.ndarray]:
        """Return the probabilities of every variable's states, the target's calibrated."""
        fused = self.fitted.engine.answer(codes, values)
        found = list(fused.marginals)
        found[self.target] = self.fitted.trust(fused, codes).probabilities
        return found

    def variable(self, index: int) -> Variable:
        """Return the variable of a column."""
        return self.fitted.engine.vocabulary[index]

    def name(self, index: int) -> str:
        """Return how a sentence names a variable."""
        return variable_word(self.variable(index))

    def state(self, index: int, state: int) -> str:
        """Return how a sentence names a variable's state."""
        variable = self.variable(index)
        return state_word(variable, variable.states[state])

    def seen(self, index: int) -> str:
        """Return what the case says of a variable: its number, or its state in words."""
        variable, value = self.variable(index), self.values[index]
        if variable.numeric and not np.isnan(value):
            return f"{value:g}{variable.unit and ' ' + variable.unit}"
        return self.state(index, int(self.codes[index]))

    def outcome(self, state: int) -> str:
        """Return how a sentence names an outcome."""
        variable = self.variable(self.target)
        word = state_word(variable, variable.states[state])
        return word if variable.yes is None else f"{variable_word(variable)}: {word}"
