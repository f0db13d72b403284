"""Packs are found and opened: built in, in the working folder, or anywhere.

A pack is two folders of one name, under ``rules/`` and under ``causal/``. A pack in the working
folder goes before a built-in one of the same name.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from neurosym.cases import Role
from neurosym.cases.names import did_you_mean
from neurosym.errors import CaseError, PackError
from neurosym.packs.boundary import check_data, check_folder, check_size
from neurosym.packs.pack import CsvData, DataSource, HardCase, NetworkData, Pack, SklearnData
from neurosym.packs.toml import Section, read_toml
from neurosym.packs.variables import VariablesFile, read_variables

PACK_NAME = re.compile(r"[^\W\d][\w-]*")
"""What a pack may be called: a word, which may hold digits, underscores and hyphens."""

_KEYS = (
    "name",
    "version",
    "title",
    "target",
    "licence",
    "sources",
    "language",
    "data",
    "hard_case",
    "published",
)
_DATA_KEYS = {
    "network": ("kind", "network", "rows", "seed", "illustrative"),
    "sklearn": ("kind", "name"),
    "csv": ("kind", "path", "delimiter"),
}


@dataclass(frozen=True, slots=True)
class Roots:
    """The two folders that hold packs."""

    rules: Path
    causal: Path

    @classmethod
    def under(cls, root: Path) -> "Roots":
        """Return the folders ``rules`` and ``causal`` of a project."""
        return cls(root / "rules", root / "causal")

    @classmethod
    def built_in(cls) -> "Roots":
        """Return the library's own folders: of the checkout where there is one, or the wheel's."""
        package = Path(__file__).resolve().parents[1]
        checkout = (package.parent / "pyproject.toml").is_file()
        return cls.under(package.parent if checkout else package / "_packs")

    def names(self) -> tuple[str, ...]:
        """Return the names of the packs here, in alphabetical order."""
        if not self.causal.is_dir():
            return ()
        return tuple(
            sorted(
                folder.name
                for folder in self.causal.iterdir()
                if (folder / "variables.toml").is_file() and (self.rules / folder.name).is_dir()
            )
        )


def list_packs(root: Path | None = None) -> tuple[str, ...]:
    """Return the names of the packs under ``root``, or of the working folder's and the built-in.

    Args:
        root: A project's folder; ``None`` for the working folder and the library.
    """
    return tuple(sorted({name for roots in _search(root) for name in roots.names()}))


def find_pack(name: str | Path, root: Path | None = None, *, untrusted: bool = False) -> Pack:
    """Return a pack by its name, or by the path of either of its folders.

    Args:
        name: ``child``, or a path such as ``my_project/rules/my_domain``.
        root: The project's folder; ``None`` for the working folder, then the library.
        untrusted: Whether it is a stranger's: it must keep to its folders, and its rules run in a
            process of their own.

    Raises:
        PackError: When there is no such pack, or it is incomplete or contradicts itself.
        PackPermissionError: When a stranger's pack reaches out of its folders.
        ResourceLimitError: When a stranger's pack is too large.
    """
    rules, causal = pack_folders(name, root)
    if not untrusted:
        return open_pack(rules, causal)
    check_folder(rules)
    check_folder(causal)
    check_size(rules, causal)
    pack = open_pack(rules, causal)
    check_data(pack)
    return replace(pack, untrusted=True)


def pack_folders(name: str | Path, root: Path | None = None) -> tuple[Path, Path]:
    """Return the folders of a pack's rules and of its causal knowledge.

    Args:
        name: The pack's name, or the path of either folder.
        root: The project's folder; ``None`` for the working folder, then the library.

    Raises:
        PackError: When there is no such pack; the message names those that look like it.
    """
    text = str(name)
    if PACK_NAME.fullmatch(text):
        for roots in _search(root):
            if (roots.rules / text).is_dir() and (roots.causal / text).is_dir():
                return roots.rules / text, roots.causal / text
    path = Path(name)
    if path.resolve().parent.name in ("rules", "causal") and path.is_dir():
        roots = Roots.under(path.resolve().parents[1])
        return roots.rules / path.resolve().name, roots.causal / path.resolve().name
    known = list_packs(root)
    where = f" under {root}" if root is not None else ""
    raise PackError(f"there is no pack {text!r}{where}; {did_you_mean(text, known)}")


def open_pack(rules_folder: Path, causal_folder: Path) -> Pack:
    """Return the pack of two folders.

    Args:
        rules_folder: The folder of the rules.
        causal_folder: The folder of ``variables.toml``, ``pack.toml`` and ``knowledge.txt``.

    Raises:
        PackError: When a file is missing or wrong; one line for every fault, with its place.
    """
    for folder, holds in ((rules_folder, "rules"), (causal_folder, "variables and knowledge")):
        if not folder.is_dir():
            raise PackError(f"{folder}: there is no such folder; a pack keeps its {holds} there")
    variables = read_variables(causal_folder / "variables.toml")
    top = read_toml(causal_folder / "pack.toml")
    top.only(_KEYS)
    target = _target(top, variables)
    pack = Pack(
        name=causal_folder.name,
        rules_folder=rules_folder,
        causal_folder=causal_folder,
        vocabulary=variables.vocabulary,
        target=target,
        knowledge_text=_optional_text(causal_folder / "knowledge.txt"),
        rule_files=tuple(sorted(rules_folder.glob("*.pl"))),
        loss=_loss(variables, target, causal_folder / "variables.toml", top.faults),
        data=_data(top, causal_folder),
        hard_case=_hard_case(top),
        title=top.text("title"),
        version=top.text("version"),
        licence=top.text("licence"),
        sources=top.texts("sources"),
        language=top.text("language", "en"),
    )
    _check_name(top, pack)
    _check_hard_case(top, pack)
    top.check()
    return pack


def _search(root: Path | None) -> tuple[Roots, ...]:
    if root is not None:
        return (Roots.under(root),)
    return (Roots.under(Path.cwd()), Roots.built_in())


def _target(top: Section, variables: VariablesFile) -> str:
    """Return the exact name of the target, or note why there is none."""
    vocabulary = variables.vocabulary
    text = top.text("target")
    if not text:
        marked = vocabulary.with_role(Role.TARGET)
        if len(marked) == 1:
            return vocabulary[marked[0]].name
        top.fault("target", 'must name the variable that cases are asked about: target = "NAME"')
        return ""
    try:
        target = vocabulary.find(text)
    except CaseError as error:
        top.fault("target", str(error))
        return ""
    if target.numeric and not target.states:
        top.fault(
            "target", f"{target.name} is numeric; give it `cuts`, or name a discrete variable"
        )
    return target.name


def _loss(
    variables: VariablesFile, target: str, path: Path, faults: list[str]
) -> dict[str, dict[str, float]]:
    """Return the losses under the exact names of the target's states, or note what is wrong."""
    if not target:
        return {}
    variable = variables.vocabulary.find(target)
    losses: dict[str, dict[str, float]] = {}
    for answered, costs in variables.loss.items():
        for true, cost in costs.items():
            try:
                row = losses.setdefault(variable.find_state(answered), {})
                row[variable.find_state(true)] = cost
            except CaseError as error:
                faults.append(f"{path}:[loss.{answered}] {true}: {error}")
                continue
            if not cost >= 0:
                faults.append(f"{path}:[loss.{answered}] {true}: a loss is a number from 0")
    return losses


