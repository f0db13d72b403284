"""Ground programs as JSON values, so that a saved reasoner answers without SWI-Prolog."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from neurosym.errors import SavedFileError
from neurosym.logic.ground_program import (
    Clause,
    ClauseKind,
    Column,
    Expression,
    GroundConstraint,
    GroundProgram,
    GroundRule,
    Leaf,
    LeafKind,
    NeuralOutput,
    NumericTest,
    Operation,
    Position,
    Threshold,
)
from neurosym.logic.leaf_rows import ground_term


def to_json(ground: GroundProgram) -> dict[str, object]:
    """Return a ground program as a value that ``json.dumps`` writes."""
    return {
        "atoms": list(ground.atoms),
        "leaves": {str(atom): _leaf_to_json(leaf) for atom, leaf in ground.leaves.items()},
        "rules": [[rule.head, list(rule.body), rule.clause] for rule in ground.rules],
        "constraints": [asdict(constraint) for constraint in ground.constraints],
        "queries": [list(query) for query in ground.queries],
        "evidence": list(ground.evidence),
        "clauses": [asdict(clause) for clause in ground.clauses],
    }


def from_json(value: Mapping[str, object]) -> GroundProgram:
    """Return the ground program that :func:`to_json` wrote.

    Raises:
        SavedFileError: If the value is not one.
    """
    try:
        return _read(value)
    except (KeyError, TypeError, ValueError) as error:
        raise SavedFileError(f"the saved rules are damaged: {error!r}; fit again") from error


def _read(value: Any) -> GroundProgram:
    return GroundProgram(
        atoms=tuple(value["atoms"]),
        leaves={int(atom): _leaf_from_json(leaf) for atom, leaf in value["leaves"].items()},
        rules=tuple(GroundRule(head, tuple(body), at) for head, body, at in value["rules"]),
        constraints=tuple(
            GroundConstraint(
                **{**item, "body": tuple(item["body"])} | {"instance": tuple(item["instance"])}
            )
            for item in value["constraints"]
        ),
        queries=tuple((text, literal) for text, literal in value["queries"]),
        evidence=tuple(value["evidence"]),
        clauses=tuple(
            Clause(
                **{**item, "position": Position(**item["position"])}
                | {"kind": ClauseKind(item["kind"])}
            )
            for item in value["clauses"]
        ),
    )


def _leaf_to_json(leaf: Leaf) -> dict[str, object]:
    return {
        "kind": leaf.kind.value,
        "text": leaf.text,
        "probability": leaf.probability,
        "group": leaf.group,
        "variable": leaf.variable,
        "state": leaf.state,
        "test": None if leaf.test is None else comparison_to_json(leaf.test),
        "learnable": leaf.learnable,
        "clause": leaf.clause,
        "alternative": leaf.alternative,
        "tie": leaf.tie,
        "neural": None if leaf.neural is None else asdict(leaf.neural),
    }


def _leaf_from_json(item: Any) -> Leaf:
    test = None if item["test"] is None else comparison_from_json(item["test"])
    neural = item.get("neural")
    if neural is not None:
        neural = NeuralOutput(**neural | {"inputs": ground_term(neural["inputs"])})
    return Leaf(**{**item, "kind": LeafKind(item["kind"]), "test": test, "neural": neural})


def comparison_to_json(test: NumericTest) -> list[object]:
    """Return a comparison as a JSON value."""
    return [test.comparison, _expression_to_json(test.left), _expression_to_json(test.right)]


def comparison_from_json(item: Any) -> NumericTest:
    """Return the comparison that :func:`comparison_to_json` wrote."""
    comparison, left, right = item
    return NumericTest(comparison, _expression_from_json(left), _expression_from_json(right))


def _expression_to_json(expression: Expression) -> object:
    if isinstance(expression, Column):
        return {"column": expression.variable}
    if isinstance(expression, Operation):
        arguments = [_expression_to_json(argument) for argument in expression.arguments]
        return {"operator": expression.operator, "arguments": list(arguments)}
    return {"threshold": float(expression)} if isinstance(expression, Threshold) else expression


def _expression_from_json(item: Any) -> Expression:
    if not isinstance(item, dict):
        return float(item)
    if "column" in item:
        return Column(int(item["column"]))
    if "threshold" in item:
        return Threshold(item["threshold"])
    arguments = tuple(_expression_from_json(argument) for argument in item["arguments"])
    return Operation(item["operator"], arguments)
