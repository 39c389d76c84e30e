"""Runs the code of other tools on files that Marginalia has written: `peers.py FOLDER DOCS RESULTS NODE PART`.

FOLDER holds what writeOurFiles.ts made: SOURCE.jsonl in Marginalia's own format and SOURCE.FORMAT.EXT
converted from it, for the sources `single`, `multi` and `spans`. What is expected is worked out from the
former, here and without Marginalia's code. Runs the checks with PART in their names, and writes a line of
JSON for each: {"name", "error"?, "absent"?, "found"?}.
"""

import csv
import importlib.util
import json
import re
import subprocess
import sys
import traceback
import types
from collections import Counter
from pathlib import Path

folder, docs, results = (Path(argument) for argument in sys.argv[1:4])
node, wanted = sys.argv[4:6]
here = Path(__file__).parent
checks = []


def check(name, *modules):
    def add(run):
        checks.append((name, modules, run))
        return run

    return add


def rows(name):
    with open(folder / name, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def equal(found, expected):
    if found != expected:
        raise AssertionError(f"{str(found)[:1500]}\n  is not\n{str(expected)[:1500]}")


def entities(row):
    """(label, words) of every span, in text order."""
    return [(span["label"], tuple(span["text"].split())) for span in row["spans"] or []]


def answered(source):
    """Rows with spans, also where there are none in the text."""
    return [row for row in rows(source) if row.get("spans") is not None]


@check("spacy convert --converter ner reads the words and spans of our CoNLL", "spacy")
def spacy_conll():
    import spacy
    from spacy.tokens import DocBin

    for scheme in ("bio", "iob1"):
        command = [sys.executable, "-m", "spacy", "convert", str(folder / f"spans.{scheme}.conll"), str(folder)]
        subprocess.run([*command, "--converter", "ner", "-n", "1"], check=True, capture_output=True)
        docs = DocBin().from_disk(folder / f"spans.{scheme}.spacy").get_docs(spacy.blank("en").vocab)
        words, found = [], []
        for doc in docs:
            words += [token.text for token in doc]
            found += [(ent.label_, tuple(token.text for token in ent)) for ent in doc.ents]
        expected = answered("spans.jsonl")
        equal(words, [word for row in expected for word in row["text"].split()])
        equal(found, [entity for row in expected for entity in entities(row)])


@check("the snippet of docs/formats.md makes a DocBin with our cats and ents", "spacy")
def spacy_snippet():
    import spacy
    from spacy.tokens import DocBin

    block = re.search(r"```python\n(.*?DocBin.*?)```", docs.read_text(encoding="utf-8"), re.S).group(1)
    lines = [line.removeprefix("  ") for line in block.splitlines()]
    for source in ("single", "multi", "spans"):
        code = "\n".join(lines).replace("out.jsonl", f"{source}.spacy.jsonl").replace("out.spacy", f"{source}.docbin")
        subprocess.run([sys.executable, "-c", code], check=True, cwd=folder)
        made = list(DocBin().from_disk(folder / f"{source}.docbin").get_docs(spacy.blank("en").vocab))
        expected = rows(f"{source}.jsonl")
        equal([doc.text for doc in made], [row["text"] for row in expected])
        for doc, row in zip(made, expected):
            if source == "multi":
                yes = {label: 1 for label in row["labels"] or []}
                equal(doc.cats, {**yes, **{label: 0 for label in row.get("not") or []}})
            elif source == "single":
                equal([label for label, value in doc.cats.items() if value == 1], [row["label"]] if row["label"] else [])
            else:
                found = [(ent.label_, ent.text) for ent in doc.ents]
                equal(found, [(span["label"], span["text"]) for span in row["spans"] or []])


CHOICES = """<View><Text name="text" value="$text"/><Choices name="label" toName="text" choice="{choice}">{values}</Choices></View>"""
LABELS = """<View><Text name="text" value="$text"/><Labels name="label" toName="text">{values}</Labels></View>"""


def label_studio(source, labels):
    """Our tasks, as Label Studio's converter writes them in its JSON-MIN."""
    from xml.sax.saxutils import quoteattr

    from label_studio_sdk.converter import Converter
    from label_studio_sdk.converter.converter import Format

    control = "Label" if source == "spans" else "Choice"
    values = "".join(f"<{control} value={quoteattr(label)}/>" for label in labels)
    config = LABELS.format(values=values) if source == "spans" else CHOICES.format(
        values=values, choice="multiple" if source == "multi" else "single"
    )
    converter = Converter(config=config, project_dir=str(folder), download_resources=False)
    out = folder / f"{source}.label-studio"
    out.mkdir(exist_ok=True)
    converter.convert(str(folder / f"{source}.labelstudio.json"), str(out), Format.JSON_MIN, is_dir=False)
    [made] = out.glob("*.json")
    return json.loads(made.read_text(encoding="utf-8"))


@check("label-studio-sdk's converter counts the labels of our tasks as we do", "label_studio_sdk")
def label_studio_labels():
    for source in ("single", "multi"):
        expected, texts = Counter(), []
        for row in rows(f"{source}.jsonl"):
            yes = row["labels"] or [] if source == "multi" else [row["label"]] if row["label"] else []
            expected.update(yes)
            if yes:
                texts.append(row["text"])
        found, seen = Counter(), []
        for task in label_studio(source, sorted(expected)):
            value = task.get("label", [])
            chosen = value["choices"] if isinstance(value, dict) else [value] if isinstance(value, str) else value
            found.update(chosen)
            if chosen:
                seen.append(task["text"])
        equal(found, expected)
        equal(seen, texts)


@check("label-studio-sdk's converter finds the spans of our tasks", "label_studio_sdk")
def label_studio_spans():
    expected = {}
    for row in answered("spans.jsonl"):
        if row["spans"]:
            expected[row["text"]] = [(s["start"], s["end"], s["label"]) for s in row["spans"]]
    names = sorted({label for spans in expected.values() for *_, label in spans})
    found = {}
    for task in label_studio("spans", names):
        if task.get("label"):
            found[task["text"]] = [(s["start"], s["end"], s["labels"][0]) for s in task["label"]]
    equal(found, expected)


@check("Records and Responses of argilla are built from our rows, and give them back", "argilla")
def argilla_records():
    import argilla as rg
    from argilla.records._io._generic import GenericIO

    for source in ("single", "multi", "spans"):
        ours = rows(f"{source}.argilla.jsonl")
        records = []
        for row in ours:
            question = sorted({key.split(".")[0] for key in row if key.endswith(".responses")})
            responses = [
                rg.Response(question_name=name, value=value, user_id=user, status=status)
                for name in question
                for value, user, status in zip(
                    row[f"{name}.responses"], row[f"{name}.responses.users"], row[f"{name}.responses.status"]
                )
            ]
            records.append(rg.Record(id=row["id"], fields={"text": row["text"]}, responses=responses))
        for back, row in zip(GenericIO.to_list(records, flatten=True), ours):
            equal(str(back["id"]), str(row["id"]))
            equal(back["text"], row["text"])
            for key, value in row.items():
                if ".responses" in key:
                    equal(back.get(key) or [], value)
    labels = Counter(value for row in rows("single.argilla.jsonl") for value in row["label.responses"])
    equal(labels, Counter(row["label"] for row in rows("single.jsonl") if row["label"]))


@check("doccano-transformer turns our doccano JSONL into CoNLL with our spans", "doccano_transformer", "spacy")
def doccano_transformer():
    import spacy.training

    # It was written for spaCy 2, and for exports that call the list `labels`.
    gold = types.ModuleType("spacy.gold")
    gold.biluo_tags_from_offsets = spacy.training.offsets_to_biluo_tags
    sys.modules["spacy.gold"] = gold
    from doccano_transformer.datasets import NERDataset

    older = folder / "spans.doccano-labels.jsonl"
    ours = rows("spans.doccano.jsonl")
    with open(older, "w", encoding="utf-8") as out:
        for number, row in enumerate(ours):
            out.write(json.dumps({"id": number, "text": row["text"], "labels": row["label"]}) + "\n")
    made = "".join(part["data"] for part in NERDataset.from_jsonl(str(older)).to_conll2003(str.split))
    found, words = [], 0
    for line in made.splitlines():
        parts = line.split(" ")
        if len(parts) < 4 or parts[0] == "-DOCSTART-":
            continue
        words += 1
        prefix, _, label = parts[-1].partition("-")
        if prefix == "B":
            found.append((label, [parts[0]]))
        elif prefix == "I":
            found[-1][1].append(parts[0])
    # It leaves out texts without spans.
    source = [row for row in rows("spans.jsonl") if row["spans"]]
    equal(words, sum(len(row["text"].split()) for row in source))
    equal([(label, tuple(of)) for label, of in found], [entity for row in source for entity in entities(row)])


@check("datasets loads our JSON Lines, with labels of one type", "datasets")
def hugging_face():
    from datasets import ClassLabel, load_dataset

    cache = str(folder / "hf")
    for source in ("single", "multi"):
        for name in (f"{source}.jsonl", f"{source}.huggingface.jsonl"):
            loaded = load_dataset("json", data_files=str(folder / name), split="train", cache_dir=cache)
            expected = rows(f"{source}.jsonl")
            equal(loaded["text"][:], [row["text"] for row in expected])
            key = "labels" if source == "multi" else "label"
            equal(loaded[key][:], [row[key] for row in expected])
            if source == "multi":
                equal(loaded["not"][:], [row["not"] for row in expected])
    loaded = load_dataset("json", data_files=str(folder / "single.huggingface.jsonl"), split="train", cache_dir=cache)
    named = loaded.filter(lambda row: row["label"] is not None).class_encode_column("label")
    assert isinstance(named.features["label"], ClassLabel)
    equal(sorted(named.features["label"].names), sorted({row["label"] for row in rows("single.jsonl") if row["label"]}))


@check("datasets loads our Parquet, with the labels as ClassLabel and lists of it", "datasets")
def hugging_face_parquet():
    from datasets import ClassLabel, List, Value, load_dataset

    for source in ("single", "multi"):
        loaded = load_dataset(
            "parquet", data_files=str(folder / f"{source}.parquet"), split="train", cache_dir=str(folder / "hf")
        )
        expected = rows(f"{source}.jsonl")
        equal(loaded["text"][:], [row["text"] for row in expected])
        equal(loaded["at"][:], [row["at"] for row in expected])
        equal(loaded["skipped"][:], [row.get("skipped") for row in expected])
        equal(loaded.features["skipped"], Value("bool"))
        for key in ("labels", "not") if source == "multi" else ("label",):
            feature = loaded.features[key]
            if source == "multi":
                assert isinstance(feature, List), feature
                feature = feature.feature
            assert isinstance(feature, ClassLabel), feature
            found = [value if value is None else feature.int2str(value) for value in loaded[key][:]]
            equal(found, [row[key] for row in expected])


def tagged(name):
    sentences, current = [], []
    for line in (folder / name).read_text(encoding="utf-8").split("\n"):
        if not line.strip():
            if current:
                sentences.append(current)
            current = []
        elif not line.startswith("-DOCSTART-"):
            word, *_, tag = line.split("\t")
            current.append((word, tag))
    return sentences


@check("seqeval finds our spans in every tagging scheme", "seqeval")
def seqeval_schemes():
    from seqeval.scheme import BILOU, IOB1, IOB2, Entities

    expected = [entity for row in answered("spans.jsonl") for entity in entities(row)]
    for name, scheme in (("bio", IOB2), ("iob1", IOB1), ("bilou", BILOU)):
        sentences = tagged(f"spans.{name}.conll")
        found = []
        for sentence, entities_of in zip(
            sentences, Entities([[tag for _, tag in s] for s in sentences], scheme).entities
        ):
            found += [(e.tag, tuple(word for word, _ in sentence[e.start : e.end])) for e in entities_of]
        equal(found, expected)


@check("scikit-learn's MultiLabelBinarizer makes the columns of our CSV", "sklearn")
def binarizer():
    from sklearn.preprocessing import MultiLabelBinarizer

    with open(folder / "multi.csv", encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    source = rows("multi.jsonl")
    equal([row["text"] for row in table], [row["text"] for row in source])
    labels = sorted({label for row in source for label in [*(row["labels"] or []), *(row.get("not") or [])]})
    for line, row in zip(table, source):
        judged = {**{label: "1" for label in row["labels"] or []}, **{label: "0" for label in row["not"] or []}}
        equal({label: line[label] for label in labels}, {label: judged.get(label, "") for label in labels})
    pairs = [(line, row) for line, row in zip(table, source) if row["labels"] is not None and all(line[l] for l in labels)]
    assert len(pairs) > 50, len(pairs)
    matrix = MultiLabelBinarizer(classes=labels).fit_transform([row["labels"] for _, row in pairs])
    equal([[int(line[label]) for label in labels] for line, _ in pairs], matrix.tolist())


@check("our Prodigy rows have the form of files that Prodigy wrote", "jsonschema")
def prodigy_schema():
    from jsonschema import Draft202012Validator

    schema = json.loads((here / "prodigy.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for file in [*sorted((here / "../fixtures/interchange/prodigy").glob("*.jsonl")), *sorted(folder.glob("*.prodigy.jsonl"))]:
        with open(file, encoding="utf-8") as lines:
            tasks = [json.loads(line) for line in lines if line.strip()]
        assert tasks, file
        for number, task in enumerate(tasks, 1):
            for problem in validator.iter_errors(task):
                raise AssertionError(f"{file.name}, line {number}: {problem.message} at {list(problem.path)}")
            offered = [option["id"] for option in task.get("options", [])]
            equal([one for one in task.get("accept", []) if one not in offered], [])
            for span in task.get("spans", []):
                if "text" in span:
                    equal(task["text"][span["start"] : span["end"]], span["text"])
                if "tokens" in task:
                    equal(task["tokens"][span["token_start"]]["start"], span["start"])
                    equal(task["tokens"][span["token_end"]]["end"], span["end"])
    found = Counter(label for row in rows("multi.prodigy.jsonl") for label in row.get("accept", []))
    equal(found, Counter(label for row in rows("multi.jsonl") for label in row["labels"] or []))


@check("onnx.checker passes our models", "onnx")
def onnx_checker():
    import onnx

    models = sorted(folder.glob("*.onnx/model.onnx"))
    assert len(models) == 4, models
    for path in models:
        model = onnx.load(path)
        onnx.checker.check_model(model, full_check=True)
        # None of onnxruntime's own operators, but for those that the sentence model brings along.
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


class Absent(Exception):
    """Something besides a module that a check needs."""


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
    # A sentence model may differ in the last digits, and so in a label that is as likely as another.
    assert others <= (0.002 * len(found) if "sentence model" in name else 0), said
    return said


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
    for line in re.findall(r"^python (.*)$", guide, re.M):
        found = subprocess.run([sys.executable, *line.split()], check=True, capture_output=True, cwd=place)
        assert found.stdout.strip(), line
    code = guide_blocks(lambda block: "setfit" not in block)
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=place).stdout.decode()
    right, of = map(int, re.search(r"right on (\d+) of (\d+) records", found).groups())
    equal(of, 50)
    assert right >= 40, found
    assert "precision" in found, found


@check("the block of docs/use-from-python.md that trains SetFit runs", "setfit", "torch", "pandas")
def use_from_python_setfit():
    code = guide_blocks(lambda block: "setfit" in block or "import pandas" in block)
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=folder / "guide")


with open(results, "w", encoding="utf-8") as out:
    for name, modules, run in checks:
        if wanted not in name:
            continue
        absent = [module for module in modules if importlib.util.find_spec(module) is None]
        result = {"name": name}
        if absent:
            result["absent"] = absent
        else:
            try:
                found = run()
                if found:
                    result["found"] = found
            except Absent as error:
                result["absent"] = [str(error)]
            except subprocess.CalledProcessError as error:
                result["error"] = f"{error}\n{(error.stdout or b'').decode()}{(error.stderr or b'').decode()}"
            except Exception:
                result["error"] = traceback.format_exc()
        out.write(json.dumps(result) + "\n")
        out.flush()
