"""Every sentence that a person reads in an explanation: one file a language.

The code names a phrase and hands over what goes into it; the words are in ``en.toml`` and its
translations.

Example:
    >>> english = Phrases.load("en")
    >>> english.say("answer.runner_up", rival="lung disease", percent=percent(0.31))
    'Next comes lung disease with 31%.'
    >>> english.list_words(["age", "chest X-ray", "grunting"])
    'age, chest X-ray and grunting'
"""

import difflib
import string
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from neurosym.errors import PhraseError

_FOLDER = Path(__file__).parent
_FORMS = {"one", "other"}
_ARROWS = ((0.05, "hardly"), (0.15, "weak"), (0.35, "moderate"), (0.6, "strong"))
_RULES = ((0.5, "slight"), (0.8, "clear"), (0.95, "strong"))

__all__ = ["Phrases", "languages", "percent", "read_phrases"]


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one language.

    Attributes:
        language: Its code, such as ``"en"``.
        texts: For each key its text, or its two texts for one and for other counts.
    """

    language: str
    texts: Mapping[str, Mapping[str, str]]

    @staticmethod
    def load(language: str = "en") -> "Phrases":
        """The phrases of a language that comes with the library.

        Raises:
            PhraseError: If there is no such language; the message lists those there are.
        """
        known = languages()
        if language not in known:
            raise PhraseError(
                f"no phrases for language {language!r}; there are: {', '.join(known)}"
            )
        return read_phrases(_FOLDER / f"{language}.toml")

    def names(self) -> tuple[str, ...]:
        """All keys, in order of the alphabet."""
        return tuple(sorted(self.texts))

    def placeholders(self, key: str) -> frozenset[str]:
        """The names of the values that a phrase needs.

        Raises:
            PhraseError: If there is no such phrase.
        """
        return frozenset(name for text in self._forms(key).values() for name in _names(text))

    def say(self, key: str, /, **values: str | int) -> str:
        """A phrase with its values filled in.

        Args:
            key: Its name, ``"answer.confident"``.
            **values: What goes into its braces; ``count`` also chooses between one and other.

        Returns:
            The sentence, its first letter a capital where it begins with a value.

        Raises:
            PhraseError: If there is no such phrase, or it needs a value that is not given.
        """
        forms = self._forms(key)
        form = "one" if "one" in forms and values.get("count") == 1 else "other"
        text = forms[form]
        if len(forms) > 1 and "count" not in values:
            raise PhraseError(f"phrase {key} in {self.language}.toml needs a value for count")
        for name in _names(text):
            if name not in values:
                raise PhraseError(f"phrase {key} in {self.language}.toml needs a value for {name}")
        said = text.format(**values)
        starts_sentence = text.startswith("{") and text.endswith((".", "?", "!"))
        return _capital(said) if starts_sentence else said

    def section(self, name: str) -> dict[str, str]:
        """All texts below a heading that need no values, such as ``section("words")``.

        Raises:
            PhraseError: If there is no such heading.
        """
        below = {
            key.removeprefix(f"{name}."): forms["other"]
            for key, forms in self.texts.items()
            if key.startswith(f"{name}.")
        }
        if not below:
            raise PhraseError(f"no phrases under [{name}] in {self.language}.toml")
        return below

    def list_words(self, words: Sequence[str], joiner: Literal["and", "or"] = "and") -> str:
        """Words as a sentence lists them; nothing for no words.

        Example:
            >>> Phrases.load("en").list_words(["a", "b"], "or")
            'a or b'
        """
        if len(words) <= 1:
            return "".join(words)
        rest = self.say("list.separator").join(words[:-1])
        return self.say(f"list.{joiner}", rest=rest, last=words[-1])

    def arrow_word(self, strength: float) -> str:
        """How strong an arrow is, in words, from its mean total variation (0 to 1)."""
        return self.say(f"arrow.{_grade(strength, _ARROWS)}")

    def rule_word(self, strength: float) -> str:
        """How strongly a soft rule speaks, in words, from its strength (0 to 1)."""
        return self.say(f"rule_strength.{_grade(strength, _RULES)}")

    def chain(self, names: Sequence[str], strengths: Sequence[float]) -> str:
        """A causal path from cause to effect, with the strength of each arrow.

        Args:
            names: Cause, mediators, effect.
            strengths: Of the arrows between them; one fewer than names.

        Example:
            >>> Phrases.load("en").chain(["smoking", "cancer", "cough"], [0.2, 0.5])
            'smoking → cancer (moderate, 0.20) → cough (strong, 0.50)'
        """
        steps = zip(names[1:], strengths, strict=True)
        said = [
            self.say("path.step", name=n, strength=f"{self.arrow_word(s)}, {s:.2f}")
            for n, s in steps
        ]
        return "".join([*names[:1], *said])

    def _forms(self, key: str) -> Mapping[str, str]:
        if key not in self.texts:
            near = difflib.get_close_matches(key, self.texts, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise PhraseError(f"no phrase {key} in {self.language}.toml{hint}")
        return self.texts[key]


def languages() -> tuple[str, ...]:
    """The codes of the languages that come with the library."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def read_phrases(path: Path) -> Phrases:
    """Read one language's file, whose name is the language's code.

    Args:
        path: A TOML file like ``en.toml``.

    Returns:
        Its phrases.

    Raises:
        PhraseError: If it is no TOML, or holds something else than phrases.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise PhraseError(f"{path}: cannot be read as phrases: {fault}") from fault
    texts: dict[str, Mapping[str, str]] = {}
    _collect(tables, "", path, texts)
    return Phrases(path.stem, texts)


def _collect(
    table: Mapping[str, object], prefix: str, path: Path, texts: dict[str, Mapping[str, str]]
) -> None:
    """Gather the phrases of a table and of those inside it."""
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, str):
            texts[key] = {"other": _checked(key, value, path)}
        elif isinstance(value, dict) and set(value) == _FORMS:
            texts[key] = {form: _checked(key, str(text), path) for form, text in value.items()}
        elif isinstance(value, dict):
            _collect(value, f"{key}.", path, texts)
        else:
            raise PhraseError(f"{path}: phrase {key} must be a text, or a table of one and other")


def _checked(key: str, text: str, path: Path) -> str:
    try:
        _names(text)
    except ValueError as fault:
        raise PhraseError(f"{path}: phrase {key} has unpaired braces: {fault}") from fault
    return text


def _names(text: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]


def _grade(strength: float, grades: Sequence[tuple[float, str]]) -> str:
    return next((word for limit, word in grades if strength < limit), "very_strong")


def _capital(text: str) -> str:
    """The first letter made a capital, unless the word is one like pH."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


def percent(share: float) -> str:
    """A probability as a sentence says it; only certainty is called 0% or 100%.

    Args:
        share: From 0 to 1.

    Returns:
        Whole per cent; one decimal in the outermost per cent.

    Example:
        >>> [percent(p) for p in (0.0, 0.0004, 0.004, 0.437, 0.996, 0.9999, 1.0)]
        ['0%', '<0.1%', '0.4%', '44%', '99.6%', '>99.9%', '100%']
    """
    smallest, small = 0.001, 0.01
    if 0.0 < share < smallest:
        return "<0.1%"
    if 1.0 - smallest < share < 1.0:
        return ">99.9%"
    outermost = 0.0 < share < small or 1.0 - small < share < 1.0
    return f"{share:.1%}" if outermost else f"{share:.0%}"
