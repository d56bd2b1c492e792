"""A unit of the second edition is one sitting: bounds on what a learner reads before writing."""

import re

import pytest

from autograde import exercises
from tests.notebooks import measures, running
from tests.notebooks.running import ROOT, output_text, run_all, source

UNITS = (  # those that were written anew
    "00_start",
    "01_hidden_state",
    "02_unrolling",
    "03_loss",
    "04_bptt",
    "05_gradients",
    "06_training",
    "07_lstm",
    "10_keras",
)
DERIVED = {  # exercise -> its unit, and what no page shows before it: its second hint alone does
    "sequence_cross_entropy": (
        "03_loss",
        ("p - one-hot", "p_k - 1", "[k = c]", "p - 1", "less the one-hot", "one-hot target"),
    ),
    "rnn_step_backward": (
        "04_bptt",
        ("1 - h_t^2", "1 - h_t**2", r"W_{hh}^\top", "W_hh.T", r"x_t^\top", "x_t.T"),
    ),
    "jacobian_norms": (
        "05_gradients",
        ("J_{tau+1} J_{tau+2}", r"J_{\tau", "W_hh * (1 - h", r"\mathrm{diag}", "identity"),
    ),
    "predicted_slope": ("05_gradients", ("k ln rho", r"\ln \rho", "ln(0.85", "log(0.85")),
    "clip_by_global_norm": ("05_gradients", ("max_norm / norm", "limit / norm", "limit}{")),
    "lstm_step_backward": (
        "07_lstm",
        (
            "do = dh_t tanh(c_t)",
            "dc_t + ",
            r"\mathrm{d}c_t +",
            "1 - tanh",
            r"1 - \tanh",
            "s (1 - s)",
            r"\sigma(a)(1 -",
            "i(1-i)",
            "1 - g",
            "dc * f",
            "dc f",
            r"\mathrm{d}c \odot f",
            "W_x.T",
            r"W_x^\top",
        ),
    ),
    "forget_bias_halflife": (
        "07_lstm",
        ("k ln f = -ln 2", "f^k", "np.log(2)", r"\ln 2"),
    ),
}
MAX_WORDS, MAX_CELLS, MAX_BEFORE_THE_STUB = 3_500, 60, 700
MAX_GIVEN, MAX_GIVEN_FOR_EACH = 150, 5
MAX_WORDS_OF_A_SENTENCE = 18  # on average
HEADINGS = ["Before you start", "Close"]
CLOSE = [
    "Explain back",
    "Transfer",
    "On your own",
    "A question in writing",
    "In practice",
    "Further reading",
]
WORKS = ("mine(", "train(", "import ", "def ")  # what a cell does that is not drawing alone


@pytest.mark.parametrize("unit", UNITS)
def test_unit_is_one_sitting(unit):
    graded = {e.name: e.points for e in exercises.of_unit(unit) if e.points}
    assert measures.words_of(unit) <= MAX_WORDS
    assert len(source(unit).cells) <= MAX_CELLS
    assert measures.words_before_the_first_stub(unit, graded) <= MAX_BEFORE_THE_STUB
    for_each = MAX_GIVEN_FOR_EACH * measures.own_lines(unit)
    assert measures.given_lines(unit) <= max(MAX_GIVEN, for_each)


@pytest.mark.parametrize("unit", UNITS)
def test_folded_cells_say_what_they_show_and_do_nothing_else(unit):
    assert measures.folded(unit)
    for cell in measures.folded(unit):
        assert re.match(r"# (Draws|Prints) \w", cell.source), cell.source
        assert not [word for word in WORKS if word in cell.source], cell.source


@pytest.mark.parametrize("unit", UNITS)
def test_experiments_run_on_the_learners_own_code(unit):
    graded = [e.name for e in exercises.of_unit(unit) if e.points and not e.is_answer]
    called = "".join(cell.source for cell in measures.experiments(unit))
    assert [name for name in graded if f'mine("{name}")' not in called] == []


@pytest.mark.parametrize("unit", UNITS)
def test_headings_stand_in_the_order_of_every_unit(unit):
    text = "\n".join(c.source for c in source(unit).cells if c.cell_type == "markdown")
    sections = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert [sections[0], sections[-1]] == HEADINGS
    after = re.findall(r"^### ([\w ]+)", text[text.index("## Close") :], re.MULTILINE)
    expected = CLOSE if exercises.written_in(unit) else [h for h in CLOSE if "writing" not in h]
    assert [heading.strip() for heading in after] == expected


