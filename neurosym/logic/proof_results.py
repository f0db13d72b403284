"""What proving and asking why not return: values, with their text, JSON, graph and page.

Words, drawings and graphs are imported when they are first asked for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, overload, runtime_checkable

from neurosym.logic.proof_tree import Proof

Json = dict[str, object]
"""A value that ``json.dumps`` writes."""


@runtime_checkable
class DirectedGraph(Protocol):
    """A networkx ``DiGraph``, named without importing networkx."""

    def successors(self, n: str) -> Iterator[str]:
        """Yield the nodes that arrows lead to."""

    def predecessors(self, n: str) -> Iterator[str]:
        """Yield the nodes that arrows come from."""


@dataclass(frozen=True, slots=True)
class Proofs(Sequence[Proof]):
    """The most probable proofs of a goal, best first.

    Attributes:
        goal: The goal as it was asked.
        proofs: Its proofs; none if it has none.
        complete: Whether there are no more proofs than wanted or found; False where the search
            ended early.
        language: Language of the sentences.
    """

    goal: str
    proofs: tuple[Proof, ...] = ()
    complete: bool = True
    language: str = "en"

    def __len__(self) -> int:
        """Return the number of proofs."""
        return len(self.proofs)

    def __iter__(self) -> Iterator[Proof]:
        """Yield the proofs, best first."""
        return iter(self.proofs)

    @overload
    def __getitem__(self, index: int) -> Proof: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Proof, ...]: ...

    def __getitem__(self, index: int | slice) -> Proof | tuple[Proof, ...]:
        """Return one proof, or several."""
        return self.proofs[index]

    def to_text(self, language: str | None = None) -> str:
        """Return the proofs as text for a terminal."""
        from neurosym.logic.proof_pages import as_text  # noqa: PLC0415 - words are rarely asked

        return as_text(self, language or self.language)

    def to_json(self) -> Json:
        """Return the proofs as a value that ``json.dumps`` writes."""
        from neurosym.logic.proof_json import proofs_json  # noqa: PLC0415

        return proofs_json(self)

    def to_graph(self) -> DirectedGraph:
        """Return the proofs as a networkx graph, with an arrow from each step to what it rests on.

        Nodes have the attributes of :class:`~neurosym.logic.proof_tree.Proof`: ``text``,
        ``reading``, ``kind``, ``probability``, ``holds``, ``file``, ``line``, ``source``.
        """
        from neurosym.logic.proof_json import graph_of  # noqa: PLC0415

        return graph_of(self.proofs)

    def to_html(self, language: str | None = None) -> str:
        """Return the proofs as a page of their own that needs nothing else."""
        from neurosym.logic.proof_pages import as_page  # noqa: PLC0415

        return as_page(self, language or self.language)

    def __str__(self) -> str:
        """Return the proofs as text."""
        return self.to_text()

    def _repr_html_(self) -> str:
        from neurosym.logic.proof_pages import as_fragment  # noqa: PLC0415

        return as_fragment(self, self.language)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A way to prove a goal that nearly succeeds.

    Attributes:
        proof: The proof that it would be; steps that fail have ``holds`` False.
        failing: The literals that fail, or that are improbable; each as a step.
    """

    proof: Proof
    failing: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class FactChange:
    r"""Facts that would have to be otherwise for a goal to be proved.

    Attributes:
        added: Facts that would have to hold; ``\+ fact`` for one that is not known and would have
            to be known not to.
        removed: Facts that would have to go.
        replaced: Facts in ``added`` that differ from a known one in a number that is compared, each
            with that one: it may go, and does in ``probability``.
        probability: Of the goal then; None where it is not known.
        proof: The proof that the goal would have; what is otherwise has ``holds`` False.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    replaced: tuple[tuple[str, str], ...]
    probability: float | None
    proof: Proof

    @property
    def size(self) -> int:
        """Number of facts that would be otherwise."""
        return len(self.added) + len(self.removed)


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a goal fails or is unlikely, and what would prove it.

    Attributes:
        goal: The goal as it was asked.
        probability: Its probability; None where something that it rests on is not known.
        proved: Whether it is as probable as wanted, so that there is nothing to explain.
        attempts: The nearest ways to prove it, the nearest first.
        changes: The smallest changes of facts that would do, the smallest first.
        complete: Whether no smaller change of these facts would do. Numbers are tried next to those
            that they are compared with.
        changeable: The predicates whose facts could be otherwise.
        language: Language of the sentences.
    """

    goal: str
    probability: float | None
    proved: bool
    attempts: tuple[Attempt, ...] = ()
    changes: tuple[FactChange, ...] = ()
    complete: bool = True
    changeable: tuple[str, ...] = ()
    language: str = "en"

    def to_text(self, language: str | None = None) -> str:
        """Return the explanation as text for a terminal."""
        from neurosym.logic.proof_pages import as_text  # noqa: PLC0415

        return as_text(self, language or self.language)

    def to_json(self) -> Json:
        """Return the explanation as a value that ``json.dumps`` writes."""
        from neurosym.logic.proof_json import why_not_json  # noqa: PLC0415

        return why_not_json(self)

    def to_graph(self) -> DirectedGraph:
        """Return the attempts as a networkx graph, as :meth:`Proofs.to_graph` does proofs."""
        from neurosym.logic.proof_json import graph_of  # noqa: PLC0415

        return graph_of(tuple(attempt.proof for attempt in self.attempts))

    def to_html(self, language: str | None = None) -> str:
        """Return the explanation as a page of its own that needs nothing else."""
        from neurosym.logic.proof_pages import as_page  # noqa: PLC0415

        return as_page(self, language or self.language)

    def __str__(self) -> str:
        """Return the explanation as text."""
        return self.to_text()

    def _repr_html_(self) -> str:
        from neurosym.logic.proof_pages import as_fragment  # noqa: PLC0415

        return as_fragment(self, self.language)
