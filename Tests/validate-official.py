"""Prints what is wrong with SARIF logs and OpenLineage events by the official schemas: validate-official.py FOLDER FILE ...

FOLDER holds the schemas as their authors publish them, under the names of their files: sarif-schema-2.1.0.json (OASIS),
OpenLineage.json and the facets (OpenLineage), in folders below it or not.
"""
import glob
import json
import os
import sys

import jsonschema
import referencing


def official(folder):
    """The schemas by the names of their files."""
    files = glob.glob(os.path.join(folder, "**", "*.json"), recursive=True)
    return {os.path.basename(file): json.load(open(file, encoding="utf-8")) for file in files}


def events(schemas):
    """A validator of events and, by the key under which it stands, of each facet."""
    resources = [
        (schema["$id"], referencing.Resource.from_contents(schema)) for schema in schemas.values() if "$id" in schema
    ]
    registry = referencing.Registry().with_resources(resources)

    def of(name, definition):
        reference = {"$ref": f"{schemas[name + '.json']['$id']}#/$defs/{definition}"}
        return jsonschema.Draft202012Validator(
            reference, registry=registry, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
        )

    facets = {
        "dataQualityAssertions": "DataQualityAssertionsDatasetFacet",
        "dataQualityMetrics": "DataQualityMetricsInputDatasetFacet",
    }
    return of("OpenLineage", "RunEvent"), {key: of(name, name) for key, name in facets.items()}


schemas = official(sys.argv[1])
logs = jsonschema.Draft7Validator(
    schemas["sarif-schema-2.1.0.json"], format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER
)
event, facets = events(schemas)
for file in sys.argv[2:]:
    document = json.load(open(file, encoding="utf-8"))
    if file.endswith(".sarif"):
        errors = list(logs.iter_errors(document))
    else:
        errors = list(event.iter_errors(document))
        for table in document["inputs"]:
            for key, facet in table["inputFacets"].items():
                errors += facets[key].iter_errors(facet)
    for error in errors:
        print(f"{file}: {error.json_path}: {error.message[:300]}")
