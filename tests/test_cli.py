"""What a user types and sees."""

import csv
import json
import os
import shutil
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from typer.testing import CliRunner

import nelumbo
import nelumbo.cli.command
import nelumbo.cli.doctor
import nelumbo.cli.run
from nelumbo import cli
from nelumbo.cli.checkup import INSTALLATION, Check
from nelumbo.cli.known_answers import known_answers
from nelumbo.cli.screen import BAD_INPUT
from nelumbo.design.template import TEMPLATES
from nelumbo.errors import DesignError, FolderError
from nelumbo.pipeline import SerialExecutor, campaign
from nelumbo.pipeline.observers import RunStarted

ROOT = Path(__file__).parents[1]
DESIGN = ROOT / "designs" / "wei2024.toml"
sys.path.insert(0, str(ROOT / "tests" / "pipeline"))
import toy_laboratory as toy  # noqa: E402


@pytest.fixture
def nelumbo_command(monkeypatch, tmp_path):
    """Run a command in an empty folder with the toy stages; returns exit code and all that was printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(campaign, "fidelity_named", lambda name: toy.fidelity())
    monkeypatch.setattr(nelumbo.pipeline, "process_pool", lambda jobs: nullcontext(SerialExecutor()))

    def invoke(*arguments):
        for console in (cli.command.screen.out, cli.command.screen.err):
            monkeypatch.setattr(console, "width", int(os.environ["COLUMNS"]))
        result = CliRunner().invoke(cli.app, [str(argument) for argument in arguments])
        return result.exit_code, result.output

    return invoke


def test_version(nelumbo_command):
    assert nelumbo_command("--version") == (0, f"nelumbo {nelumbo.__version__}\n")


def run(nelumbo_command, *options):
    return nelumbo_command("run", DESIGN, "--jobs", "1", "--only", "*:plating", *options)


def test_run_writes_the_folder_and_tells_where(nelumbo_command, tmp_path, monkeypatch):
    monkeypatch.setattr(cli.run, "written_report", lambda results: True)
    code, text = run(nelumbo_command)
    assert code == 0, text
    folder = tmp_path / "runs" / "wei2024"
    assert str(Path("runs/wei2024/observables.csv")) in text
    assert "report.html" in text
    with (folder / "observables.csv").open(newline="") as file:
        assert {row["experiment"] for row in csv.DictReader(file)} == {"structure", "plating"}
    assert "membrane thickness" in text
    assert "smooth" in text
    again = nelumbo.load(folder / "design.toml")
    assert again.measured == nelumbo.load(DESIGN).measured


def test_what_is_kept_is_the_design_that_was_run(tmp_path):
    source = tmp_path / "source.toml"
    source.write_text(DESIGN.read_text().replace("../validation", f"{ROOT}/validation"))
    (tmp_path / "run").mkdir()
    cli.run.DesignCopy(source).observe(RunStarted((), tmp_path / "run"))
    source.write_text("edited while it runs")
    assert nelumbo.load(tmp_path / "run" / "design.toml").name == "wei2024"


def test_an_edited_design_leaves_the_earlier_results(nelumbo_command, monkeypatch):
    monkeypatch.setattr(cli.run, "written_report", lambda results: True)
    nelumbo_command("new", "my.toml")
    command = ("run", "my.toml", "--only", "*:plating")
    nelumbo_command(*command)
    assert "my-2" not in nelumbo_command(*command)[1], "the same design replaces itself"
    text = Path("my.toml").read_text()
    Path("my.toml").write_text(text.replace('shell_thickness = "40 nm"', 'shell_thickness = "20 nm"'))
    code, told = nelumbo_command(*command)
    assert (code, "this run goes to runs/my-2" in told) == (0, True)
    assert "40 nm → 20 nm" in nelumbo_command("compare", "runs/my", "runs/my-2")[1]
    assert "finished stages were taken" in nelumbo_command(*command, "--resume")[1]
    assert sorted(path.name for path in Path("runs").iterdir()) == ["my", "my-2"]
    Path("my.toml").write_text(text.replace("seed = 1 ", "seed = 2 "))
    assert "runs/my/observables.csv" in nelumbo_command(*command, "--resume")[1], "edited, its stages are reused"


def test_a_long_title_is_told_whole_above_a_narrow_table(nelumbo_command, monkeypatch):
    monkeypatch.setattr(cli.run, "written_report", lambda results: True)
    _, text = run(nelumbo_command)
    assert f"{nelumbo.load(DESIGN).title} (toy)" in text.splitlines()


def test_resume_says_what_was_taken(nelumbo_command, monkeypatch):
    monkeypatch.setattr(cli.run, "written_report", lambda results: True)
    run(nelumbo_command, "-o", "there")
    code, text = run(nelumbo_command, "-o", "there", "--resume")
    assert code == 0
    assert "40 finished stages were taken from the earlier run" in text
    assert all(stage["cached"] for stage in json.loads(Path("there/manifest.json").read_text())["stages"])


def test_failed_branch(nelumbo_command, monkeypatch):
    monkeypatch.setattr(cli.run, "written_report", lambda results: True)
    monkeypatch.setattr(campaign, "fidelity_named", lambda name: toy.fidelity(film=toy.ToyFilm(fails_at=0.0)))
    code, text = run(nelumbo_command)
    assert code == 1
    assert "homs_3s: structure 0 failed: the film is too thick" in text
    assert "take less" in text
    assert "8 of the stages failed, 24 were skipped" in text
    assert "Traceback" not in text


def test_a_report_that_fails_leaves_the_results(nelumbo_command, monkeypatch):
    monkeypatch.setitem(sys.modules, "nelumbo.report.build", None)
    code, text = run(nelumbo_command)
    assert code == 1
    assert "report could not be written" in text
    assert Path("runs/wei2024/observables.csv").exists()


def test_bad_design_is_refused(nelumbo_command, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text(
        DESIGN.read_text().replace("seed = 20240108", "seed = -1").replace("../validation", f"{ROOT}/validation")
    )
    with pytest.raises(DesignError) as refused:
        nelumbo.load(bad)
    assert [problem.key for problem in refused.value.problems] == ["seed"]
    for command in ("run", "check"):
        code, text = nelumbo_command(command, bad)
        assert code == 2
        assert "bad.toml" in text
        for problem in refused.value.problems:
            assert problem.key in text
        for word in ("expected", "got", "remedy", "nothing was run"):
            assert word in text
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(("arguments", "told"), [
    (["run", "absent.toml"], "absent.toml"),
    (["run", DESIGN, "--only", "nobody:*"], "no experiment fits"),
    (["run", DESIGN, "--only", "homs_3s"], "did you mean 'homs_3s:*'?"),
    (["run", DESIGN, "--only", "plating"], "did you mean '*:plating'?"),
    (["run", DESIGN, "--only", "*:plating", "-o", DESIGN], "it is a file"),
    (["run", DESIGN, "--only", "*:plating", "-o", DESIGN / "runs"], "choose another with -o"),
    (["report", "nowhere"], "no run folder"),
    (["run", DESIGN, "--jobs", "0"], "--jobs"),
])  # fmt: skip
def test_bad_input(nelumbo_command, arguments, told):
    code, text = nelumbo_command(*arguments)
    assert code == 2
    assert told in " ".join(text.replace("│", " ").split())
    assert "Traceback" not in text


def test_unknown_fidelity(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli.app, ["run", str(DESIGN), "--fidelity", "best"])
    assert result.exit_code == 2
    assert "quick, standard, full" in result.output


def test_interrupt(nelumbo_command, monkeypatch):
    def interrupted(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(nelumbo.pipeline, "run", interrupted)
    code, text = run(nelumbo_command)
    assert code == 130
    assert "--resume" in text
    result = CliRunner().invoke(cli.app, ["run", str(DESIGN), "--json"])
    assert (result.exit_code, json.loads(result.stdout)["error"]) == (130, "interrupted")
    monkeypatch.setattr(nelumbo, "load", interrupted)
    code, text = nelumbo_command("check", DESIGN)
    assert (code, text) == (130, "interrupted\n")


def test_check_prints_parts_with_units(nelumbo_command):
    code, text = nelumbo_command("check", DESIGN)
    assert code == 0
    for word in ("shell_thickness", "40", "nm", "assumed"):
        assert word in text


def test_new_design_is_valid_and_never_overwrites(nelumbo_command):
    code, text = nelumbo_command("new", "my_film")
    assert code == 0
    assert "my_film.toml" in text
    assert nelumbo.load("my_film.toml").name == "my_film"
    code, text = nelumbo_command("new", "my_film")
    assert code == 2
    assert "exists" in text


@pytest.mark.parametrize("kind", TEMPLATES)
def test_new_from_every_template_passes_check(kind, nelumbo_command):
    code, text = nelumbo_command("new", "my.toml", "--template", kind)
    assert code == 0, text
    assert nelumbo.load("my.toml").name == "my"
    code, text = nelumbo_command("check", "my.toml")
    assert code == 0
    assert "0 values are assumed" not in text


@pytest.mark.slow
@pytest.mark.parametrize("kind", TEMPLATES)
def test_every_template_runs_to_a_report_of_its_own(kind, tmp_path, monkeypatch):
    """Nothing is measured for it, and nothing is missing: all electrodes and experiments stand in the page."""
    monkeypatch.chdir(tmp_path)
    for arguments in (["new", "my.toml", "--template", kind], ["run", "my.toml", "--fidelity", "quick"]):
        result = CliRunner().invoke(cli.app, arguments)
        assert result.exit_code == 0, result.output
    page = Path("runs/my/report.html").read_text(encoding="utf-8")
    design = nelumbo.load("my.toml")
    for part in (*design.electrode, *design.experiment):
        assert part.id in page
    assert page.count("data:image/") + page.count("<svg") >= len(design.experiment)


def test_new_tells_what_it_cannot_do(nelumbo_command):
    code, text = nelumbo_command("new", "my.toml", "-t", "foam")
    assert (code, "hollow-spheres, solid-particles, image, bare" in text) == (2, True)
    code, text = nelumbo_command("new", "nowhere/my.toml")
    assert (code, "no folder nowhere" in text) == (2, True)
    Path("my_image.npy").write_text("mine")
    code, text = nelumbo_command("new", "my.toml", "-t", "image")
    assert (code, "my_image.npy exists" in text) == (2, True)
    assert not Path("my.toml").exists()


def test_json_is_one_object_whatever_happens(nelumbo_command, monkeypatch):
    """Complaints go to standard error, which the runner keeps apart."""
    monkeypatch.setattr(cli.run, "written_report", lambda results: True)

    def told(*arguments):
        result = CliRunner().invoke(cli.app, [*map(str, arguments), "--json"])
        return result.exit_code, json.loads(result.stdout)

    code, content = told("run", DESIGN, "--jobs", "1", "--only", "*:plating")
    assert (code, content["design"], content["failures"]) == (0, "wei2024", [])
    assert {line["quantity"] for line in content["headlines"]} == {"membrane_thickness", "state"}
    assert Path(content["observables"]).exists()
    code, content = told("check", DESIGN)
    assert (code, content["design"]) == (0, "wei2024")
    assert "particle.three_shells.shell_porosity" in content["assumed"]
    code, content = told("run", "absent.toml")
    assert (code, content["error"]) == (2, "design refused")
    assert set(content["problems"][0]) == {"key", "expected", "got", "remedy"}
    code, content = told("report", "nowhere")
    assert (code, set(content)) == (2, {"error", "message"})
    assert told("new", "json.toml") == (0, {"files": ["json.toml"]})


def test_quiet_prints_only_what_goes_wrong(nelumbo_command, monkeypatch):
    monkeypatch.setattr(cli.run, "written_report", lambda results: True)
    assert run(nelumbo_command, "--quiet") == (0, "")
    assert nelumbo_command("check", DESIGN, "-q") == (0, "")
    monkeypatch.setattr(campaign, "fidelity_named", lambda name: toy.fidelity(film=toy.ToyFilm(fails_at=0.0)))
    code, text = run(nelumbo_command, "--quiet")
    assert code == 1
    assert "the film is too thick" in text


def test_compare(nelumbo_command, monkeypatch, tmp_path):
    monkeypatch.setattr(cli.run, "written_report", lambda results: True)
    run(nelumbo_command, "-o", "one")
    assert "\n0 of " in nelumbo_command("compare", "one", "one")[1]
    other = DESIGN.read_text().replace("../validation", f"{ROOT}/validation")
    (tmp_path / "other.toml").write_text(other.replace("seed = 20240108", "seed = 7"))
    run_other = ("run", "other.toml", "--jobs", "1", "--only", "*:plating", "-o", "two")
    assert nelumbo_command(*run_other)[0] == 0
    code, text = nelumbo_command("compare", "one", "two", "--only", "homs_3s:*", "-o", "page.html")
    assert code == 0
    assert "homs_3s: structure" in text
    assert "homs_2s" not in text
    assert "page.html" in text
    page = Path("page.html").read_text()
    assert "homs_3s" in page
    assert "seed: 20240108 → 7" in text
    assert "seed: 20240108 → 7" in page
    assert text.index("From A to B") > text.index("homs_3s: structure")
    result = CliRunner().invoke(cli.app, ["compare", "one", "two", "--json"])
    content = json.loads(result.stdout)
    assert content["edits"] == [{"key": "seed", "first": "20240108", "second": "7"}]
    rows = content["rows"]
    changed = [row for row in rows if row["quantity"] == "membrane_thickness" and row["electrode"] == "homs_3s"]
    assert changed[0]["absolute"] == pytest.approx(changed[0]["second"] - changed[0]["first"])
    code, text = nelumbo_command("compare", "one", "two", "--only", "nobody:*")
    assert (code, "nothing in common" in " ".join(text.split())) == (2, True)


def test_doctor_tells_what_is_wrong(nelumbo_command, monkeypatch):
    """Fine checks and one that raises; the known answers have a test of their own."""
    broken = Check("growth", lambda: 1 / 0, "mend it")
    monkeypatch.setattr(cli.doctor, "checks", lambda pool: (Check("Python", lambda: (True, "3.14"), ""), broken))
    code, text = nelumbo_command("doctor")
    assert code == 1
    assert "1 of the checks failed" in text
    assert "ZeroDivisionError" in text
    assert "mend it" in text


def test_doctor_examines_the_installation(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    findings = [check.find() for check in INSTALLATION if check.name != "memory"]
    assert [finding.found for finding in findings if not finding.fine] == []
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("known", known_answers(), ids=lambda known: known.name)
def test_known_answers(known):
    assert known.compute() == pytest.approx(known.value, rel=known.tolerance)


def test_every_command_has_examples(nelumbo_command):
    for command in cli.command.COMMANDS:
        code, text = nelumbo_command(command.__name__, "--help")
        assert code == 0
        assert f"nelumbo {command.__name__}" in text
        assert "Example" in text
        assert "--json" in text


def test_many_electrodes_are_told_in_tables_that_fit(nelumbo_command, monkeypatch):
    monkeypatch.setattr(cli.run, "written_report", lambda results: True)
    monkeypatch.setenv("COLUMNS", "80")
    _, text = run(nelumbo_command)
    assert max(map(len, text.splitlines())) <= 80
    for electrode in nelumbo.load(DESIGN).electrode:
        assert electrode.id in text


def test_a_terminal_without_unicode(tmp_path):
    """Names of files and signs that it cannot show become question marks, not an error."""
    environment = os.environ | {"PYTHONIOENCODING": "ascii:strict"}
    command = [sys.executable, "-c", "from nelumbo.cli import main; main()", "new", "Größe/film.toml"]
    (tmp_path / "Größe").mkdir()
    done = subprocess.run(command, capture_output=True, check=False, cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stderr
    assert b"wrote Gr??e/film.toml" in done.stdout
    assert nelumbo.load(tmp_path / "Größe" / "film.toml").name == "film"


def test_results_that_cannot_be_written(nelumbo_command, monkeypatch):
    def full(*arguments):
        raise FolderError("runs/x", "No space left on device")

    monkeypatch.setattr(nelumbo.pipeline, "run", full)
    code, text = run(nelumbo_command)
    assert code == 74
    assert "No space left on device. Finished stages are kept" in text


def test_a_defect_is_told_without_traceback(monkeypatch, capsys):
    def broken():
        raise RuntimeError("no floor")

    monkeypatch.setattr(cli.command, "app", broken)
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 70
    assert "RuntimeError: no floor" in capsys.readouterr().err


COMPLETE = """
eval "$(nelumbo --show-completion bash)"
COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 ))
_nelumbo_completion nelumbo "${COMP_WORDS[COMP_CWORD]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.parametrize(("typed", "offered"), [
    (["nelumbo", "comp"], {"compare"}),
    (["nelumbo", "run", "film.toml", "--fidelity", ""], {"quick", "standard", "full"}),
    (["nelumbo", "new", "film.toml", "--template", "s"], {"solid-particles"}),
    (["nelumbo", "explain", "film.toml", "--law", "fi"], {"film_location"}),
])  # fmt: skip
def test_bash_completes(typed, offered, tmp_path):
    command = tmp_path / "nelumbo"
    command.write_text(f"#!{sys.executable}\nfrom nelumbo.cli import main\nmain()\n")
    command.chmod(0o755)
    environment = os.environ | {
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1",
    }
    done = subprocess.run(
        ["bash", "-c", COMPLETE, "bash", *typed], capture_output=True, text=True, check=False, env=environment
    )
    assert set(done.stdout.split()) == offered, done.stderr


