"""Runs the code of other tools on files that Marginalia has written: `peers.py FOLDER DOCS RESULTS NODE PART`.

FOLDER holds what writeOurFiles.ts made: SOURCE.jsonl in Marginalia's own format and SOURCE.FORMAT.EXT
converted from it, for the sources `single`, `multi` and `spans`. What is expected is worked out from the
former, here and without Marginalia's code. Runs the checks with PART in their names, and writes a line of
JSON for each: {"name", "error"?, "absent"?, "found"?}.
"""

import importlib.util
import json
import subprocess
import traceback

import annotationPeers  # noqa: F401
import modelPeers  # noqa: F401
from checks import Absent, checks, results, wanted

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
