"""A domain made ready for learning: its rules grounded, its numbers binned, its data as codes."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from neurosym.bayes.discovery.knowledge import Knowledge, parse_knowledge
from neurosym.cases.discretise import discretise
from neurosym.cases.table import CaseTable
from neurosym.cases.vocabulary import Vocabulary
from neurosym.logic.checking import faults_of_program
from neurosym.logic.engine import UNTRUSTED_LIMITS
from neurosym.logic.ground_program import GroundProgram, NumericTest
from neurosym.logic.program import Program
from neurosym.logic.reading import raise_errors, read_sources
from neurosym.logic.source_files import read_source, read_untrusted
from neurosym.logic.syntax import Reading, Source
from neurosym.logic.thresholds import hardened, learnable_tests
from neurosym.packs.pack import Pack
from neurosym.reasoner.options import FitOptions, deal
from neurosym.steering.rule_factors import RuleFactors, build_rule_factors, required_cuts
from neurosym.steering.schema import schema_of

NO_RULES = GroundProgram((), {}, ())


@dataclass(frozen=True, slots=True)
class Domain:
    """What fitting needs to know of a domain.

    Attributes:
        name: Its name.
        vocabulary: The variables, numeric ones with their bins.
        target: Index of the variable that is asked for.
        ground: The rules, ground under the vocabulary, with the thresholds that were learned.
        factors: The rules, tabulated over the variables.
        knowledge: What experts say about causes.
        readings: Sentences of atoms, by ``name/arity``.
        rules_digest: Fingerprint of the rules' text, to notice that they have changed since.
        thresholds: Learned thresholds of comparisons, by the comparison as written.
    """

    name: str
    vocabulary: Vocabulary
    target: int
    ground: GroundProgram
    factors: RuleFactors
    knowledge: Knowledge
    readings: Mapping[str, tuple[Reading, ...]] = field(default_factory=dict)
    rules_digest: str = ""
    thresholds: Mapping[NumericTest, float] = field(default_factory=dict)


def ground_rules(program: Program | None, vocabulary: Vocabulary) -> GroundProgram:
    """Return the rules without variables, under the vocabulary; empty where there are none."""
    if program is None:
        return NO_RULES
    return program.ground(schema=schema_of(vocabulary), explain=True)


def load_rules(pack: Pack) -> Program | None:
    """Return a pack's rules; places in messages start at the folder that holds the packs.

    The rules are checked against the pack's variables too: a misspelt state would never fire.

    Raises:
        RuleSyntaxError: With every fault of the rule files, one a line.
        PackPermissionError: If a rule reaches for files, processes or the network.
    """
    if not pack.rule_files:
        return None
    root = pack.rules_folder.parent.parent
    files = pack.rule_files
    texts = read_untrusted(files) if pack.untrusted else [read_source(file) for file in files]
    sources = [
        Source(str(file.relative_to(root)), given.text)
        for file, given in zip(files, texts, strict=True)
    ]
    source = read_sources(sources, UNTRUSTED_LIMITS if pack.untrusted else None)
    raise_errors(faults_of_program(source, schema_of(pack.vocabulary)))
    return Program(source)


def digest_of(program: Program | None) -> str:
    """Return a fingerprint of the rules' text; the same rules in other files have another one."""
    texts = () if program is None else (source.text for source in program.source.sources)
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def prepare_pack(pack: Pack, table: CaseTable, options: FitOptions) -> Domain:
    """Read a pack's rules and knowledge, and bin its numbers at the rules' thresholds.

    Between thresholds the labels say where to cut, so cases that fitting will hold out are not
    looked at.

    Args:
        pack: The domain.
        table: Its cases, with the pack's vocabulary.
        options: How it will be fitted.

    Raises:
        RuleSyntaxError: If a rule file has a fault.
        KnowledgeError: If the knowledge contradicts itself.
    """
    program = load_rules(pack)
    knowledge = parse_knowledge(
        pack.knowledge_text, table.vocabulary.names, str(pack.knowledge_path)
    )
    return prepare(pack.name, program, knowledge, table, (pack.target, options))


def prepare(
    name: str,
    program: Program | None,
    knowledge: Knowledge,
    table: CaseTable,
    asked_and_options: tuple[str, FitOptions],
) -> Domain:
    """Return the domain of some rules, knowledge and cases; see :func:`prepare_pack`."""
    target, options = asked_and_options
    labelled = np.flatnonzero(table.column(target) >= 0)
    _, train = deal(len(labelled), options)
    seen = table.rows(labelled[train])
    written = ground_rules(program, table.vocabulary)
    learned = _learned_thresholds(written, seen, target)
    ground = hardened(written, learned) if learned else written
    names = table.vocabulary.names
    thresholds = {names[v]: cuts for v, cuts in required_cuts(ground).items()}
    vocabulary = discretise(seen, thresholds=thresholds, bins=options.bins, target=target)
    factors = build_rule_factors(ground, vocabulary.cards, cuts_of(vocabulary))
    readings = {} if program is None else program.declarations.readings
    index = vocabulary.index(target)
    return Domain(
        name,
        vocabulary,
        index,
        ground,
        factors,
        knowledge,
        readings,
        digest_of(program),
        learned,
    )


def _learned_thresholds(
    ground: GroundProgram, seen: CaseTable, target: str
) -> dict[NumericTest, float]:
    """Return the thresholds that labelled cases teach, by their tests."""
    if not learnable_tests(ground):
        return {}
    # Most rules have none, and this imports torch.
    from neurosym.steering.thresholds import TargetCases, learn_thresholds  # noqa: PLC0415

    vocabulary = seen.vocabulary
    index = vocabulary.index(target)
    return learn_thresholds(ground, TargetCases(seen.codes, seen.values, vocabulary.cards, index))


def cuts_of(vocabulary: Vocabulary) -> Sequence[tuple[float, ...]]:
    """Return the inner cut points of each variable; empty for discrete ones."""
    return tuple(variable.cuts for variable in vocabulary)
