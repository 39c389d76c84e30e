"""Models that `model` writes, run by onnxruntime, Python and Node; and the guide to their use from Python."""

import json
import re
import subprocess
import sys

from checks import Absent, check, docs, equal, folder, node


@check("onnx.checker passes our models", "onnx")
def onnx_checker():
    import onnx

    models = sorted(folder.glob("*.onnx/model.onnx"))
    assert len(models) == 4, models
    for path in models:
        model = onnx.load(path)
        onnx.checker.check_model(model, full_check=True)
        # Only the sentence model may use operators of onnxruntime's own domain.
        own = {node.domain for node in model.graph.node if node.output[0].startswith("marginalia/")}
        assert own <= {"", "ai.onnx.ml"}, own
        labels = json.loads(next(entry.value for entry in model.metadata_props if entry.key == "labels"))
        equal(labels, json.loads((path.parent / "config.json").read_text(encoding="utf-8"))["labels"])


@check("onnxruntime gives the product's probabilities and labels", "onnxruntime", "tokenizers")
def onnx_probabilities():
    for path in sorted(folder.glob("*.onnx")):
        test = subprocess.run([sys.executable, str(path / "prepare.py"), "--self-test"], check=True, capture_output=True)
        found = test.stdout.decode()
        assert re.search(r"^[1-9]\d+ examples, .*, 0 other labels$", found.strip()), f"{path.name}: {found}"


def score_folders(pattern, command=sys.executable, file="score.py"):
    """Runs the script of model folders on texts with the product's own probabilities; returns what was found."""
    paths = sorted(folder.glob(f"{pattern}.model"))
    if not paths:
        raise Absent("shared data")
    return [score_folder(path, command, file) for path in paths]


def score_folder(path, command, file):
    name = path.stem
    config = json.loads((path / "config.json").read_text(encoding="utf-8"))
    script = [command, str(path / file)]
    subprocess.run([*script, "--self-test"], check=True, capture_output=True)
    source = folder / f"{name}.expected.jsonl"
    printed = subprocess.run([*script, str(source)], check=True, capture_output=True).stdout
    found = [json.loads(line) for line in printed.splitlines()]
    expected = [row["probabilities"] for row in map(json.loads, source.read_bytes().split(b"\n")[:-1])]
    assert len(found) == len(expected) > 60, f"{name}: {len(found)} of {len(expected)}"
    worst, others = 0.0, 0
    for row, own in zip(found, expected):
        worst = max(worst, *(abs(row["probabilities"][label] - p) for label, p in own.items()))
        if config["task"] == "single":
            others += row["label"] != max(own, key=own.get)
        else:
            limits = zip(config["labels"], config["thresholds"])
            others += row["labels"] != [label for label, limit in limits if own[label] >= limit]
    said = f"{name}: {len(found)} texts, {worst:.1e} at most, {others} other labels"
    assert worst <= config["tolerance"], said
    # A sentence model may differ in the last digits, and so choose another of two equally likely labels.
    assert others <= (0.002 * len(found) if "sentence model" in name else 0), said
    return said


@check("score.py and score.mjs refuse what is no UTF-8 and no JSON in a sentence", "numpy")
def refused():
    encoding = "is not UTF-8. Save the file as UTF-8; “marginalia predict” reads other encodings."
    other = "is not JSON. This script reads JSON Lines, and .txt files with one text per line; “marginalia predict” reads other files."
    inputs = {
        "utf16.jsonl": ('"text"'.encode("utf-16"), encoding),
        "latin1.txt": ("schön".encode("latin-1"), encoding),
        "cut.txt": ("schön".encode()[:4], encoding),
        "table.csv": (b"id,text\n1,a\n", other),
        "list.jsonl": (b'[{"text": "a"}]', 'has no text in "text". Name the field with --field.'),
    }
    model = folder / "made, committee.model"
    for name, (content, why) in inputs.items():
        path = folder / name
        path.write_bytes(content)
        for command in ([sys.executable, str(model / "score.py")], [node, str(model / "score.mjs")]):
            done = subprocess.run([*command, str(path)], capture_output=True)
            said = done.stderr.decode().strip()
            equal((done.returncode, done.stdout, said), (2, b"", f"Line 1 of {path} {why}"))


own_vectors = ("lexical", "static", "lexical and static")
sentences = "*sentence model"


@check("score.py of a model folder gives the product's probabilities and labels", "numpy")
def model_folders():
    return score_folders("made, committee")


