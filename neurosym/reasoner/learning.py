"""Learning a domain: the graph, the tables, the model, and how much each may say.

Nothing is judged on cases that it was fitted to. The model's weight, the rules' strengths and the
calibration come from held-out cases: a fifth of many, or every case in turn where there are few
(cross-fitting). What steers the model in training comes from networks that have not seen the case
either, since a network knows its own training cases too well.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Float64, Int16, Integer
from torch import Tensor

from neurosym.bayes.discovery.discover import DiscoveryOptions, discover
from neurosym.bayes.network.fit import fit_network
from neurosym.bayes.network.graph import CausalGraph
from neurosym.cases.table import CaseTable
from neurosym.cases.variable import Role
from neurosym.nn.config import ModelConfig, ModelSchema
from neurosym.nn.model import SteeredModel
from neurosym.nn.steering import Steering
from neurosym.reasoner.domain import Domain, cuts_of
from neurosym.reasoner.engine import Engine
from neurosym.reasoner.options import FitOptions, Progress
from neurosym.reasoner.ways import mediator_steps
from neurosym.steering.fusion import Fusion, Posterior
from neurosym.steering.guide import Guidance, Guide
from neurosym.steering.masking import hide, values_of
from neurosym.steering.penalty import HardRulePenalty
from neurosym.steering.training import Trainer, TrainingCases, TrainingOptions
from neurosym.steering.weighing import LabelledCases

_INNER_FOLDS = 4
_MANY_CASES = 2_000


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Cases that an engine has not seen, with findings hidden as in use.

    Attributes:
        engine: The engine that answers them.
        rows: Their rows in the data; a row occurs once for each time it was hidden anew.
        codes: State of each variable, -1 where hidden.
        values: Numbers of the numeric variables; NaN where hidden.
        truth: Recorded states of the target.
        belief: The model's belief on the target.
    """

    engine: Engine
    rows: Integer[np.ndarray, " case"]
    codes: Int16[np.ndarray, "case variable"]
    values: Float64[np.ndarray, "case variable"]
    truth: Integer[np.ndarray, " case"]
    belief: Float64[np.ndarray, "case state"]

    def labelled(self) -> LabelledCases:
        """Return them as the fusion weighs them."""
        target = self.engine.target
        return LabelledCases(
            self.engine.fusion,
            self.codes,
            self.values,
            {target: self.truth.astype(np.int64)},
            {target: torch.from_numpy(self.belief)},
        )


def learn_graph(
    domain: Domain, table: CaseTable, options: FitOptions, progress: Progress
) -> CausalGraph:
    """Learn the causal graph of the cases under the domain's knowledge."""
    found = DiscoveryOptions(bootstraps=options.bootstraps, seed=options.seed, jobs=options.jobs)
    return discover(
        table.codes,
        domain.vocabulary.names,
        domain.vocabulary.cards,
        domain.knowledge,
        found,
        lambda done, total: progress("causal graph", done, total),
    )


def learn_engine(
    domain: Domain,
    graph: CausalGraph,
    table: CaseTable,
    options: FitOptions,
    progress: Callable[[int, int], None],
) -> Engine:
    """Fit the tables of a graph and train the model that they steer.

    Args:
        domain: Variables and rules.
        graph: The causal graph.
        table: The training cases.
        options: How to fit.
        progress: Told how many of how many epochs are done.
    """
    names, states = domain.vocabulary.names, tuple(v.states for v in domain.vocabulary)
    network = fit_network(graph, table.codes, names, states)
    generator = torch.Generator().manual_seed(options.seed)
    schema = model_schema(domain, graph, options)
    model = SteeredModel(model_config(options), schema, generator)
    engine = Engine(
        domain.vocabulary, domain.target, network, domain.factors, model, options.switches
    )
    steered = options.switches.rule_bias or options.switches.causal_bias
    divergent = options.switches.causal_divergence or options.switches.rule_penalty
    guide = OutOfFoldGuide(domain, graph, table, options) if steered or divergent else None
    penalty = None
    if options.switches.rule_penalty and domain.ground.constraints:
        cuts = cuts_of(domain.vocabulary)
        penalty = HardRulePenalty(domain.ground, domain.vocabulary.cards, cuts, (domain.target,))
    trainer = Trainer(
        model.train(),
        guide,
        penalty,
        training_options(len(table), options),
        options.switches,
        options.seed,
    )
    cases = TrainingCases(table.codes, table.values)
    trainer.train(cases, lambda done, total, loss: progress(done, total))
    model.eval()
    return engine


