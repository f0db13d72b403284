"""The README shows what the results say."""

from pathlib import Path

from benchmarks.logic_tables import section

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_has_the_section_as_the_results_give_it() -> None:
    assert section() in README.read_text(encoding="utf-8")
