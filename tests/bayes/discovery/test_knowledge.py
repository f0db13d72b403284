"""Knowledge in Tetrad's format, and every way in which it can be wrong."""

import pytest

from neurosym.bayes.discovery.knowledge import Knowledge, Tier, parse_knowledge
from neurosym.errors import KnowledgeError

NAMES = ("Disease", "Duct flow", "LungFlow", "Age", "Report")
TEXT = """/knowledge
# who says so: a cardiologist
addtemporal
1 Disease
2* "Duct flow" LungFlow   # no arrows inside
4 Report

forbiddirect
Age Report
requiredirect
Disease "Duct flow"
"""


def test_tiers_arrows_quotes_and_comments_are_read() -> None:
    assert parse_knowledge(TEXT, NAMES) == Knowledge(
        (Tier(("Disease",)), Tier(("Duct flow", "LungFlow"), True), Tier(("Report",))),
        frozenset({("Age", "Report")}),
        frozenset({("Disease", "Duct flow")}),
    )


def test_allowed_arrows_by_hand() -> None:
    allowed = parse_knowledge(TEXT, NAMES).allowed(NAMES)
    rows = ["".join("x" if cell else "." for cell in row) for row in allowed]
    assert rows == [
        ".xxxx",  # Disease: before all others
        "...xx",  # Duct flow: not to Disease (earlier), not to LungFlow (inside the tier)
        "...xx",  # LungFlow
        "xxx..",  # Age: in no tier, but not to Report
        "...x.",  # Report: only to Age, which is in no tier
    ]


def test_tiers_are_ordered_by_their_numbers() -> None:
    knowledge = parse_knowledge("addtemporal\n3 Age\n1 Report\n", NAMES)
    assert [tier.names for tier in knowledge.tiers] == [("Report",), ("Age",)]
    assert parse_knowledge("", NAMES) == Knowledge()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Age Report", "k.txt:1: Age stands before any section; start with addtemporal"),
        ("addtemporal\nfirst Age", "k.txt:2: a tier starts with its number, such as 1 or 2*"),
        ("addtemporal\n1 Age\n1 Report", "k.txt:3: tier 1 is listed twice; put its variables on"),
        ("addtemporal\n1 Age\n2 Age", "k.txt:3: Age is already in a tier on line 2"),
        ("addtemporal\n\n1 Rapport", r"k.txt:3: unknown variable Rapport; did you mean Report\?"),
        ("forbiddirect\nX Age", "k.txt:2: unknown variable X; known are Disease, Duct flow,"),
        ("forbiddirect\nDuct flow Age", "k.txt:2: an arrow is two names, cause and effect, not 3"),
        (
            "addtemporal\n1 Age\n2 Report\nrequiredirect\nReport Age",
            "k.txt:5: the required arrow Report -> Age is forbidden: Report is in tier 2, after",
        ),
        (
            "forbiddirect\nAge Report\nrequiredirect\nDisease Age\nAge Report",
            "k.txt:5: the required arrow Age -> Report is forbidden: it is listed under",
        ),
        (
            "addtemporal\n1* Age Report\nrequiredirect\nAge Report",
            "k.txt:4: the required arrow Age -> Report is forbidden: tier 1 allows no arrows",
        ),
        (
            "requiredirect\nAge Report\nReport Disease\nDisease Age",
            "k.txt:4: the required arrows Age -> Report -> Disease -> Age form a cycle",
        ),
        (
            "requiredirect\nAge Report\nReport Age",
            "k.txt:3: the required arrow Age -> Report is forbidden: Report -> Age is required",
        ),
        (
            "requiredirect\nAge Age",
            "k.txt:2: the required arrow Age -> Age is forbidden: a variable",
        ),
    ],
)
def test_faults_are_named_by_path_and_line(text: str, message: str) -> None:
    with pytest.raises(KnowledgeError, match=message.replace("*", r"\*")):
        parse_knowledge(text, NAMES, "k.txt")


def test_a_variable_in_two_tiers_is_refused_from_python_too() -> None:
    with pytest.raises(KnowledgeError, match="Age stands twice in the tiers; keep one"):
        Knowledge((Tier(("Age",)), Tier(("Age",))))
