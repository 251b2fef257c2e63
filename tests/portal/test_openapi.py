# SPDX-License-Identifier: Apache-2.0
"""The description of the read API: nothing is described that is not served, and the other way round."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from lpse.regulations import Category, Rule
from tests.support.clients import client_of

ADDRESS = "/data/api/v1/openapi.json"
TYPES = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}
STRANGER = client_of()


def described():
    answer = STRANGER.get(ADDRESS)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert "public" in answer.headers["Cache-Control"]
    assert not answer.cookies
    return answer.json()


def served(patterns, prefix="/"):
    for each in patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from served(each.url_patterns, route)
        elif isinstance(each, URLPattern) and route.startswith("/data/"):
            yield route


def fit(value, schema, known):
    """Say whether a value is as its schema says; of JSON Schema only what the description uses."""
    schema = known[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    assert type(value) is TYPES[schema["type"]], (value, schema)
    assert value in schema.get("enum", [value])
    for name in schema.get("required", []):
        fit(value[name], schema["properties"][name], known)
    if "properties" in schema:
        assert set(value) == set(schema["properties"])
    for item in value if "items" in schema else ():
        fit(item, schema["items"], known)


def test_every_served_path_is_described_and_every_described_one_answers():
    told = described()
    assert told["openapi"].startswith("3.1")
    assert set(told["paths"]) == set(served(get_resolver().url_patterns))
    for path, methods in told["paths"].items():
        assert set(methods) == {"get"}
        asked = {each["name"]: each["example"] for each in methods["get"].get("parameters", [])}
        answer = STRANGER.get(path, asked)
        assert answer.status_code == 200, path
        (media,) = methods["get"]["responses"]["200"]["content"]
        assert answer.headers["Content-Type"] == media
        assert STRANGER.post(path).status_code == 405
        fit(
            answer.json(), methods["get"]["responses"]["200"]["content"][media]["schema"], told["components"]["schemas"]
        )


@pytest.mark.parametrize(
    ("asked", "status"),
    [({"rule": "x"}, 400), ({"from": "2026-02-30"}, 400), ({"rule": "appeal"}, 404), ({"from": "2199-01-04"}, 404)],
)
def test_refusals_are_as_described(asked, status):
    told = described()
    operation = told["paths"]["/data/api/v1/deadline"]["get"]
    good = {each["name"]: each["example"] for each in operation["parameters"]}
    answer = STRANGER.get("/data/api/v1/deadline", good | asked)
    assert answer.status_code == status
    schema = operation["responses"][str(status)]["content"]["application/json"]["schema"]
    fit(answer.json(), schema, told["components"]["schemas"])


def test_the_words_a_question_may_use_are_those_of_the_rule_book():
    words = {each["name"]: each for each in described()["paths"]["/data/api/v1/deadline"]["get"]["parameters"]}
    assert words["rule"]["schema"]["enum"] == [rule.value for rule in Rule]
    assert words["category"]["schema"]["enum"] == [category.value for category in Category]
    assert all(rule.value in words["rule"]["description"] for rule in Rule)
