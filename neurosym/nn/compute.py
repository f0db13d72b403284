"""Multiply-adds of a forward pass, counted from its routing record.

Counted are the matrix products of every part, for the tokens and choices that the record shows:
selection and routing included, padding left out. Sums, norms and softmaxes are not counted, as is
usual.
"""

from dataclasses import dataclass, fields

from neurosym.nn.config import ModelConfig, ModelSchema
from neurosym.nn.record import RoutingRecord, StepRecord


@dataclass(frozen=True, slots=True)
class ComputeCount:
    """Multiply-adds by part.

    Attributes:
        selection: Scoring tokens for readers.
        projection: Queries, keys, values and the attention's output.
        attention: Comparing with, and averaging, the tokens read.
        routing: Scoring groups and experts.
        experts: The chosen experts.
        shared: The shared expert, or the dense twin's feed-forward layer.
        heads: Writing beliefs.
    """

    selection: int = 0
    projection: int = 0
    attention: int = 0
    routing: int = 0
    experts: int = 0
    shared: int = 0
    heads: int = 0

    @property
    def total(self) -> int:
        """All parts together."""
        return sum(getattr(self, part.name) for part in fields(self))

    def __add__(self, other: "ComputeCount") -> "ComputeCount":
        parts = (field.name for field in fields(self))
        return ComputeCount(**{p: getattr(self, p) + getattr(other, p) for p in parts})


def count_compute(config: ModelConfig, schema: ModelSchema, record: RoutingRecord) -> ComputeCount:
    """Multiply-adds of the forward pass that left a record.

    Args:
        config: Sizes of the model.
        schema: Its variables.
        record: The record.

    Returns:
        The count, for the whole batch.
    """
    total = ComputeCount()
    for step in record.steps:
        total = total + _count_step(config, schema, step)
    if config.additive:
        cases = len(record.steps[0].variable)
        total = total + ComputeCount(heads=cases * config.width * config.width)
    return total


def _count_step(config: ModelConfig, schema: ModelSchema, step: StepRecord) -> ComputeCount:
    """Multiply-adds of one reasoning step."""
    width = config.width
    readers = int(step.present[:, step.reader].sum())
    tokens = int(step.present.sum())
    reading = step.present[:, step.reader]
    if step.key is None:
        read = int((reading.sum(1) * step.present.sum(1)).sum())
    else:
        slots = step.present.gather(1, step.key.flatten(1)).view(step.key.shape)
        read = int((slots & reading.unsqueeze(-1)).sum())
    hidden = config.shared_width
    selection = routing = experts = 0
    if config.dense:
        hidden += config.experts * config.expert_width
    else:
        pairs = int((reading.sum(1) * step.present.sum(1)).sum())
        selection = config.gate_width * (width * (readers + tokens) + pairs)
        routing = readers * width * (config.groups + config.experts)
        experts = readers * config.experts_per_token * 2 * width * config.expert_width
    states = sum(schema.cards[variable] for variable in step.asked)
    answers = len(step.variable) * states * width
    return ComputeCount(
        selection=selection,
        projection=2 * width * width * (readers + tokens),
        attention=2 * width * read,
        routing=routing,
        experts=experts,
        shared=2 * readers * width * hidden,
        heads=answers * (2 if config.additive else 1),
    )
