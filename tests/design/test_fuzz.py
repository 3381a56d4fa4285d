"""Whatever a file says, it is a design that can be listed and planned, or it is refused with all four answers."""

import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nelumbo.design.describe import describe
from nelumbo.design.load import load
from nelumbo.design.template import TEMPLATES, template
from nelumbo.errors import DesignError
from nelumbo.fidelity import fidelity_named
from nelumbo.pipeline.graph import plan

ODD = [
    *("0", "-1", "1e300", "-1e-300", "nan", "inf", "true", '""', '"x"', '"1 m"', '"-3 um"', '"0 um"'),
    *('"1e400 nm"', '"1 mA/cm^2"', "[]", "[[]]", "{}", "{ assumed = 1 }", '{ assumed = "1 um", why = "" }'),
    *("1979-05-27", "9" * 400, '"\\u0000"', '"µm"', '"测试"', '"1 µm"', '["400 nm", "400 nm"]'),
    *('["bare_foil", "bare_foil"]', '"1 parsec"', '{ method = "drop_and_roll" }', '"one_shell"'),
    *('"bare_foil"', "[1, 200]", "[0]", '"../../etc/passwd"'),
]
NOISE = ("", "\\", '"', "\x7f", "é", "]")
LINE = re.compile(r"^(?P<key>\w+) = (?P<value>.*)$")


def edits_of(line: str, other: str, chance: random.Random) -> list[str]:
    """Ways to spoil a line, those that change its value twice as likely."""
    found = LINE.match(line)
    key = found["key"] if found else "x"
    factor = chance.choice([0, 1, 10, 10**6])
    return [
        f"{key} = {chance.choice(ODD)}",
        f"{key} = {chance.choice(ODD)}",
        f"{key}{chance.choice('xs_')} = 1",
        "",
        f"{line}\n{line}",
        other,
        line[: chance.randrange(len(line) + 1)],
        line.replace("=", chance.choice("=:"), 1) + chance.choice(NOISE),
        re.sub(r"\d+", lambda digits: str(int(digits[0][:9]) * factor), line),
    ]


def edited(text: str, seed: int) -> str:
    """Change one to six lines of a design."""
    chance = random.Random(seed)
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(lines))
        lines[place] = chance.choice(edits_of(lines[place], chance.choice(lines), chance))
        lines = "\n".join(lines).split("\n")
    return "\n".join(lines)


def judge(path) -> bool:
    """Load, list and plan a design; return whether it was accepted."""
    try:
        design = load(path)
    except DesignError as error:
        refused = error.problems
    else:
        assert str(describe(design))
        return bool(plan(design, fidelity_named("quick")))
    assert refused
    assert all(p.key and p.expected and p.got and p.remedy for p in refused)
    return False


def fuzz(write, examples):
    accepted = []

    @given(kind=st.sampled_from([kind for kind in TEMPLATES if kind != "image"]), seed=st.integers(0, 2**32))
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def check(kind, seed):
        accepted.append(judge(write(edited(template("fuzzed", kind), seed))))

    check()
    return accepted


def test_edited_designs(write):
    assert len(fuzz(write, 60)) >= 60


@pytest.mark.slow
def test_five_thousand_edited_designs(write):
    accepted = fuzz(write, 5000)
    assert len(accepted) >= 5000
    assert 100 < sum(accepted) < len(accepted) - 100, "both ways are tried"