def training_options(count: int, options: FitOptions) -> TrainingOptions:
    """Return how a model is trained on a number of cases.

    Few cases need more passes, slower steps and a strong decay; the figures were chosen on child
    with 100 and 5,000 cases, and lie between them otherwise.
    """
    return TrainingOptions(
        epochs=options.epochs or int(np.clip(80_000 / count, 20, 200)),
        learning_rate=float(np.clip(1e-3 * (count / 100) ** 0.28, 1e-3, 3e-3)),
        weight_decay=float(np.clip(1_000 / count, 0.01, 10.0)) if count < _MANY_CASES else 0.01,
        missingness=options.missingness,
    )


def model_config(options: FitOptions) -> ModelConfig:
    """Return the model's sizes with the steering inputs that the switches leave on."""
    switches = options.switches
    return replace(
        options.model,
        steer_router_by_rules=switches.rule_bias,
        steer_attention_by_rules=switches.rule_bias,
        steer_router_by_causes=switches.causal_bias,
        steer_attention_by_causes=switches.causal_bias,
        steer_attention_by_graph=switches.causal_bias,
    )


def model_schema(domain: Domain, graph: CausalGraph, options: FitOptions) -> ModelSchema:
    """Return the variables that a model is made for, in the order of its reasoning."""
    vocabulary = domain.vocabulary
    mediators = [v.name for v in vocabulary if v.role is Role.MEDIATOR]
    names = mediator_steps(graph, vocabulary[domain.target].name, mediators)
    steps = tuple(tuple(vocabulary.index(name) for name in step) for step in names)
    activations = Guide.scopes_of(domain.factors, (domain.target,))
    return ModelSchema(
        cards=vocabulary.cards,
        predicted=(domain.target,),
        steps=steps,
        numeric=tuple(i for i, v in enumerate(vocabulary) if v.numeric),
        parents=graph.parent_indices() if options.switches.causal_bias else (),
        rule_scopes=activations if options.switches.rule_bias else (),
    )


class OutOfFoldGuide:
    """Guides the training cases by networks that have not seen them.

    Args:
        domain: Variables and rules.
        graph: The causal graph.
        table: The training cases, in the order in which they will be asked about.
        options: How to fit.
    """

    def __init__(
        self, domain: Domain, graph: CausalGraph, table: CaseTable, options: FitOptions
    ) -> None:
        names, states = domain.vocabulary.names, tuple(v.states for v in domain.vocabulary)
        self._fold = np.arange(len(table)) % _INNER_FOLDS
        self._guides = []
        for fold in range(_INNER_FOLDS):
            others = table.codes[self._fold != fold]
            network = fit_network(graph, others, names, states)
            fusion = Fusion(network.scopes, network.tables, domain.factors, options.switches)
            self._guides.append(Guide(fusion, (domain.target,), options.switches))

    def __call__(
        self,
        codes: Int16[np.ndarray, "case variable"],
        values: Float64[np.ndarray, "case variable"],
    ) -> Guidance:
        """Return the guidance of all training cases."""
        parts = [
            guide(codes[self._fold == fold], values[self._fold == fold])
            for fold, guide in enumerate(self._guides)
        ]
        order = torch.from_numpy(np.argsort(np.argsort(self._fold, kind="stable"), kind="stable"))
        return _joined(parts, order)


def _joined(parts: Sequence[Guidance], order: Integer[Tensor, " case"]) -> Guidance:
    """Concatenate guidance and put it into the cases' own order."""

    def column(tensors: Sequence[Tensor | None]) -> Tensor | None:
        known = [tensor for tensor in tensors if tensor is not None]
        return torch.cat(known)[order] if known else None

    steering = Steering(
        column([part.steering.rule_activation for part in parts]),
        column([part.steering.causal for part in parts]),
    )
    marginals = zip(*(part.network.marginals for part in parts), strict=True)
    evidence = torch.cat([part.network.log_evidence for part in parts])[order]
    posterior = Posterior(evidence, tuple(torch.cat(columns)[order] for columns in marginals))
    return Guidance(steering, posterior)


def hold_out(
    engine: Engine,
    table: CaseTable,
    rows: Integer[np.ndarray, " case"],
    repeats: int,
    options: FitOptions,
) -> HeldOut:
    """Hide findings of some rows, several times, and ask the engine's model about them.

    Args:
        engine: An engine that has not seen the rows.
        table: All cases.
        rows: The rows to answer.
        repeats: How often each is hidden anew.
        options: How much to hide, and the seed.
    """
    random = np.random.default_rng([options.seed, 1])
    chosen = np.tile(rows, repeats)
    truth = table.codes[chosen, engine.target]
    codes = hide(table.codes[chosen], (engine.target,), options.missingness, random)
    values = values_of(table.values[chosen], codes)
    belief, _ = engine.beliefs(codes, values)
    return HeldOut(engine, chosen, codes, values, truth, belief)
