"""Output modes: the ways to ask a server for a value of a schema.

Each mode owns the request body, the reading of the response and the correction of one that is not valid:

- `tools`: a function tool that must be called (what most hosted models support);
- `json_schema`: `response_format` with the schema. Many servers constrain the output with it and never show it to the
  model, so the schema is in the prompt too;
- `json_object`: `response_format` for any JSON object, the schema in the prompt;
- `text`: the schema in the prompt, and nothing else that a server would have to support.

Within a mode the schema has a dialect: `full`, `plain` (the same without `strict`) and `reduced` (without the keywords
that some servers refuse; they are checked on reading). In a response whatever the mode JSON is read where it is.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, get_args

from extractor.core.canonical import canonical
from extractor.core.errors import SettingsError
from extractor.core.exchange import Completion
from extractor.core.server_errors import Feature
from extractor.prompts.instructor_bridge import reask
from extractor.prompts.replies import Call, json_content, tool_call
from extractor.prompts.wire_schema import reduced, tool_name

Tool = Mapping[str, Any]
Messages = list[dict[str, Any]]
Dialect = Literal["full", "plain", "reduced"]
AUTO = "auto"


@dataclass(frozen=True, slots=True)
class TurnForm:
    """The form of the model's own turn in a repair; a server that rejects the usual one may accept another.

    Attributes:
        blank: write no content as "" instead of null.
        reasoning: send the model's reasoning text back, which DeepSeek and Kimi require beside a function call.
    """

    blank: bool = False
    reasoning: bool = False


USUAL = TurnForm()


@dataclass(frozen=True)
class OutputMode(ABC):
    """One way to ask for a value.

    Attributes:
        dialect: the form of the schema.
        forced: whether the function must be called (`tools` only); some servers refuse to force it.
    """

    name: ClassVar[str]
    features: ClassVar[frozenset[Feature]]

    dialect: Dialect = "full"
    forced: bool = True

    @property
    def label(self) -> str:
        """Return the mode with what differs from its full form: `tools`, `tools/reduced`, `tools/unforced`."""
        parts = [self.name, *([self.dialect] if self.dialect != "full" else []), *([] if self.forced else ["unforced"])]
        return "/".join(parts)

    @abstractmethod
    def body(self, messages: Messages, tool: Tool) -> dict[str, Any]:
        """Return the members of a request body that differ between modes, `messages` first."""

    @abstractmethod
    def call(self, completion: Completion, tool: str, cap: int | None = None) -> Call:
        """Return the value of a response as text; raises as `replies.tool_call`."""

    @abstractmethod
    def again(self, tool: str) -> str:
        """Return the sentence that requests the whole value again."""

    def correction(self, call: Call, tool: str, problems: Sequence[str], form: TurnForm = USUAL) -> Messages:
        """Return the messages that follow a response that is not valid."""
        return self.follow_up(call, tool, f"{not_valid(problems)}\n{self.again(tool)}", form)

    @abstractmethod
    def follow_up(self, call: Call, tool: str, text: str, form: TurnForm = USUAL) -> Messages:
        """Return the model's own turn, and a text that answers to it."""

    def in_dialect(self, tool: Tool) -> dict[str, Any]:
        """Return a prepared tool with its schema in this dialect."""
        function = dict(tool["function"])
        if self.dialect != "full":
            function.pop("strict", None)
        if self.dialect == "reduced":
            function["parameters"] = reduced(function["parameters"])
        return {"type": "function", "function": function}


class ToolsMode(OutputMode):
    """A function tool, forced unless the server refuses that."""

    name = "tools"
    features = frozenset({Feature.TOOLS, Feature.TOOL_CHOICE, Feature.SCHEMA, Feature.STRICT, Feature.PARAMETERS})

    def body(self, messages: Messages, tool: Tool) -> dict[str, Any]:
        """Return messages, the tool, and the choice that forces it."""
        choice = {"tool_choice": {"type": "function", "function": {"name": tool_name(tool)}}} if self.forced else {}
        return {"messages": messages, "tools": [self.in_dialect(tool) if self.dialect != "full" else tool], **choice}

    def call(self, completion: Completion, tool: str, cap: int | None = None) -> Call:
        """Return the function call, or the JSON in the content instead of it."""
        return tool_call(completion, tool, cap)

    def again(self, tool: str) -> str:
        """Return the sentence that requests another call."""
        return f"Call {tool} again with the whole value, corrected."

    def follow_up(self, call: Call, tool: str, text: str, form: TurnForm = USUAL) -> Messages:
        """Return the call with its result, laid out by instructor's handler for tools."""
        turn, *rest = reask(call, tool, text)
        if form.blank:
            turn = {**turn, "content": turn["content"] or ""}
        if form.reasoning:
            turn |= {"reasoning_content": call.reasoning}
        return [turn, *rest]


