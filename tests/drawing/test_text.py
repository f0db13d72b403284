import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurosym.drawing.text import number, safe, share_text, text_width, wrap


def test_width_of_a_word_by_hand() -> None:
    assert text_width("lung", 10.0) == pytest.approx(10 * (0.222 + 3 * 0.556))


def test_wide_scripts_fill_a_square_a_character() -> None:
    assert text_width("\u8bc1\u636e", 12.0) == 24.0


def test_bold_is_wider() -> None:
    assert text_width("lung", 10.0, bold=True) > text_width("lung", 10.0)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Age", ["Age"]),
        ("HypoxiaInO2", ["Hypoxia", "InO2"]),
        ("chest X-ray", ["chest X-", "ray"]),
        ("lower_body_o2", ["lower_", "body_o2"]),
        ("", [""]),
    ],
)
def test_lines_break_where_a_reader_would(text: str, lines: list[str]) -> None:
    assert wrap(text, 60.0, 13.0) == lines


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert wrap("worst fractal dimension of all", 60.0, 12.0) == ["worst", "fractal di\u2026"]
    assert wrap("Pneumonoultramicroscopic", 60.0, 12.0) == ["Pneumo\u2026"]


@settings(deadline=None, derandomize=True)
@given(st.text(max_size=60), st.floats(30.0, 200.0), st.integers(1, 3))
def test_lines_are_few_and_fit(text: str, width: float, lines: int) -> None:
    rows = wrap(text, width, 12.0, lines=lines)
    assert 1 <= len(rows) <= lines
    assert all(text_width(row, 12.0) <= width for row in rows)


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0.0%"), (0.0002, "<0.1%"), (0.437, "43.7%"), (0.99999, ">99.9%"), (1.0, "100.0%")],
)
def test_shares_never_round_to_certainty(share: float, text: str) -> None:
    assert share_text(share) == text


def test_markup_and_numbers() -> None:
    assert safe('<5 & "x"') == "&lt;5 &amp; &quot;x&quot;"
    assert [number(v) for v in (-0.01, 3.0, 2.25, 100.0)] == ["0", "3", "2.2", "100"]
