"""Wordings of servers' error messages, from their documentation and from public bug reports; all in lower case."""

from __future__ import annotations

import re


def _any(*wordings: str) -> re.Pattern[str]:
    return re.compile("|".join(wordings))


KEY = _any(
    r"api[_ -]?key[_ ](?:not[_ ]valid|invalid|expired)",
    r"(?:invalid|incorrect|wrong|missing|no|expired)[\w ]{0,20}api[_ -]?key",
    r"invalid[_ ]authentication",
    r"authentication[_ ](?:error|failed)",
    r"unauthorized",
    r"token .{0,40}expired",
    r"unauthenticated",
    r"user location is not supported",
    r"account (?:is )?(?:deactivated|suspended|disabled)",
)
BANNED = _any(
    r"\b(?:account|organi[sz]ation|workspace|user(?! (?:input|prompt|message|content|request|text|query)))\b.{0,60}"
    r"(?:flagged|suspended|disabled|deactivated|banned|restricted|blocked)",
)
MONEY = _any(
    r"insufficient[_ ](?:quota|balance|credits?|funds)",
    r"billing",
    r"budget (?:has been |is )?exceeded",
    r"payment required",
    r"exceeded your current quota",
    r"credit balance is too low",
    r"out of credits",
    r"arrearage",
    r"usage limits?\b",
    r"(?:crossed|exceeded) (?:the |your )?budget|budget limit",
    r"used all available credits|run out of credits|purchase (?:more )?credits|insufficient credit",
    r"inactive subscription",
    r"余额不足|欠费|充值",  # "balance too low", "in arrears", "top up"
)
DAILY = _any(r"per[ _-]?day", r"daily", r"\brpd\b", r"\btpd\b", r"per month", r"monthly")
CONTEXT = _any(
    r"context[_ ](?:length|size|window)",
    r"maximum context",
    r"max(?:imum)?[_ ]?(?:model[_ ]|input[_ ])?(?:len|length|tokens?)\b.{0,40}exceed",
    r"(?:prompt|input|request|text|content|messages?) (?:is|are|was|were)? ?too (?:long|large|big)",
    r"too many (?:input )?tokens",
    r"exceeds? (?:the |your |its )?(?:\w+ ){0,3}(?:context|token limit|tokens? (?:allowed|limit)|number of tokens)",
    r"(?:input |prompt )?token count .{0,40}exceeds",
    r"reduce (?:the|your) (?:length|prompt|input|message)",
    r"string_above_max_length",
    r"longer than the (?:model|maximum)",
    r"range of input length",
    r"input length",
    r"request_too_large",
    r"too_long\b",
    r"please reduce (?:the |your )?(?:\w+ )?(?:length|prompt|input|messages?|size|number)",
    r"number of tokens .{0,40}exceed",
    r"exceed_context_size",
    r"contextwindowexceeded",
    r"exceed(?:ed|s) (?:the )?model token limit",
    r"maximum prompt length",
    r"must have less than \d+ tokens",
    r"tokens?\W{0,3} \+ .{0,30}must be <=",
    r"max_(?:new_|completion_)?tokens must be at least 1, got -",  # what is left of the context is negative
    r"n_keep|tokens to keep from the initial prompt",
    r"request too large",
)
MODERATION = _any(
    r"content[_ -]?(?:filter|policy|management|violation)",
    r"moderation",
    r"\bflagged\b",
    r"datainspectionfailed",
    r"data_inspection_failed",
    r"inappropriate content",
    r"sensitive (?:content|words|information|material)",
    r"prohibited_content",
    r"responsible ai",
    r"safety (?:system|filter|policy|polic)",
    r"blocked by .{0,40}(?:content|safety|moderation|polic|filter)",
    r"usage polic(?:y|ies)",
    r"responsibleaipolicyviolation",
    r"contentpolicyviolation",
    r"content exists risk",
    r"considered high risk",
    r"guardrail",
    r"usage guidelines",
    r"content violates",
    r"safety_check",
    r"敏感内容|不安全",  # Zhipu, Baidu: "sensitive content", "unsafe"
)
POLICY = _any(r"contentpolicyviolation", r"content management policy", r"responsibleaipolicyviolation")
MODEL = _any(
    r"model[_ ]not[_ ]found",
    r"(?:unknown|invalid|no such|unsupported)[_ ]model",
    r"model .{0,80}(?:does not exist|not found|not exist|is not available|not a valid)",
    r"no (?:allowed )?(?:providers?|model) .{0,40}(?:found|available)",
    r"is not a valid model",
    r"deploymentnotfound",
    r"decommissioned",
    r"no available channel for model",
    r"model .{0,80}is not loaded",
    r"pull(?:ing)? (?:it|the model) first",
    r"requires more system memory",
    r"unexpected endpoint or method",
)
CHOICE = _any(r"tool_choice", r"tool choice", r"toolchoice")
PARAMETERS = _any(r"can handle the requested parameters", r"support (?:all )?the requested parameters")
FORMAT = _any(
    r"response_format",
    r"response format",
    r"input should be 'text'",
    r"json_schema.{0,40}(?:not support|unsupported|is not)",
    r"(?:guided|structured)[_ ](?:json|output|decoding)",
    r"responseschema",
    r"response_schema",
    r"response_mime_type",
    r"json mode",
)
SCHEMA = _any(
    r"failed to (?:parse grammar|compile)",
    r"function_declarations\[\d+\]\.parameters",
    r"items: missing field",
    r"grammar",
    r"invalid[_ ](?:json[_ ])?schema",
    r"invalid_function_parameters",
    r"schema (?:is |was )?(?:too|not|invalid|contains|has|produces)",
    r"(?:invalid|unsupported|unknown|not permitted|disallowed).{0,60}"
    r"(?:\bkeyword|\bpattern|\$ref|\$defs|\banyof|\badditionalproperties|\bmaxitems|\bminitems|\bminimum\b|\bmaximum\b|\bformat\b)",
    r"(?:\bkeyword|\bpattern|\$ref|\$defs|\banyof|\badditionalproperties|\bmaxitems|\bminitems|\bmaximum|\bminimum).{0,60}"
    r"(?:not (?:supported|permitted|allowed)|unsupported|invalid|unknown)",
    r"schema.{0,60}(?:not support|unsupported|invalid|too (?:complex|large|deep|many))",
    r"json_schema_to_grammar",
    r"schema (?:conversion|nesting)",
    r"nesting depth",
    r"pattern must start",
    r"too many states",
)
STRICT = _any(
    r"\bstrict\b.{0,60}(?:not (?:supported|permitted|allowed)|unsupported|unknown|unrecognized|extra|unexpected)",
    r"(?:unsupported|unknown|unrecognized|extra|unexpected).{0,60}\bstrict\b",
)
TOOLS = _any(
    r"(?:tools?|functions?|function[_ ]calling|tool[_ ](?:calling|use|calls?)).{0,60}"
    r"(?:not (?:been )?(?:support|enabled|available|allowed|permitted|implemented)|unsupported|unavailable|disabled|"
    r"requires?|is not)",
    r"['\"`]tools['\"`][^.]{0,40}(?:was|were) unexpected",
    r"extra (?:fields|inputs) (?:are )?not permitted.{0,20}\[body\.tools\]",
    r"(?:not|n't) support(?:ed)?.{0,60}(?:tools?|functions?|function[_ ]calling)",
    r"enable-auto-tool-choice",
    r"tool-call-parser",
    r"--jinja",
    r"no endpoints found that support tool use",
    r"template not found: tool",
    r"extra inputs are not permitted.{0,20}body\.tools?\]",
    r"(?:unknown|unrecognized|extra|unexpected)[\w ]{0,40}['\"`]?tools\b",
)
PARAMETER = _any(
    r"unsupported[_ ](?:parameter|value)",
    r"(?:unknown|unrecognized|unexpected|extra)[_ ](?:parameter|argument|request argument|field|inputs?|keyword)",
    r"invalid[_ ](?:parameter|field)",
    r"parameter.{0,60}(?:not supported|unsupported|unknown|invalid|must be)",
    r"extra inputs are not permitted",
    r"max_(?:completion_)?tokens",
    r"temperature",
    r"top_p",
    r"reasoning_effort",
    r"n_ctx",
    r"is not supported (?:by|with|for) this model",
)
CALL = _any(r"tool_use_failed", r"json_validate_failed", r"failed_generation")  # the server validated the model's call
REASONING = _any(r"reasoning_content.{0,60}(?:missing|required|must|back)", r"missing.{0,20}reasoning_content")
NULL = _any(
    r"(?:content|type).{0,80}(?:\bnull\b|<nil>|nonetype)",
    r"nonetype.{0,80}(?:content|concatenate|to str)",
    r"must be (?:a )?string, (?:got|but is) null",
)
THROTTLED = _any(r"throttlingexception", r"too many requests", r"too many tokens per", r"slow down")
LATER = _any(r"(?:right|just) now", r"try again", r"temporar", r"moment", r"later")
PARSE = _any(
    r"parse (?:error|tool|input)",
    r"failed to parse (?:tool|input|the|message|json|function)",
    r"parsing error",
)
