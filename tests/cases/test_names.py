from neurosym.cases.names import (
    NAME_TIERS,
    STATE_TIERS,
    did_you_mean,
    listed,
    matches,
    name_key,
    near,
    state_key,
)


def test_a_name_is_found_in_any_usual_writing() -> None:
    names = ("LowerBodyO2", "RUQO2")
    for text in ("LowerBodyO2", "lower_body_o2", "lower body o2", "LOWER-BODY-O2", " lowerbodyo2 "):
        assert matches(text, names, NAME_TIERS) == (0,)
    assert matches("LowerBody", names, NAME_TIERS) == ()


def test_an_exact_match_is_never_ambiguous() -> None:
    assert matches("a_b", ("AB", "a_b", "A_b"), NAME_TIERS) == (1,)
    assert matches("A_B", ("AB", "a_b", "A_b"), NAME_TIERS) == (1, 2)


def test_states_keep_their_signs() -> None:
    assert matches("1", ("-1", "-2"), STATE_TIERS) == ()
    assert matches("5", ("<5", "5-12"), STATE_TIERS) == ()
    assert matches("5 - 12", ("<5", "5-12"), STATE_TIERS) == (1,)
    assert matches("strong_up", ("StrongUp", "WeakUp"), STATE_TIERS) == (0,)


def test_keys_by_hand() -> None:
    assert name_key("Grd_Glass - x") == "grdglassx"
    assert state_key("Grd Glass") == "grd_glass"
    assert state_key("-1") == "-1"


def test_near_names_and_phrases() -> None:
    assert near("chest_xry", ["Age", "ChestXray"]) == ("ChestXray",)
    assert near("zzz", ["Age", "ChestXray"]) == ()
    assert listed([]) == ""
    assert listed(["a", "b", "c"]) == "a, b or c"
    assert did_you_mean("zzz", ["b", "a"]) == "known are a, b"
    assert did_you_mean("zzz", ["a", "b", "c"], limit=2) == "known are a, b and 1 more"
    assert did_you_mean("zzz", []) == "there are none"
