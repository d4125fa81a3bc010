"""An extractor whose model gives scripted responses."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from extractor.core.exchange import Completion, Request
from extractor.core.settings import Settings
from extractor.prompts.prompt import Prompt
from extractor.runs.extractor import Extractor
from extractor.runs.wiring import connect_offline


def scripted_extractor(prompt: Prompt, *replies: Any) -> tuple[Extractor, list[Request]]:
    """Return an extractor whose model responds with these replies in order, and its list of requests."""
    with connect_offline(prompt, Settings(_env_file=None, model="stub")) as connection:
        base = connection.extractor
    sent: list[Request] = []

    async def complete(request: Request) -> Completion:
        sent.append(request)
        reply = replies[len(sent) - 1]
        if isinstance(reply, Exception):
            raise reply
        return Completion(json.dumps(reply))

    return replace(base, complete=complete, modes=base.modes[:1]), sent
