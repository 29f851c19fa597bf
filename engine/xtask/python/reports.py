"""Holds the files of `--report` against the schema of SARIF and a reader of JUnit XML.

usage: reports.py SARIF JUNIT CODE: both must name the code; with an empty one, neither may find anything.
"""

import json
import sys
from pathlib import Path

import jsonschema
from junitparser import Error, Failure, JUnitXml

sarif_file, junit_file, code = sys.argv[1:]
schema = json.loads((Path(__file__).parent / "schema/sarif-2.1.0.json").read_text())
log = json.loads(Path(sarif_file).read_text())
jsonschema.Draft7Validator.check_schema(schema)
jsonschema.validate(log, schema, cls=jsonschema.Draft7Validator)
run = log["runs"][0]
rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
lines = Path(sarif_file).with_name("main.rhai").read_text().split("\n")
found = []
for result in run["results"]:
    assert rules[result["ruleIndex"]] == result["ruleId"], result["ruleId"]
    for location in result.get("locations", []) + result.get("relatedLocations", []):
        place = location["physicalLocation"]
        if place["artifactLocation"]["uri"] != "main.rhai":
            continue
        region = place["region"]
        # What the columns, in UTF-16 units, cut out of the script is the snippet.
        if region["startLine"] == region["endLine"] and "snippet" in region:
            units = lines[region["startLine"] - 1].encode("utf-16-le")
            cut = units[2 * region["startColumn"] - 2 : 2 * region["endColumn"] - 2].decode("utf-16-le")
            assert cut == region["snippet"]["text"], (cut, region)
    if not result.get("suppressions"):
        found.append(result["ruleId"])

suites = JUnitXml.fromfile(junit_file)
wrong = {}
for suite in suites:
    cases = list(suite)
    assert suite.tests == len(cases), suite.name
    results = [result for case in cases for result in case.result]
    assert suite.failures == sum(isinstance(result, Failure) for result in results), suite.name
    assert suite.errors == sum(isinstance(result, Error) for result in results), suite.name
    wrong.update({result.type: result.text for result in results if isinstance(result, (Failure, Error))})

if code:
    assert code in found, (code, found)
    assert code in wrong and "main.rhai:" in wrong[code], (code, wrong)
else:
    assert not found and not wrong, (found, wrong)
