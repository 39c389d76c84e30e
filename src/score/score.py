# The command line, which the build appends to model.py.


def self_test(model, folder):
    lines = part_of(folder, "examples.jsonl").decode().rstrip("\n").split("\n")
    worst = 0
    for row in map(json.loads, lines):
        p = model.probabilities(row["text"], row.get("vectors"))
        expected = [row["probabilities"][label] for label in model.labels]
        worst = max(worst, np.abs(p - expected).max())
    print(f"{len(lines)} examples, largest difference in a probability {worst:.1e}")
    return 0 if worst <= model.config["tolerance"] else 1


def read_row(line, field, plain):
    """The row of a line; or why it is left out, and whether it is JSON."""
    try:
        row = line if plain else json.loads(line)
    except ValueError:
        return None, ("is not JSON", False)
    row = {field: row} if isinstance(row, str) else row
    text = row.get(field) if isinstance(row, dict) else None
    if not isinstance(text, str) or is_blank(text):
        return None, ("has no text" if plain else f'has no text in "{field}"', True)
    return row, None


def score(model, source, field, name):
    plain = name.endswith(".txt")
    rows, left_out, first = 0, 0, None
    for number, line in enumerate(source, 1):
        try:
            line = line.decode("utf-8-sig").rstrip("\r\n")
        except UnicodeDecodeError:
            return stop(
                f"Line {number} of {name} is not UTF-8. Save the file as UTF-8; "
                "“marginalia predict” reads other encodings."
            )
        if not plain and is_blank(line):
            continue
        row, fault = read_row(line, field, plain)
        if fault:
            left_out += 1
            first = first or (f"Line {number} of {name} {fault[0]}.", fault[1])
            continue
        rows += 1
        given = {"id": row["id"]} if "id" in row else {}
        p = model.probabilities(row[field], row.get("vectors"))
        print(json.dumps(given | model.labelled(p)))
    sys.stdout.flush()
    if rows:
        if left_out:
            print(f"Rows left out: {left_out}. {first[0]}", file=sys.stderr)
        return 0
    if not first:
        return stop(f"{name} has no rows.")
    why, is_json = first
    if plain:
        return stop(why)
    if is_json:
        return stop(f"{why} Name the field with --field.")
    what = "This script reads JSON Lines, and .txt files with one text per line"
    return stop(f"{why} {what}; “marginalia predict” reads other files.")


def main(arguments):
    field = "text"
    if "--field" in arguments[:-1]:
        at = arguments.index("--field")
        field, arguments = arguments[at + 1], arguments[:at] + arguments[at + 2 :]
    if arguments in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    if len(arguments) != 1:
        return stop(__doc__)
    model = Model()
    if arguments == ["--self-test"]:
        return self_test(model, Path(__file__).parent)
    if arguments == ["-"]:
        return score(model, sys.stdin.buffer, field, "the input")
    try:
        source = open(arguments[0], "rb")
    except FileNotFoundError:
        return stop(f"There is no file {arguments[0]}.")
    except IsADirectoryError:
        return stop(f"{arguments[0]} is a folder. Name a file.")
    with source:
        return score(model, source, field, arguments[0])


def stop(why):
    print(why, file=sys.stderr)
    return 2


def run(arguments):
    try:
        return main(arguments)
    except BrokenPipeError:  # The reader has seen enough, as `head` has.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except ModuleNotFoundError as error:
        return stop(lacks(error))
    except OSError as error:
        return stop(f"{error.filename or 'The file'} cannot be read: {error.strerror}.")
    except ModelError as error:
        return stop(error)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
