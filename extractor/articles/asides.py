"""Blocks within an article that are not of it: links to other articles, newsletters, sharing, subscriptions.

A page's main text has them between its paragraphs, and the headline of another article would be taken for an incident
of this one. Only a block that begins with such words, or consists of them, is one; it is listed as left out.
"""

from __future__ import annotations

import re

MAX_ASIDE = 220  # characters; a longer block says more

# "Read more: …": the words at the beginning, and a colon, dash or arrow after them.
_REFERENCE = re.compile(
    r"[\s*>»→•-]*(?:"
    r"read (?:also|more|next)|also read|see also|more on this|related (?:story|stories|articles?|coverage)"
    r"|lea (?:también|más|además)|lee también|vea también|ver también|puedes ver|te puede interesar"
    r"|le puede interesar|también puede leer"
    r"|(?:à |a )?lire aussi|à voir aussi|voir aussi|lire également|sur le même sujet"
    r"|auch lesen|lesen sie (?:auch|hier|mehr)|mehr dazu|mehr zum thema|lies auch|siehe auch"
    r"|leggi anche|potrebbe interessarti|leia (?:também|mais)|veja também|saiba mais"
    r"|czytaj (?:też|także|również|więcej)|zobacz (?:też|także)|dowiedz się więcej"
    r"|читайте (?:также|також|ще)|читать также|смотрите также|по теме|дивіться також|інші новини"
    r"|اقر[أا] أ?يض[اً]+|اقر[أا] المزيد|شاهد أ?يض[اً]+|ذات صلة|قرا أيضا|إقرأ أيضا|بیشتر بخوانید|همچنین بخوانید"
    r"|קרא(?:ו)? (?:גם|עוד)|延伸阅读|延伸閱讀|相关阅读|相关新闻|另请参阅|関連記事|あわせて読みたい|관련 ?기사|함께 읽기"
    r")\s*[:：>»→–—|-]",
    re.IGNORECASE,
)
# The same words alone, and headings of lists of other articles.
_HEADING = re.compile(
    r"(?:related (?:stories|articles|content|topics|news)|more stories|most read|you (?:may|might) also like"
    r"|notas relacionadas|contenido relacionado|noticias relacionadas|más noticias|artículos relacionados"
    r"|à lire aussi|sur le même sujet|articles liés|pour lire la suite"
    r"|weitere (?:themen|artikel(?: zum thema)?|beiträge)|empfohlene beiträge|kommentierte artikel|auch interessant"
    r"|schon gelesen\??"
    r"|meist-?diskutiert|mehr zum thema|zum weiterlesen|lesen sie auch(?: die folgenden beiträge)?"
    r"|leggi anche|leia também|czytaj też|читайте также|читайте також|相关阅读|関連記事|관련 ?기사|مواضيع ذات صلة"
    r"|اقرأ أيضا|teilen mit|bild anzeigen bild schließen|share this(?: article| story)?|share on (?:facebook|twitter|x)"
    r"|compartir|partager"
    r")\s*[:：]?\s*",
    re.IGNORECASE,
)
# Newsletters, subscriptions and social networks.
_REQUEST = re.compile(
    r"\b(?:sign up (?:here|now|for|to)"
    r"|(?:subscribe|suscríbe(?:te|se)|abonnez-vous|inscrivez-vous|abonnieren sie) "
    r".{0,60}\b(?:newsletter|edition|bulletin|updates|canal|channel|boletín|lettre)\b"
    r"|follow (?:us|the [\w ]{1,30}) on (?:twitter|facebook|instagram|x|telegram)"
    r"|s[ií]gu[ea]nos en|suivez-nous sur|folgen sie uns"
    r"|never miss .{0,40}(?:news|stories|story)|zum newsletter anmelden|(?:get|receive) .{0,80}\b(?:in|to) your inbox"
    r"|download the .{0,30}\bapps?\b|únete .{0,60}(?:telegram|whatsapp)|to view the full story, please subscribe"
    r"|подпис(?:ывайтесь|ывайся|аться) на|підписуйтесь на|تابعونا على|للاشتراك في)",
    re.IGNORECASE,
)


def is_aside(text: str) -> bool:
    """Tell whether a block is not of the article that it stands in."""
    if len(text) > MAX_ASIDE:
        return False
    return bool(_REFERENCE.match(text) or _HEADING.fullmatch(text.strip()) or _REQUEST.search(text))
