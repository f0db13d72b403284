"""The kinds of faults that rules are given, each as an edit of their text."""

import itertools
import random
import re
from collections.abc import Iterator

from benchmarks.clause_text import Goal, TextClause, Token, clauses
from benchmarks.mutations import Edit, Kind, RuleSet

SHORTEST = 3
"""Least number of letters of a word that is misspelt."""


def _rules(rules: RuleSet, file: str) -> list[TextClause]:
    return [c for c in clauses(rules.files[file]) if not c.directive and c.text]


def _misspelt(word: str, generator: random.Random) -> str:
    """Return a word with two neighbouring letters in the other order, or one letter twice."""
    places = [i for i in range(1, len(word) - 1) if word[i] != word[i + 1]]
    if not places or word[-1].isdigit():
        return word[:1] + "x" + word[1:]
    i = generator.choice(places)
    return word[:i] + word[i + 1] + word[i] + word[i + 2 :]


def _after(clause: TextClause, added: str) -> Edit:
    """Return the edit that puts a clause behind another one."""
    return Edit(clause.stop, clause.stop, f"\n{added}.", clause.stop + 1)


def _into(goal: Goal, added: str) -> Edit:
    """Return the edit that puts a goal behind another one."""
    return Edit(goal.stop, goal.stop, f", {added}", goal.stop + 2)


# --- what plain SWI-Prolog looks for as well ---


def syntax(rules: RuleSet, file: str, generator: random.Random) -> Iterator[Edit]:
    """Leave out a comma, a closing bracket or a full stop."""
    text = rules.files[file]
    for clause in _rules(rules, file):
        for first, second in itertools.pairwise(clause.goals):
            comma = text.index(",", first.stop)
            yield Edit(comma, comma + 1, "", second.start - 1)
        if clause.goals and clause.goals[-1].text.endswith(")"):
            bracket = clause.goals[-1].stop - 1
            yield Edit(bracket, bracket + 1, "", bracket)
        if clause.goals and generator.getrandbits(1):
            yield Edit(clause.stop - 1, clause.stop, "", clause.stop - 1)


def misspelt_variable(rules: RuleSet, file: str, generator: random.Random) -> Iterator[Edit]:
    """Misspell a variable where it occurs for the last time."""
    for clause in _rules(rules, file):
        seen = [t.text for t in clause.variables()]
        for token in clause.variables():
            if len(token.text) >= SHORTEST and seen.count(token.text) > 1 and clause.goals:
                new = _misspelt(token.text, generator)
                if new not in seen:
                    yield Edit(token.start, token.stop, new, token.start)


def misspelt_predicate(rules: RuleSet, file: str, generator: random.Random) -> Iterator[Edit]:
    """Misspell the name of a goal."""
    defined = {c.name for text in rules.files.values() for c in clauses(text)}
    for clause in _rules(rules, file):
        for goal in clause.goals:
            if goal.name in defined and len(goal.name) >= SHORTEST:
                new = _misspelt(goal.name, generator)
                yield Edit(goal.start, goal.start + len(goal.name), new, goal.start)


def scattered(rules: RuleSet, file: str, generator: random.Random) -> Iterator[Edit]:
    """Put one more clause of a predicate behind another predicate's clauses."""
    own = _rules(rules, file)
    for clause, later in itertools.pairwise(own):
        if clause.name and later.name and clause.name != later.name and clause.certain:
            name = clause.name
            extra = [f"extra_{generator.randrange(100)}"] * _arity(clause.head)
            yield _after(later, f"{name}({', '.join(extra)})" if extra else name)


def _arity(head: str) -> int:
    """Return the number of arguments of a head."""
    depth, count = 0, 0
    for character in head:
        depth += (character in "([{") - (character in ")]}")
        count += (character == "," and depth == 1) or (character == "(" and depth == 1)
    return count


# --- what it does not look for ---


def unknown_state(rules: RuleSet, file: str, generator: random.Random) -> Iterator[Edit]:
    """Misspell a state of a variable, in a goal or in a fact on states."""
    if not rules.pack:
        return
    states = {t.text for goal in _state_goals(rules) for t in goal.tokens[2:] if _constant(t)}
    for clause in _rules(rules, file):
        for token in clause.tokens[1:]:
            if token.text in states and _constant(token):
                plain = token.text.strip("'")
                new = _misspelt(plain, generator)
                quoted = f"'{new}'" if token.kind == "quoted" else new
                if quoted not in states:
                    yield Edit(token.start, token.stop, quoted, token.start)


def _constant(token: Token) -> bool:
    return token.kind in ("name", "quoted") and len(token.text) >= SHORTEST


