"""wire_schema: the schema of a tool in the form that strict endpoints accept."""

from extractor.prompts.wire_schema import strict_tool


def test_a_field_called_title_stays() -> None:
    """A keyword is removed, a property of the same name is not."""
    tool = {
        "function": {
            "name": "x",
            "parameters": {"title": "X", "properties": {"title": {"type": "string", "title": "T"}}},
        }
    }
    properties = strict_tool(tool, strict=True)["function"]["parameters"]["properties"]
    assert properties == {"title": {"type": "string"}}


def test_constructs_that_strict_schemas_lack() -> None:
    """A reference with a description is inlined, a discriminated union becomes a plain one; without `strict` both are unchanged."""
    parameters = {
        "$defs": {"A": {"type": "object", "properties": {"x": {"type": "string"}}}},
        "properties": {
            "a": {"$ref": "#/$defs/A", "description": "d"},
            "b": {"oneOf": [{"$ref": "#/$defs/A"}], "discriminator": {"propertyName": "x"}},
        },
    }
    tool = {"function": {"name": "x", "parameters": parameters}}
    strict = strict_tool(tool, strict=True)["function"]["parameters"]["properties"]
    assert strict["a"]["description"] == "d"
    assert strict["a"]["required"] == ["x"]
    assert strict["b"] == {"anyOf": [{"$ref": "#/$defs/A"}]}
    assert strict_tool(tool, strict=False)["function"]["parameters"]["properties"] == parameters["properties"]
