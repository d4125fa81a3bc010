"""Pages that are no article: held back before they are paid for, with the reason; sent only on request.

A saved page may be a paywall, a consent wall, an error, or a link: the model would find no incident in it, and nobody
would look for what was never read.
"""

from __future__ import annotations

import re

SHORTEST = 200  # characters; a paragraph of a news story has more
TEASER = 1_500  # characters; a longer text is an article, whatever stands below it
_KINDS = (
    (
        "an error page",
        r"\b(?:404|403|500|502|503)\b.{0,40}(?:error|not found|forbidden|unavailable)"
        r"|page (?:not found|introuvable)|access denied"
        r"|just a moment|checking your browser|enable javascript|are you a robot|captcha|unusual traffic"
        r"|service unavailable|página no encontrada|seite (?:wurde )?nicht gefunden",
    ),
    (
        "a paywall",
        r"subscribe (?:now )?to (?:continue|read|keep)|already a subscriber|(?:log|sign) in to (?:continue|read)"
        r"|for subscribers only|to continue reading|remaining free articles?|unlock (?:this|the) (?:article|story)"
        r"|réservé (?:aux|à nos) abonnés|abonnez-vous|suscríbete para|solo para suscriptores|nur für abonnenten",
    ),
    (
        "a consent wall",
        r"we (?:value|care about) your privacy|accept (?:all )?cookies|before you continue"
        r"|manage (?:your )?(?:consent|cookies)|nous respectons votre vie privée"
        r"|accepter (?:les |tous les )?cookies|aceptar (?:todas las )?cookies",
    ),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)
_LINK = re.compile(r"\s*(?:https?://|www\.)\S+\s*")


def held_back(text: str) -> str:
    """Return why the text of a page is taken for no article; empty if it is taken for one."""
    if _LINK.fullmatch(text):
        return "a bare link"
    if len(text) <= TEASER:
        for kind, pattern in _PATTERNS:
            if found := pattern.search(text):
                return f"{kind} (“{' '.join(found[0].split())}”)"
    if len(text) < SHORTEST:
        return f"shorter than a paragraph ({len(text)} characters)"
    return ""
