"""Whatever a file says, it is a design that can be listed and planned, or it is refused with all four answers."""

import random
import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nelumbo.design.describe import describe
from nelumbo.design.example_image import example_image
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
UNITS = ("nm", "kg", "mA/cm^2", "", "1", "nm nm", "nm^999", "°C", "мкм", "%", "m/0", "**", "h^-1", "e", "dB")
NUMBERS = ("1_000", "0x10", "1e-400", "٣", "1,5", "+", "-0.0", ".5", "5.", "1e", "NaN", "∞", "１", "0" * 500)
LINE = re.compile(r"^(?P<key>\w+) = (?P<value>.*)$")
UNIT = re.compile(r'(?<=\d) [^"\d]+(?=")')
ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252", "utf-32-le")


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
        re.sub(r"\d+", chance.choice(NUMBERS), line, count=1),
        UNIT.sub(f" {chance.choice(UNITS)}", line),
        f"{key} = {other.partition(' = ')[2]}",
        f"{key} = {{ value = {chance.choice(ODD)}, source = {chance.choice(ODD)} }}",
        f"{key} = {'[' * 200}{']' * 200}",
        line.replace("[", "[[").replace("]", "]]"),
        re.sub(
            r"^\[\[?[\w.]+",
            "[" * chance.randint(1, 2) + chance.choice(["x", "electrode", "lithium.x", '"a b"', ""]),
            line,
        ),
    ]


def edited(text: str, chance: random.Random) -> str:
    """Change one to six lines of a design; now and then drop, repeat or move a part of it."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    for _ in range(chance.choice([1, 1, 1, 2, 3, 6])):
        place = chance.randrange(len(lines))
        lines[place] = chance.choice(edits_of(lines[place], chance.choice(lines), chance))
        lines = "\n".join(lines).split("\n")
    parts = re.split(r"\n(?=\[)", "\n".join(lines))
    if chance.random() < 0.3:
        one = chance.randrange(len(parts))
        parts[one : one + 1] = [parts[one]] * chance.choice([0, 2])
    if chance.random() < 0.1:
        chance.shuffle(parts)
    return "\n".join(parts)


def as_bytes(text: str, chance: random.Random) -> bytes:
    """Spell a design as editors do, right or wrong, and sometimes cut it or put a byte into it."""
    if chance.random() < 0.8:
        return text.encode()
    data = text.replace("\n", chance.choice(["\n", "\r\n", "\r"])).encode(chance.choice(ENCODINGS), "replace")
    place = chance.randrange(len(data) + 1)
    return chance.choice([data, data[:place], data[:place] + bytes([chance.randrange(256)]) + data[place:], b""])


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


def fuzz(folder, examples):
    accepted = []

    @given(kind=st.sampled_from(TEMPLATES), seed=st.integers(0, 2**32))
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def check(kind, seed):
        chance = random.Random(seed)
        path = folder / "fuzzed.toml"
        path.write_bytes(as_bytes(edited(template("fuzzed", kind), chance), chance))
        accepted.append(judge(path))

    np.save(folder / "fuzzed_image.npy", example_image())
    check()
    return accepted


def test_edited_designs(tmp_path):
    assert len(fuzz(tmp_path, 60)) >= 60


@pytest.mark.slow
def test_five_thousand_edited_designs(tmp_path):
    accepted = fuzz(tmp_path, 5000)
    assert len(accepted) >= 5000
    assert 100 < sum(accepted) < len(accepted) - 100, "both ways are tried"


def fuzz_images(folder, examples):
    """Files in the place of a segmented image: cut off, with other bytes, of other shapes, types and labels."""
    design, image = folder / "fuzzed.toml", folder / "fuzzed_image.npy"
    design.write_text(template("fuzzed", "image"), encoding="utf-8")
    np.save(image, example_image())
    whole = image.read_bytes()
    arrays = [
        np.zeros((0, 9, 9)), np.zeros((4, 9)), np.full((4, 9, 9), 0.5), np.array([object()]), np.array("text"),
        np.full((4, 9, 9), 7), np.zeros((4, 9, 9), bool), np.full((4, 9, 9), -1), np.ones((40, 9, 9), int),
        np.full((4, 9, 9), np.nan), np.zeros((4, 9, 9), "datetime64[s]"), np.zeros((1, 9, 9, 3), np.uint8),
    ]  # fmt: skip

    @given(seed=st.integers(0, 2**32))
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def check(seed):
        chance = random.Random(seed)
        place, byte = chance.randrange(300), bytes([chance.randrange(256)])
        damaged = [whole[:place], whole[:place] + byte + whole[place + 1 :], whole[: -1 - place], byte * place]
        if chance.random() < 0.3:
            np.save(image, chance.choice(arrays), allow_pickle=True)
        else:
            image.write_bytes(chance.choice(damaged))
        judge(design)

    check()


def test_files_in_the_place_of_an_image(tmp_path):
    fuzz_images(tmp_path, 60)


MEASURED = "id,electrode,experiment,condition,quantity,value,unit,kind,note\n" + "".join(
    f'M{n},hollow_film,plating,capacity_mAh_cm2={n},total_thickness,{n}.5,um,number,"a, note"\n' for n in (1, 2, 3)
)


def test_tables_of_measured_values(tmp_path):
    """Cells exchanged for others and for nonsense, lines and columns dropped, other encodings."""
    design, table = tmp_path / "fuzzed.toml", tmp_path / "fuzzed.csv"
    text = template("fuzzed").replace("seed = 1", 'measured = "fuzzed.csv"\nseed = 1', 1)
    design.write_text(text, encoding="utf-8")
    table.write_text(MEASURED, encoding="utf-8")
    assert judge(design), "as it is, it is fine"

    @given(seed=st.integers(0, 2**32))
    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def check(seed):
        chance = random.Random(seed)
        cells = re.split(r"([,\n])", MEASURED)
        for _ in range(chance.randint(1, 5)):
            cells[chance.randrange(len(cells))] = chance.choice([*cells, *ODD, *NUMBERS, *NOISE, "\n", ",", "\0"])
        table.write_bytes(as_bytes("".join(cells), chance))
        judge(design)

    check()