@check("score.py does so with a sentence model", "onnxruntime", "tokenizers")
def model_folders_with_encoder():
    return score_folders(f"made, {sentences}")


@check("score.py does so on every shared data set", "numpy")
def model_folders_shared():
    return [said for vectors in own_vectors for said in score_folders(f"shared *, {vectors}")]


@check("score.py does so on shared data sets with a sentence model", "onnxruntime", "tokenizers")
def model_folders_shared_with_encoder():
    return score_folders(f"shared *, {sentences}")


@check("score.mjs of a model folder gives the product's probabilities and labels")
def node_model_folders():
    return score_folders("made, *", node, "score.mjs")


@check("score.mjs does so on every shared data set")
def node_model_folders_shared():
    return [said for vectors in own_vectors for said in score_folders(f"shared *, {vectors}", node, "score.mjs")]


@check("score.mjs does so on shared data sets with a sentence model")
def node_model_folders_shared_with_encoder():
    return score_folders(f"shared *, {sentences}", node, "score.mjs")


@check("safetensors reads the numbers of a model folder", "safetensors")
def model_tensors():
    from safetensors.numpy import load_file

    path = folder / "made, committee.model"
    labels = json.loads((path / "config.json").read_text(encoding="utf-8"))["labels"]
    tensors = load_file(path / "model.safetensors")
    types = {name: str(tensor.dtype) for name, tensor in tensors.items()}
    expected = {"classes": "uint8", "hashes": "uint32", "idf": "float32", "projection": "float32"}
    own = {f"block0.{name}": kind for name, kind in expected.items()}
    equal(types, {**own, "head.weights": "float32", "head.bias": "float32"})
    columns, dimensions = tensors["block0.projection"].shape
    equal([tensors[f"block0.{name}"].shape for name in ("hashes", "idf")], [(columns,), (columns,)])
    equal(tensors["head.weights"].shape, (dimensions, 4 * len(labels)))
    assert (tensors["block0.idf"] >= 1).all()


guide = (docs.parent / "use-from-python.md").read_text(encoding="utf-8")


def guide_blocks(keep):
    """The Python blocks of the page, as one program."""
    return "\n".join(block for block in re.findall(r"```python\n(.*?)```", guide, re.S) if keep(block))


@check("the blocks of docs/use-from-python.md run one after the other", "pandas", "sklearn", "numpy")
def use_from_python():
    place = folder / "guide"
    printed = []
    for line in re.findall(r"^python (.*)$", guide, re.M):
        found = subprocess.run([sys.executable, *line.split()], check=True, capture_output=True, cwd=place)
        printed += found.stdout.decode().splitlines()
    shown = re.search(r"```text\n(.*?)```", guide, re.S).group(1).splitlines()
    # The guide shows the numbers of another project.
    form = re.compile(r"\d[-\d.e]*|good|bad")
    equal([form.sub("…", line) for line in printed], [form.sub("…", line) for line in shown])
    installed = " ".join(re.findall(r"^pip install ([^-\n].*)$", guide, re.M)).replace("scikit-learn", "sklearn")
    imported = set(re.findall(r"^(?:from|import) (\w+)", guide_blocks(lambda _: True), re.M))
    equal(imported - set(installed.split()) - {"sys", "score"}, set())
    code = guide_blocks(lambda block: "setfit" not in block and several not in block)
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=place).stdout.decode()
    right, of = map(int, re.search(r"right on (\d+) of (\d+) records", found).groups())
    equal(of, 50)
    assert right >= 40, found
    assert "precision" in found, found


# Occurs only in the code block for several labels per record.
several = "MultiLabelBinarizer"


@check("the block of docs/use-from-python.md for several labels per record runs", "pandas", "sklearn", "numpy")
def use_from_python_several():
    code, place = guide_blocks(lambda block: several in block), folder / "guide of several"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=place).stdout.decode()
    f1, of = re.search(r"micro-F1 ([\d.]+) on (\d+) records", found).groups()
    equal(int(of), 50)
    assert float(f1) >= 0.6, found
    assert "urgent" in found and "micro avg" in found, found


@check("the block of docs/use-from-python.md that trains SetFit runs", "setfit", "torch", "pandas")
def use_from_python_setfit():
    code = guide_blocks(lambda block: "setfit" in block or ("import pandas" in block and several not in block))
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=folder / "guide")