def test_installed_command():
    command = [sys.executable, "-m", "nelumbo", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"nelumbo {nelumbo.__version__}\n"


def test_explain_names_the_films_there_are(nelumbo_command):
    code, text = nelumbo_command("explain", DESIGN, "--electrode", "cu_foil")
    assert code == BAD_INPUT
    assert "no electrode with a membrane" in text
    assert "homs_3s" in text


@pytest.mark.parametrize(("arguments", "told"), [
    (["explain", "my.toml", "-e", "hollow_film", "--law", "magic"], "there are: film_location"),
    (["explain", "plating.toml", "-e", "hollow_film"], 'add one of kind = "half_cell", kind = "symmetric"'),
    (["explain", "bare.toml", "-e", "bare_foil"], "those are: none"),
    (["calibrate", "my.toml"], "nothing to be fitted to: name a file of measured values"),
    (["predict", "my.toml"], "no file of blind tests"),
    (["predict", "my.toml", "--questions", "columns.csv"], "needs experiment, electrode, condition and quantity"),
    (["predict", "my.toml", "--questions", "strangers.csv"], "asks for electrode nobody, which my has not"),
    (["predict", "my.toml", "--questions", "quantity.csv"], "asks for 'beauty'"),
    (["book", "nowhere"], "no run folder"),
])  # fmt: skip
def test_what_the_studies_cannot_do(nelumbo_command, arguments, told):
    nelumbo_command("new", "my.toml")
    nelumbo_command("new", "bare.toml", "-t", "bare")
    text = Path("my.toml").read_text()
    Path("plating.toml").write_text(text[: text.index('[[experiment]]\nid = "symmetric"')])
    head = "experiment,electrode,condition,quantity\n"
    Path("columns.csv").write_text("experiment,electrode\nplating,hollow_film\n")
    Path("strangers.csv").write_text(f"{head}plating,nobody,,state\n")
    Path("quantity.csv").write_text(f"{head}plating,hollow_film,,beauty\n")
    code, text = nelumbo_command(*arguments)
    assert (code, told in " ".join(text.replace("│", " ").split())) == (BAD_INPUT, True), text


def test_explain_tells_what_each_mechanism_is_worth(nelumbo_command, monkeypatch):
    """One realisation, few members; the numbers are checked where they are made."""
    from nelumbo.study import attribution, calibrate

    whole = attribution.attribute
    monkeypatch.setattr(calibrate, "REALISATIONS", 1)
    monkeypatch.setattr(attribution, "attribute", lambda *arguments: whole(*arguments, members=3))
    nelumbo_command("new", "my.toml")
    code, text = nelumbo_command("explain", "my.toml", "-e", "hollow_film")
    assert code == 0
    assert "film location" in text
    assert "By the law combined, hollow_film keeps" in text
    assert "host + mechanics" not in text
    assert "host + mechanics" in nelumbo_command("explain", "my.toml", "-e", "hollow_film", "--pairs")[1]
    result = CliRunner().invoke(cli.app, ["explain", "my.toml", "-e", "hollow_film", "--json"])
    content = json.loads(result.stdout)
    worth = next(
        w for w in content["worths"] if w["without"] == ["film location"] and w["outcome"] == "efficiency"
    )
    assert worth["interval_90"][0] <= worth["median"] <= worth["interval_90"][1]
    assert worth["unit"] == "%"


@pytest.mark.parametrize("command", ["calibrate", "predict", "explain", "book"])
def test_commands_that_weigh_evidence_explain_themselves(nelumbo_command, command):
    code, text = nelumbo_command(command, "--help")
    assert code == 0
    assert "DESIGN.toml" in text or "DIR" in text
