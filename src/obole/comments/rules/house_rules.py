"""What house rules are made of, and those that a new site begins with."""

from dataclasses import dataclass

from obole.comments.rules.vocabulary import Category


@dataclass(frozen=True, kw_only=True)
class ClauseText:
    """A clause in both languages. `code` is how decisions cite it."""

    code: str
    text_fr: str
    text_en: str
    category: str


@dataclass(frozen=True, kw_only=True)
class RulesText:
    """A whole version, before it has a number."""

    preamble_fr: str
    preamble_en: str
    clauses: tuple[ClauseText, ...]


_CLAUSES = (
    ClauseText(
        code="1",
        category=Category.OTHER_VIOLATION.value,
        text_fr="Restez dans le sujet. Un commentaire répond à l’article ou à un autre "
        "commentaire ; ce qui n’a rapport ni à l’un ni à l’autre, ou répète ce qui a déjà été "
        "dit, n’est pas publié.",
        text_en="Keep to the subject. A comment answers the article or another comment; what "
        "concerns neither, or repeats what was said, is not published.",
    ),
    ClauseText(
        code="2",
        category=Category.CYBER_VIOLENCE.value,
        text_fr="N’insultez personne, ne harcelez personne. Critiquez ce qui est dit ou fait, "
        "pas la personne qui le dit ou le fait : ni injures, ni menaces, ni acharnement.",
        text_en="Insult nobody, harass nobody. Criticise what is said or done, not whoever says "
        "or does it: no abuse, no threats, no hounding.",
    ),
    ClauseText(
        code="3",
        category=Category.SPEECH.value,
        text_fr="Pas de haine. Sont retirés les propos qui rabaissent des personnes ou "
        "appellent à les haïr en raison de leur origine, de leur religion, de leur sexe, de "
        "leur orientation sexuelle, de leur identité de genre, de leur handicap ou de leur "
        "situation sociale, ainsi que la négation ou l’apologie de crimes.",
        text_en="No hatred. What belittles people, or calls for hatred of them, because of "
        "origin, religion, sex, sexual orientation, gender identity, disability or social "
        "condition is removed, as is the denial or the praise of crimes.",
    ),
    ClauseText(
        code="4",
        category=Category.SPEECH.value,
        text_fr="N’accusez pas sans preuve. Imputer à quelqu’un un fait précis qui porte "
        "atteinte à son honneur peut être une diffamation ; si vous avez des informations, "
        "écrivez à la rédaction.",
        text_en="Accuse nobody without proof. To say of somebody a precise fact that harms "
        "their honour can be defamation; if you know something, write to the newsroom.",
    ),
    ClauseText(
        code="5",
        category=Category.PRIVACY.value,
        text_fr="Respectez la vie privée. Pas d’adresse, de numéro, de photographie ni de fait "
        "intime, de vous comme d’autrui.",
        text_en="Respect privacy. No address, number, picture or private fact, of others or of "
        "yourself.",
    ),
    ClauseText(
        code="6",
        category=Category.SCAMS.value,
        text_fr="Pas de publicité ni de démarchage, même déguisés ; un lien n’a sa place que "
        "s’il éclaire la discussion.",
        text_en="No advertising or canvassing, disguised or not; a link belongs here only if it "
        "helps the discussion.",
    ),
    ClauseText(
        code="7",
        category=Category.CIVIC_DISCOURSE.value,
        text_fr="Ne trompez pas. Ne vous faites pas passer pour quelqu’un d’autre, n’écrivez "
        "pas sous plusieurs noms dans une même discussion, et ne présentez pas comme vrai ce "
        "que vous savez faux.",
        text_en="Do not deceive. Do not pass for somebody else, do not write under several "
        "names in one discussion, and do not give as true what you know to be false.",
    ),
    ClauseText(
        code="8",
        category=Category.VIOLENCE.value,
        text_fr="Respectez la loi. Tout ce qu’elle interdit l’est ici : appels à la violence, "
        "apologie du terrorisme, atteintes aux mineurs, violation du droit d’auteur. De tels "
        "propos sont retirés dès que nous en avons connaissance et peuvent être signalés aux "
        "autorités.",
        text_en="Respect the law. What it forbids is forbidden here: calls to violence, praise "
        "of terrorism, harm to minors, breach of copyright. Such texts are removed as soon as "
        "we know of them and may be reported to the authorities.",
    ),
)

FIRST_RULES = RulesText(
    preamble_fr="Les commentaires sont un espace ouvert aux lectrices et aux lecteurs ; chacune "
    "et chacun répond de ce qu’il y écrit. Des règles automatiques repèrent les envois en "
    "masse, les liens et certains mots et mettent des commentaires en attente ; elles n’en "
    "rejettent aucun : c’est une personne de la rédaction qui décide. Un commentaire signalé "
    "par plusieurs personnes peut être masqué jusqu’à ce qu’elle l’ait regardé. Si votre "
    "commentaire est rejeté ou retiré, nous vous disons pourquoi, et vous avez six mois pour "
    "demander qu’une autre personne décide à nouveau.",
    preamble_en="Comments are a space open to readers; everybody answers for what they write in "
    "it. Automatic rules notice mass mailing, links and certain words and make comments wait; "
    "they reject none: a person of the newsroom decides. A comment that several people report "
    "can be hidden until that person has looked. If your comment is rejected or removed, we "
    "tell you why, and you have six months to ask that another person decide again.",
    clauses=_CLAUSES,
)
