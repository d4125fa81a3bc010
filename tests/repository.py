"""A git repository with prompts, for tests."""

from __future__ import annotations

import subprocess
from pathlib import Path

HEAD = "---\nextends: incident\n---\n{% block rules %}\n%s\n{% endblock %}\n"


class Repository:
    """A git repository with prompt files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "--quiet")

    def git(self, *arguments: str) -> None:
        """Run git in the repository."""
        author = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *author, *arguments], cwd=self.folder, check=True, capture_output=True)

    def commit(self, name: str, rules: str, **files: str) -> None:
        """Commit a prompt with these rules, and Python modules beside it."""
        (self.folder / "prompts").mkdir(exist_ok=True)
        (self.folder / "prompts" / f"{name}.md").write_text(HEAD.replace("%s", rules), encoding="utf-8")
        for file, text in files.items():
            (self.folder / "prompts" / f"{file}.py").write_text(text, encoding="utf-8")
        self.git("add", "-A")
        self.git("commit", "--quiet", "-m", "a commit")