def _data(top: Section, folder: Path) -> DataSource | None:
    """Return where the data come from, or note what is wrong."""
    if "data" not in top.values:
        return None
    table = top.section("data")
    kind = table.text("kind")
    if kind not in _DATA_KEYS:
        table.fault("kind", f"unknown kind {kind!r}; {did_you_mean(kind, list(_DATA_KEYS))}")
        return None
    table.only(_DATA_KEYS[kind])
    if kind == "network":
        extra = table.text("illustrative")
        return NetworkData(
            _needed(table, "network"),
            table.whole("rows", 5000),
            table.whole("seed", 7),
            folder / extra if extra else None,
        )
    if kind == "sklearn":
        return SklearnData(_needed(table, "name"))
    return CsvData(folder / _needed(table, "path"), table.text("delimiter", ","))


def _needed(table: Section, key: str) -> str:
    if key not in table.values:
        table.fault(key, "is missing; this kind of data needs it")
    return table.text(key)


def _hard_case(top: Section) -> HardCase:
    table = top.section("hard_case")
    table.only(("evidence", "published"))
    return HardCase(table.text("evidence"), top.text("published") or table.text("published"))


def _check_name(top: Section, pack: Pack) -> None:
    named = top.text("name", pack.name)
    if named != pack.name or pack.rules_folder.name != pack.name:
        top.fault("name", f"{named!r} must be the name of both folders, {pack.name!r}")
    if not pack.rule_files:
        top.faults.append(f"{pack.rules_folder}: holds no rule file; write {pack.name}.pl")


def _check_hard_case(top: Section, pack: Pack) -> None:
    try:
        pack.demonstration()
    except CaseError as error:
        top.section("hard_case").fault("evidence", str(error))


def _optional_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise PackError(f"{path}: cannot be read as UTF-8 text ({error})") from None