class JsonMode(OutputMode):
    """Base of the modes whose value is the content of the response, and whose schema is in the prompt."""

    def call(self, completion: Completion, tool: str, cap: int | None = None) -> Call:
        """Return the JSON object in the content."""
        return json_content(completion, tool, cap)

    def again(self, tool: str) -> str:
        """Return the sentence that requests another JSON object."""
        return "Answer again with the whole JSON object, corrected."

    def follow_up(self, call: Call, tool: str, text: str, form: TurnForm = USUAL) -> Messages:
        """Return the content, and the user's answer to it, laid out by instructor's handler for JSON."""
        return reask(call, tool, text, json_mode=True)

    def _with_schema(self, messages: Messages, tool: Tool) -> Messages:
        function = self.in_dialect(tool)["function"]
        schema = canonical(function["parameters"]).decode()
        name = function["name"]
        instruction = f"Do not call {name}: answer with its arguments, as one JSON object and nothing else."
        instruction += f" They must be valid for this JSON schema:\n{schema}"
        first, *rest = messages
        return [{**first, "content": f"{first['content']}\n\n{instruction}"}, *rest]


class JsonSchemaMode(JsonMode):
    """`response_format` with the schema, which constrains the output."""

    name = "json_schema"
    features = frozenset({Feature.RESPONSE_FORMAT, Feature.SCHEMA, Feature.STRICT, Feature.PARAMETERS})

    def body(self, messages: Messages, tool: Tool) -> dict[str, Any]:
        """Return messages with the schema, and the response format."""
        function = self.in_dialect(tool)["function"]
        strict = {"strict": True} if function.get("strict") else {}
        form = {"name": function["name"], **strict, "schema": function["parameters"]}
        form = {"type": "json_schema", "json_schema": form}
        return {"messages": self._with_schema(messages, tool), "response_format": form}


class JsonObjectMode(JsonMode):
    """`response_format` for any JSON object."""

    name = "json_object"
    features = frozenset({Feature.RESPONSE_FORMAT, Feature.SCHEMA, Feature.PARAMETERS})

    def body(self, messages: Messages, tool: Tool) -> dict[str, Any]:
        """Return messages with the schema, and the response format."""
        return {"messages": self._with_schema(messages, tool), "response_format": {"type": "json_object"}}


class TextMode(JsonMode):
    """The schema in the prompt alone."""

    name = "text"
    features: ClassVar[frozenset[Feature]] = frozenset()

    def body(self, messages: Messages, tool: Tool) -> dict[str, Any]:
        """Return messages with the schema."""
        return {"messages": self._with_schema(messages, tool)}


_MODES: dict[str, type[OutputMode]] = {
    mode.name: mode for mode in (ToolsMode, JsonSchemaMode, JsonObjectMode, TextMode)
}
NAMES = (AUTO, *_MODES)
# What a response without a call is to the search for a mode: the server took the tool and ignored it.
IGNORED = Feature.TOOLS


def mode_of(label: str) -> OutputMode:
    """Return the mode of a name or a label (see `OutputMode.label`); `auto` begins with `tools`.

    Raises:
        SettingsError: there is no such mode.
    """
    name, *parts = label.split("/")
    dialect = next((part for part in parts if part in get_args(Dialect)), "full")
    if name == AUTO:
        return ToolsMode()
    if name not in _MODES:
        raise SettingsError(f"No output mode {name!r}.", next_step=f"Choose one of {', '.join(NAMES)}.")
    return _MODES[name](dialect=dialect, forced="unforced" not in parts)  # type: ignore[arg-type]  # looked up above


def step_down(mode: OutputMode, feature: str) -> OutputMode | None:
    """Return the next way to ask after a server refused a feature; None where the request did not even use it.

    A refused schema is tried without `strict`, then without the keywords that servers refuse; a refused tool choice is
    left out; after that comes the next mode, down to plain text.
    """
    if feature not in mode.features:
        return None
    if isinstance(mode, JsonObjectMode) or (feature == Feature.PARAMETERS and isinstance(mode, JsonSchemaMode)):
        return TextMode()
    if feature == Feature.TOOL_CHOICE:
        return replace(mode, forced=False) if mode.forced else JsonSchemaMode()
    if feature == Feature.STRICT and mode.dialect == "full":
        return replace(mode, dialect="plain")
    if feature in (Feature.SCHEMA, Feature.STRICT):
        return replace(mode, dialect="reduced") if mode.dialect != "reduced" else JsonObjectMode()
    if isinstance(mode, ToolsMode):
        return JsonSchemaMode()
    return JsonObjectMode() if isinstance(mode, JsonSchemaMode) else TextMode()


def candidates(setting: str) -> tuple[OutputMode, ...]:
    """Return the modes in which recordings are looked for, the most usual first.

    Args:
        setting: `auto`, or the name of a mode.
    """
    tools = [ToolsMode(dialect, forced) for forced in (True, False) for dialect in get_args(Dialect)]
    schemas = [JsonSchemaMode(dialect) for dialect in get_args(Dialect)]
    every: list[OutputMode] = [*tools, *schemas, JsonObjectMode(), TextMode()]
    return tuple(mode for mode in every if setting in (AUTO, mode.name, mode.label))


def not_valid(problems: Sequence[str]) -> str:
    """Return the first lines of a correction: the validation errors of a response."""
    return "\n".join(["This was not valid:", *(f"- {problem}" for problem in problems)])
