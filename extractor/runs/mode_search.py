"""Find the output mode that an endpoint and its model support, once for a run.

The first article that is not recorded goes alone, in the best mode that may work. If the server refuses a part of that
request, or takes a function tool and ignores it, the same article is asked for in the next mode; the other articles
wait until one request has succeeded. So a wrong key, an unknown model or a schema that is refused costs one request,
not one for each article. What was found is remembered beside the recordings.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from extractor.core.errors import UnsupportedFeature
from extractor.prompts.output_modes import AUTO, OutputMode, mode_of, step_down

Announce = Callable[[str], None]


@dataclass
class ModeSearch:
    """The search for the output mode of one run.

    Attributes:
        setting: `auto`, or the name of the mode to keep to; within it the schema may still be reduced.
        mode: the mode to try next, or the one that was found.
        found: whether a request in this mode has succeeded.
        announce: called with a sentence for the user when the mode changes.
        remember: called with the label of the mode that was found.
        alone: held by the article that searches.
    """

    setting: str = AUTO
    mode: OutputMode = field(default_factory=lambda: mode_of(AUTO))
    found: bool = False
    announce: Announce = lambda _: None
    remember: Announce = lambda _: None
    alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def searching(self) -> bool:
        """Tell whether another mode may still be tried."""
        return self.setting == AUTO and not self.found

    def step_down(self, error: UnsupportedFeature) -> None:
        """Go on to the next mode.

        Raises:
            UnsupportedFeature: the error itself, where there is no other mode that may be tried.
        """
        following = step_down(self.mode, error.feature)
        if following is None or (self.setting != AUTO and following.name != self.mode.name):
            raise error
        self.announce(f"{error.message} Output mode {self.mode.label} is not supported; trying {following.label}.")
        self.mode, self.found = following, False

    def settle(self) -> None:
        """Keep to the mode from now on: a request in it has succeeded."""
        if not self.found:
            self.found = True
            self.remember(self.mode.label)
