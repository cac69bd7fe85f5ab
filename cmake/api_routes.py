#!/usr/bin/env python3
"""api_routes.py OPENAPI ROLES OUT: the API's route table as C++, from its description.

An operation is answered by the function of its operationId (fileMessage: FileMessage), so one that is described
and not written, or the reverse, does not compile. What the description must say of an operation besides:
  security          [] everybody; [session] alone: no token
  x-permission      a row of ROLES; without it whoever is signed in, for what is their own
  x-enough          numbers, rows (the default) or whole: how much of a grant will do
  x-step-up         the second factor within the last minutes
  parameters        queries that it takes; Idempotency-Key where it changes something
  requestBody       application/json with one schema, or none
  x-code            of a property: the code of the problem when it is wrong, where that says more than its kind"""
import json
import re
import sys

openapi, roles, out = sys.argv[1:]
api = json.load(open(openapi))
matrix = json.load(open(roles))
permissions = {row["name"] for row in matrix["permissions"]}


def fail(where, what):
    sys.exit(f"{openapi}: {where}: {what}")


def resolve(node):
    """The node without references; what stands beside one wins."""
    if isinstance(node, list):
        return [resolve(one) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" not in node:
        return {name: resolve(value) for name, value in node.items()}
    target = api
    for step in node["$ref"].removeprefix("#/").split("/"):
        if step not in target:
            fail(node["$ref"], "there is no such place")
        target = target[step]
    return {**resolve(target), **{name: resolve(value) for name, value in node.items() if name != "$ref"}}


def schema_of(where, operation):
    body = operation.get("requestBody")
    if body is None:
        return ""
    if list(body["content"]) != ["application/json"] or not body.get("required"):
        fail(where, "a body is application/json, and required")
    schema = resolve(body["content"]["application/json"]["schema"])
    if schema.get("type") != "object" or schema.get("additionalProperties") is not False:
        fail(where, "a body is an object of the members that it names")
    for name, rule in schema["properties"].items():
        if "pattern" in rule and "x-code" not in rule:
            fail(where, f"{name}: a pattern needs its sentence, x-code")
    return json.dumps(schema, separators=(",", ":"))


def row(path, method, operation):
    where = f"{method.upper()} {path}"
    name = operation.get("operationId", "")
    if not re.fullmatch(r"[a-z]+([A-Z][a-z]*)*", name):
        fail(where, "an operation needs an operationId in camel case")
    parameters = [resolve(one) for one in operation.get("parameters", [])]
    if {one["name"] for one in parameters if one["in"] == "path"} != set(re.findall(r"{(\w+)}", path)):
        fail(where, "the path's parameters are not those in its braces")
    security, permission = operation.get("security", api["security"]), operation.get("x-permission", "")
    if permission and permission not in permissions:
        fail(where, f"{permission} is no row of {roles}")
    door = "kOpen" if not security else "kGranted" if permission else "kSignedIn"
    step_up = operation.get("x-step-up", False)
    if (security == [{"session": []}]) != (step_up or door == "kSignedIn"):
        fail(where, "a session alone: for one's own, and with a step-up; nowhere else")
    enough = {"numbers": "kAny", "rows": "kRows", "whole": "kWhole"}[operation.get("x-enough", "rows")]
    query = " ".join(one["name"] for one in parameters if one["in"] == "query")
    idempotent = any(one["name"] == "Idempotency-Key" for one in parameters)
    schema = schema_of(where, operation)
    return name, f"""    {{.method = "{method.upper()}",
     .path = "{path}",
     .door = Door::{door},
     .permission = "{permission}",
     .enough = Enough::{enough},
     .step_up = {str(step_up).lower()},
     .query = "{query}",
     .body = R"json({schema})json",
     .idempotent = {str(idempotent).lower()},
     .answer = {name[0].upper() + name[1:]}}},
"""


if api["components"]["schemas"]["Role"]["enum"] != matrix["roles"]:
    fail("Role", f"its words are not the roles of {roles}")
resolve(api)  # every reference leads somewhere
rows, names = [], set()
for path, operations in api["paths"].items():
    for method, operation in operations.items():
        name, text = row(path, method, operation)
        if name in names:
            fail(name, "stands for two operations")
        names.add(name)
        rows.append(text)
with open(out, "w") as file:
    file.write("// Made from openapi.json by cmake/api_routes.py.\n" + "".join(rows))
