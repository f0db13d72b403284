"""One switch for every way in which rules and graph steer the model, so that each can be judged."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Switches:
    """Which parts of the steering are on.

    Attributes:
        rule_bias: Rule activations bias the router and the attention.
        causal_bias: The causal posterior biases the router and the attention.
        rule_penalty: Training pays for belief in what hard rules exclude.
        causal_divergence: Training pays for leaving the causal posterior.
        model: The model's belief is pooled with the causal posterior.
        soft_rules: Soft rules weigh the answer.
        hard_rules: Hard rules hold in every answer.
    """

    rule_bias: bool = True
    causal_bias: bool = True
    rule_penalty: bool = True
    causal_divergence: bool = True
    model: bool = True
    soft_rules: bool = True
    hard_rules: bool = True


ALL_ON = Switches()
MODEL_ALONE = Switches(
    rule_bias=False, causal_bias=False, rule_penalty=False, causal_divergence=False
)
