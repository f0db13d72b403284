"""Long bodies in pieces: a table over all literals of a body would double with each of them."""

from collections.abc import Mapping, Sequence

from neurosym.logic.ground_program import GroundRule

_LONGEST = 6
_PIECE = 4
_ROWS_PER_RULE = 8


def short_bodies(
    by_head: Mapping[int, Sequence[GroundRule]], first: int
) -> Mapping[int, Sequence[GroundRule]]:
    """Return the rules with every long body as a tree of short ones.

    Args:
        by_head: Rules of every head.
        first: A number above all atoms: new atoms are numbered from here.
    """
    if not any(_is_long(rule, rules) for rules in by_head.values() for rule in rules):
        return by_head
    found: dict[int, list[GroundRule]] = {}
    for head, rules in by_head.items():
        found[head] = []
        for rule in rules:
            body = list(rule.body)
            while _is_long(rule, rules) and len(body) > _LONGEST:
                # The last literal stays: it may be the leaf of the rule's own choice.
                pieces = [body[at : at + _PIECE] for at in range(0, len(body) - 1, _PIECE)]
                pieces[-1] = pieces[-1][: len(body) - 1 - _PIECE * (len(pieces) - 1)]
                for at, piece in enumerate(pieces):
                    if len(piece) > 1:
                        found[first] = [GroundRule(first, tuple(piece), -1)]
                        pieces[at] = [first]
                        first += 1
                body = [literal for piece in pieces for literal in piece] + body[-1:]
            found[head].append(GroundRule(head, tuple(body), rule.clause))
    return found


def _is_long(rule: GroundRule, rules: Sequence[GroundRule]) -> bool:
    """Return whether a body is to be split: not if its head has a rule for many of its worlds."""
    length = len(rule.body)
    return length > _LONGEST and 1 << length > _ROWS_PER_RULE * len(rules)