def _state_goals(rules: RuleSet) -> list[Goal]:
    """Return the goals of two arguments, the second of which is a constant."""
    return [
        goal
        for text in rules.files.values()
        for clause in clauses(text)
        for goal in clause.goals
        if re.fullmatch(r"[a-z]\w*\(\w+, *(?:[a-z]\w*|'[^']*')\)", goal.text)
    ]


def atom_as_number(rules: RuleSet, file: str, generator: random.Random) -> Iterator[Edit]:
    """Compare with a word instead of a number, or compare a state with a number."""
    del generator
    for clause in _rules(rules, file):
        for goal in clause.goals:
            if any(t.text in _COMPARISONS for t in goal.tokens) and not goal.negated:
                last = goal.tokens[-1]
                if last.kind == "number":
                    yield Edit(last.start, last.stop, "high", last.start)
            state = re.fullmatch(r"disease\((\w+), ([A-Z]\w*)\)", goal.text)
            if state and rules.pack:
                yield _into(goal, f"{state[2]} > 2")


_COMPARISONS = frozenset({"<", ">", "=<", ">=", "is"})


def duplicate(rules: RuleSet, file: str, generator: random.Random) -> Iterator[Edit]:
    """Write a rule or a constraint again, with its goals in another order and other names."""
    for clause in _rules(rules, file):
        simple = clause.certain or (clause.constraint and rules.pack)
        if clause.goals and simple and "!" not in clause.text:
            goals = [goal.text for goal in clause.goals]
            if all(goal.name for goal in clause.goals):
                generator.shuffle(goals)
            copy = f"{clause.head} :-\n    " + ",\n    ".join(goals)
            yield _after(clause, _renamed(clause, copy))


def _renamed(clause: TextClause, text: str) -> str:
    for name in {t.text for t in clause.variables()}:
        text = re.sub(rf"\b{name}\b", f"{name}Again", text)
    return text


def subsumed(rules: RuleSet, file: str, generator: random.Random) -> Iterator[Edit]:
    """Write a rule or a hard constraint again, with one more condition."""
    own = _rules(rules, file)
    spare = [g for c in own for g in c.goals if g.name and len(c.goals) > 1 and not g.negated]
    for clause in own:
        if not clause.goals or not clause.certain or "!" in clause.text:
            continue
        others = [g for g in spare if g.text not in clause.text and _shares(g, clause)]
        if others:
            goals = ", ".join(goal.text for goal in clause.goals)
            added = generator.choice(others).text
            yield _after(clause, f"{clause.head} :- {goals}, {_lone(added, clause)}")


def _shares(goal: Goal, clause: TextClause) -> bool:
    own = {t.text for t in clause.variables()}
    return bool(own & {t.text for t in goal.tokens if t.kind == "variable"})


def _lone(goal: str, clause: TextClause) -> str:
    """Return a goal whose variables that a clause has not are anonymous."""
    own = {t.text for t in clause.variables()}
    return re.sub(r"\b[A-Z]\w*\b", lambda m: m[0] if m[0] in own else "_", goal)


def contradiction(rules: RuleSet, file: str, generator: random.Random) -> Iterator[Edit]:
    """Add a constraint that rules out what another clause demands."""
    del generator
    for clause in _rules(rules, file):
        if not clause.goals or "!" in clause.text:
            continue
        *rest, last = clause.goals
        front = "".join(f"{goal.text}, " for goal in rest)
        if clause.constraint and rest and (last.name or last.negated):
            text = last.text.removeprefix("\\+ ") if last.negated else f"\\+ {last.text}"
            yield _after(clause, f"{clause.head} :- {front}{text}")
        elif clause.certain and clause.name and all(g.name or g.negated for g in clause.goals):
            yield _after(clause, f"false :- {front}{last.text}, {clause.head}")


def never_fires(rules: RuleSet, file: str, generator: random.Random) -> Iterator[Edit]:
    """Ask for two states at once, a goal and its negation, or an impossible number."""
    all_states = _state_goals(rules)
    for clause in _rules(rules, file):
        for goal in clause.goals:
            state = re.fullmatch(r"([a-z]\w*)\((\w+), *([a-z]\w*|'[^']*')\)", goal.text)
            others = [
                g.text
                for g in all_states
                if state and g.name == state[1] and not g.text.endswith(f" {state[3]})")
            ]
            if state and others and rules.pack and state[1] not in ("symptom", "risk_factor"):
                other = re.sub(r"\(\w+", f"({state[2]}", generator.choice(others), count=1)
                yield _into(goal, other)
            elif goal.name and len(clause.goals) > 1:
                yield _into(goal, f"\\+ {goal.text}")
            bound = re.fullmatch(r"([A-Z]\w*) (>|<) (\d[\d.]*)", goal.text)
            if bound:
                turned = {">": "<", "<": ">"}[bound[2]]
                yield _into(goal, f"{bound[1]} {turned} {bound[3]}")
                if rules.pack:
                    yield Edit(goal.start, goal.stop, f"{bound[1]} > {bound[3]}e6", goal.start)


