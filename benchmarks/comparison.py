"""CPU time of `extractor compare` over recorded articles: `python -m benchmarks compare`.

The baseline is starting Python and importing scipy, which the statistics need. The command is measured as a whole, in a
subprocess.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from benchmarks import corpus

PROMPTS = ("incident", "incident-lean")


def prepare(folder: Path, count: int) -> None:
    """Write articles, gold and recordings for two prompts; every fourth of the second has a wrong country."""
    from extractor.articles.stream import read_inputs
    from extractor.core.settings import load_settings
    from extractor.prompts.loading import load_prompt
    from extractor.recordings.recording import Recording
    from extractor.recordings.store import open_store
    from extractor.runs.wiring import connect_offline, record_tools

    settings = load_settings(model="bench", store=folder / "cache" / "local")
    articles = read_inputs(str(corpus.LIGHT.write(folder, count))).articles
    (folder / "gold").mkdir()
    for prompt in map(load_prompt, PROMPTS):
        with connect_offline(prompt, settings) as connection, closing(open_store(settings.store)) as store:
            record_tools(prompt, connection.recordings, store)
            for number, article in enumerate(articles):
                request = connection.extractor.requests.initial(article)
                reply = corpus.reply(*corpus.article_of(request.body), len(request.body)).decode()
                coding = json.loads(reply)["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"]
                (folder / "gold" / f"{article.name}.json").write_text(coding, encoding="utf-8")
                if prompt.name == PROMPTS[1] and number % 4 == 0:
                    reply = _with_wrong_country(reply)
                store.add(Recording(request.key, reply, parts=request.parts))


def _with_wrong_country(reply: str) -> str:
    """Return the response with another country."""
    body = json.loads(reply)
    call = body["choices"][0]["message"]["tool_calls"][0]["function"]
    coding = json.loads(call["arguments"])
    for incident in coding["incidents"]:
        incident["country"] = "NE"
    call["arguments"] = json.dumps(coding)
    return json.dumps(body)


def measure(folder: Path) -> dict[str, float]:
    """Return CPU seconds of the baseline and of the command."""
    bare = _cpu([sys.executable, "-c", "import scipy.stats, scipy.optimize"], folder)
    command = [sys.executable, "-m", "extractor", "compare", *PROMPTS, "-m", "bench"]
    whole = _cpu([*command, "--gold", "gold", "--articles", "articles.jsonl"], folder)
    return {"bare": bare, "whole": whole}


def _cpu(command: list[str], folder: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    subprocess.run(command, cwd=folder, env=env, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    step, folder, *counts = sys.argv[1:]
    if step == "prepare":
        prepare(Path(folder), int(counts[0]))
        print("{}")
    else:
        print(json.dumps(measure(Path(folder))))