@pytest.mark.parametrize("name", DERIVED)
def test_the_second_hint_alone_holds_what_is_to_be_derived(name):
    """Nothing that a learner can read before the stub gives the formula away."""
    unit, formulas = DERIVED[name]
    told = ""
    for cell in source(unit, "course").cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == name:
            break
        told += cell.source
    assert told
    assert [formula for formula in formulas if formula in told] == []
    assert formulas[0] in exercises.find(name).hints[1]


@pytest.mark.parametrize("unit", UNITS)
def test_time_is_the_same_on_the_page_and_on_the_map(unit):
    title = source(unit).cells[0].source
    (row,) = [
        line
        for line in (ROOT / "solutions" / "README.md").read_text(encoding="utf-8").split("\n")
        if f"{unit}/{unit}.ipynb" in line
    ]
    time = row.strip("| ").rsplit("|", 1)[1].strip()
    assert time.removeprefix("about ") in title.lower()


def terms():
    """Term -> the unit that introduces it."""
    text = (ROOT / "solutions" / "GLOSSARY.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+?) \| [^|]+ \| (\d\d) \|$", text, re.MULTILINE)
    return {term.lower(): unit for term, unit in rows}


def defined(unit):
    """What stands in bold within a sentence: a term, where it is defined."""
    text = "\n".join(c.source for c in source(unit).cells if c.cell_type == "markdown")
    return [
        term.lower()
        for term in re.findall(r"\*\*([^*]+)\*\*", text)
        if len(term.split()) <= 4 and not re.search(r"[.:]$|^(Question|Experiments)\b", term)
    ]


@pytest.mark.parametrize("unit", UNITS)
def test_terms_that_a_unit_defines_are_in_the_glossary(unit):
    assert defined(unit)
    assert [term for term in defined(unit) if terms().get(term, "99") > unit[:2]] == []


def test_terms_of_the_glossary_are_defined_in_their_unit():
    assert list(terms()) == sorted(terms())
    for unit in UNITS:
        assert [t for t, at in terms().items() if at == unit[:2] and t not in defined(unit)] == []


def test_words_are_counted_without_rules_and_with_one_for_a_formula():
    assert measures.words("a $x + y$ | b |\n|---|---|\n$$\nz = 1\n$$ c") == 5


def test_an_update_in_place_leaves_what_the_training_of_unit_04_keeps_as_it_was(tmp_path):
    """Such an `sgd_step` is right, with advice; the parameters kept on the way must be copies."""
    notebook = source("04_bptt")
    cells = {cell.id: cell for cell in notebook.cells}
    cells["sgd_step"].source = (
        "def sgd_step(params, grads, lr):\n"
        "    for name in params:\n"
        "        params[name] -= lr * grads[name]\n"
        "    return params"
    )
    cells["char-train"].source = cells["char-train"].source.replace("200, 600", "20, 40")
    cells["char-train"].source = cells["char-train"].source.replace("updates=600", "updates=40")
    used = "setup sgd_step char-data char-model char-check char-write char-train lag-shares"
    before = [cells[id] for id in ("setup-experiments", "numerical_gradient", "eps-run")]
    notebook.cells = [cells["setup"], *before, *(cells[id] for id in used.split()[1:])]
    notebook, _ = run_all(notebook, tmp_path)
    assert "sgd_step: your own" in "".join(map(output_text, notebook.cells[4:]))
    by_lag = re.findall(r"(\d+%) of all", output_text(notebook.cells[-1]))
    assert len(by_lag) == 3
    assert by_lag[0] != by_lag[1]


@pytest.mark.parametrize("unit", UNITS)
def test_sentences_are_short_on_average(unit):
    lengths = measures.sentences(unit)
    assert len(lengths) > 100
    assert sum(lengths) / len(lengths) <= MAX_WORDS_OF_A_SENTENCE


TRAINS = ("sgd_step(", "adam_step(", ".fit(", "train(")


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_that_trains_shows_its_scores_on_the_one_card(unit):
    """The card has one layout: model, parameters, median and range over seeds, updates."""
    code = "\n".join(cell.source for cell in measures.experiments(unit))
    assert "baseline_card(" in code or not [word for word in TRAINS if word in code]
    assert "(range)" not in code.replace("baseline_card(", "")


def test_every_unit_is_of_the_second_edition():
    assert list(UNITS) == running.UNITS