def left_recursion(rules: RuleSet, file: str, generator: random.Random) -> Iterator[Edit]:
    """Make a rule call itself first; a predicate that is tabled may."""
    if ":- table" in rules.files[file]:
        return
    for clause in _rules(rules, file):
        if clause.goals and clause.name and re.fullmatch(r"[a-z]\w*(\(.*\))?", clause.head, re.S):
            names = {goal.name for goal in clause.goals}
            if clause.name in names or "[" in clause.head or "!" in clause.text:
                continue
            first = clause.goals[0].start
            called = clause.head
            variable = next((t.text for t in clause.variables()), None)
            if variable and generator.getrandbits(1) and called.count(variable) == 1:
                called = re.sub(rf"\b{variable}\b", f"{variable}0", called)
                called_too = f"{called}, {variable} = {variable}0, "
                yield Edit(first, first, called_too, first)
            else:
                yield Edit(first, first, f"{called}, ", first)


def often_missing(rules: RuleSet, file: str, generator: random.Random) -> Iterator[Edit]:
    """Negate a finding that most cases lack."""
    if not rules.pack:
        return
    for clause in _rules(rules, file):
        for goal in clause.goals:
            variable = FINDINGS.get(goal.name) or FINDINGS.get(goal.text.partition("(")[0])
            if variable and goal.name and len(clause.goals) > 1:
                share = generator.choice([0.4, 0.6, 0.9])
                yield Edit(goal.start, goal.start, "\\+ ", goal.start, {variable: share})


FINDINGS = {
    "lvh": "LVH",
    "lvh_report": "LVHreport",
    "sick": "Sick",
    "duct_flow": "DuctFlow",
    "cardiac_mixing": "CardiacMixing",
    "lung_parench": "LungParench",
    "lung_flow": "LungFlow",
    "grunting": "Grunting",
    "grunting_report": "GruntingReport",
    "hypoxia_in_o2": "HypoxiaInO2",
    "lower_body_o2": "LowerBodyO2",
    "ruq_o2": "RUQO2",
    "xray_report": "XrayReport",
    "chest_xray": "ChestXray",
    "age": "Age",
    "visited_asia": "asia",
    "abnormal_xray": "xray",
    "lung_cancer": "lung",
    "tuberculosis_or_cancer": "either",
    "tuberculosis": "tub",
}
"""Findings of the packs whose atoms have a name of their own, and their variables."""


def per_case(rules: RuleSet, file: str, generator: random.Random) -> Iterator[Edit]:
    """Ask for a relation between cases, which is no variable."""
    if not rules.pack:
        return
    for clause in _rules(rules, file):
        case = next((t.text for t in clause.variables()), None)
        if clause.goals and case in ("Patient", "Case"):
            goal = generator.choice(clause.goals)
            relation = generator.choice(["relative", "same_ward", "mentions"])
            before = f":- observed {relation}/2.\n"
            text = rules.files[file][clause.start : goal.stop]
            added = f"{before}{text}, {relation}({case}, _)"
            yield Edit(
                clause.start,
                goal.stop,
                added,
                clause.start + len(before) + len(text) + 2,
            )


KINDS = (
    Kind("syntax error", syntax, frozenset({"syntax"})),
    Kind("misspelt variable", misspelt_variable, frozenset({"singleton"})),
    Kind("unknown predicate", misspelt_predicate, frozenset({"unknown_predicate"})),
    Kind("scattered clauses", scattered, frozenset({"scattered"})),
    Kind("unknown state", unknown_state, frozenset({"unknown_state"})),
    Kind("state or atom as a number", atom_as_number, frozenset({"not_a_number"})),
    Kind(
        "duplicate rule",
        duplicate,
        frozenset({"duplicate", "duplicate_answer", "duplicate_constraint"}),
    ),
    Kind("subsumed rule", subsumed, frozenset({"subsumed"})),
    Kind("contradiction", contradiction, frozenset({"contradiction"})),
    Kind("rule that never fires", never_fires, frozenset({"never_fires"})),
    Kind("left recursion", left_recursion, frozenset({"left_recursion", "endless_recursion"})),
    Kind("negation on a column often missing", often_missing, frozenset({"often_missing"})),
    Kind("grounded per case", per_case, frozenset({"per_case"})),
)
