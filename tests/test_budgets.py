"""No file, function or signature grows into the place where everything meets."""

import ast
import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "nelumbo"
FILES = sorted(SOURCE.rglob("*.py"))
FILE_LINES, FUNCTION_LINES, PARAMETERS = 400, 60, 8

EXCEPTIONS: dict[str, str] = {}
"""``file`` or ``file:function`` to the reason why it may be larger."""

_NOT_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def code_lines(text: str) -> set[int]:
    """Lines that hold code: no blanks, no comments."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {
        line for token in tokens if token.type not in _NOT_CODE for line in range(token.start[0], token.end[0] + 1)
    }


def functions(text: str) -> Iterator[tuple[str, int, int]]:
    """Name, code lines without the docstring, and parameters without self of every function."""
    lines = code_lines(text)
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, Function):
            continue
        body = set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        if ast.get_docstring(node) is not None:
            body -= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        own = [argument for argument in arguments if argument.arg not in ("self", "cls")]
        yield node.name, len(body & lines), len(own)


def test_counting():
    text = 'def f(self, a, *, b):\n    """Doc\n    string."""\n    # why\n\n    return (\n        a\n    )\n'
    assert list(functions(text)) == [("f", 4, 2)]


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_budget(path: Path):
    name, text = name_of(path), path.read_text(encoding="utf-8")
    assert name in EXCEPTIONS or text.count("\n") <= FILE_LINES, f"{name} is too long: split it by subject"
    for function, length, parameters in functions(text):
        if f"{name}:{function}" not in EXCEPTIONS:
            assert length <= FUNCTION_LINES, f"{name}: {function} has {length} lines of code"
            assert parameters <= PARAMETERS, f"{name}: {function} has {parameters} parameters"


def test_exceptions_are_needed():
    for entry, reason in EXCEPTIONS.items():
        name, _, function = entry.partition(":")
        text = (SOURCE / name).read_text(encoding="utf-8")
        sizes = [s for n, *s in functions(text) if n == function]
        too_large = any(length > FUNCTION_LINES or parameters > PARAMETERS for length, parameters in sizes)
        assert reason
        assert too_large if function else text.count("\n") > FILE_LINES, f"{entry} needs no exception any more"
