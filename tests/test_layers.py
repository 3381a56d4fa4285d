"""Imports go one way; heavy libraries stay in their place; no code knows an electrode by name."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "nelumbo"
LAYERS = (
    {"units", "constants", "errors", "law", "records", "observables", "lazy"},
    {"files"},
    {"checkpoint"},
    {"design", "numerics"},
    {"materials"},
    {"structure"},
    {"transport"},
    {"deposition"},
    {"cycling"},
    {"cell"},
    {"experiments"},
    {"fidelity"},
    {"pipeline"},
    {"study"},
    {"report"},
    {"cli"},
    {"__main__"},
)
RANK = {part: rank for rank, parts in enumerate(LAYERS) for part in parts}
HOMES = {"matplotlib": ("report/",), "numba": ("numerics/kernels/",)}
PYBAMM_AT_IMPORT = ("cell/", "experiments/")
FILES = sorted(SOURCE.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def imported(tree: ast.AST) -> set[str]:
    """All imported modules, those inside functions and under TYPE_CHECKING too."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: import by full name"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def upward(path: str, modules: set[str]) -> set[str]:
    """The modules that a file must not import."""
    own = path.split("/")[0].removesuffix(".py")
    parts = {module: module.split(".")[1] for module in modules if module.startswith("nelumbo.")}
    return {
        module
        for module, part in parts.items()
        if part != own and not part.startswith("__") and RANK.get(part, len(LAYERS)) >= RANK[own]
    }


def test_the_rule_bites():
    assert upward("structure/packed.py", {"nelumbo.transport.model"}) == {"nelumbo.transport.model"}
    assert upward("numerics/grid.py", {"nelumbo.design.load"}) == {"nelumbo.design.load"}
    assert not upward("transport/model.py", {"nelumbo.structure.model", "nelumbo.transport.result", "numpy"})


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_go_down(path: Path):
    name = name_of(path)
    modules = imported(ast.parse(path.read_text(encoding="utf-8")))
    if name != "__init__.py":  # the package itself offers lazy names from everywhere
        assert not upward(name, modules), f"{name} imports from its own rank or above"
    for library, homes in HOMES.items():
        used = {module for module in modules if module.split(".")[0] == library}
        assert not used or name.startswith(homes), f"{name} imports {library}, which belongs in {homes}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_pybamm_is_imported_when_needed(path: Path):
    body = ast.parse(path.read_text(encoding="utf-8")).body
    direct = ast.Module([node for node in body if isinstance(node, ast.Import | ast.ImportFrom)], [])
    loads = {module for module in imported(direct) if module.split(".")[0] == "pybamm"}
    assert not loads or name_of(path).startswith(PYBAMM_AT_IMPORT)


def test_no_electrode_is_known_by_name():
    design = tomllib.loads((ROOT / "designs" / "wei2024.toml").read_text(encoding="utf-8"))
    word = re.compile(rf"\b({'|'.join(electrode['id'] for electrode in design['electrode'])})\b")
    texts = [path for path in SOURCE.rglob("*") if path.suffix in {".py", ".toml", ".j2", ".txt"}]
    found = {name_of(path): word.findall(path.read_text(encoding="utf-8")) for path in texts}
    assert not {name: ids for name, ids in found.items() if ids}
