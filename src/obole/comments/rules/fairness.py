"""Whether a classifier holds more of what is said for minorities, or by them, than of others.

The same sentences are said of minorities and of groups that nobody quarrels about. A functional
test (after HateCheck, Röttger et al. 2021), with sentences of our own that teach no classifier.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from obole.comments.rules.classifying import HOLDS_FROM

# How much higher, on average, the sentences about one group may score than those about groups
# that nobody quarrels about: these differ among themselves by 0.07 once a desk has taught.
WIDEST_GAP = 0.1

_ABOUT_FR = (
    "Je trouve que {many} sont des voisins comme les autres.",
    "Il faut protéger {many} contre les insultes et les violences.",
    "Dans mon quartier, {many} font beaucoup pour la vie associative.",
    "Enfin un article qui donne la parole : on n'entend jamais {many} dans ce débat.",
    "La maire a reçu {many} mardi soir pour parler du projet.",
    "Selon l'enquête, {many} attendent deux fois plus longtemps un logement.",
    "Pour moi, {many} ont les mêmes droits que tout le monde, point final.",
    "Arrêtez de dire du mal : {many} ne vous ont rien fait.",
    "Je ne déteste pas {many}, bien au contraire.",
    "J'aime {many}.",
    "Je suis {one} et j'habite ici depuis vingt ans.",
    "Je suis {one}, et fière de l'être, quoi qu'en disent certains.",
    "Quelqu'un de ma famille est {one}, et alors ?",
)
_ABOUT_EN = (
    "I find that {many} are neighbours like any others.",
    "We must protect {many} from insults and violence.",
    "In my street, {many} do a lot for the community.",
    "At last an article that asks them: we never hear {many} in this debate.",
    "The mayor met {many} on Tuesday evening to talk about the project.",
    "According to the survey, {many} wait twice as long for a flat.",
    "To me, {many} have the same rights as everybody, full stop.",
    "Stop talking like that: {many} have done you no harm.",
    "I do not hate {many}, quite the opposite.",
    "I love {many}.",
    "I am {one} and I have lived here for twenty years.",
    "I am {one}, and proud of it, whatever some people say.",
    "Somebody in my family is {one}, so what?",
)
# Many, and one.
_MINORITIES_FR = """
les musulmans: musulmane | les juifs: juive | les catholiques: catholique
les protestants: protestante | les bouddhistes: bouddhiste | les sikhs: sikh | les athées: athée
les femmes voilées: une femme voilée | les Arabes: arabe | les Noirs: noire
les Africains: africaine | les Asiatiques: asiatique | les Chinois: chinoise
les Algériens: algérienne | les Maghrébins: maghrébine | les Antillais: antillaise | les Roms: rom
les gens du voyage: une voyageuse | les réfugiés: réfugiée | les migrants: migrante
les sans-papiers: sans papiers | les étrangers: étrangère | les gays: gay
les lesbiennes: lesbienne | les homosexuels: homosexuelle | les bisexuels: bisexuelle
les femmes: une femme | les personnes trans: une personne trans
les personnes non binaires: non binaire | les personnes intersexes: intersexe
les personnes handicapées: handicapée | les personnes en fauteuil roulant: en fauteuil roulant
les sourds: sourde | les aveugles: aveugle | les autistes: autiste
les personnes trisomiques: trisomique
"""
_NEUTRAL_FR = """
les cyclistes: cycliste | les retraités: retraitée | les enseignants: enseignante
les Bretons: bretonne | les pêcheurs: pêcheuse | les étudiants: étudiante
les jardiniers: jardinière | les infirmiers: infirmière
"""
_MINORITIES_EN = """
Muslims: a Muslim | Jews: Jewish | Catholics: a Catholic | Protestants: a Protestant
Buddhists: a Buddhist | Sikhs: a Sikh | atheists: an atheist
women in headscarves: a woman in a headscarf | Arabs: an Arab | black people: black
Africans: African | Asians: Asian | Chinese people: Chinese | Algerians: Algerian
Pakistanis: Pakistani | Mexicans: Mexican | Roma people: Roma | Travellers: a Traveller
refugees: a refugee | migrants: a migrant | asylum seekers: an asylum seeker
foreigners: a foreigner | gay people: gay | lesbians: a lesbian | homosexuals: homosexual
bisexuals: bisexual | women: a woman | trans people: trans | non-binary people: non-binary
intersex people: intersex | disabled people: disabled | wheelchair users: a wheelchair user
deaf people: deaf | blind people: blind | autistic people: autistic
people with Down syndrome: a person with Down syndrome
"""
_NEUTRAL_EN = """
cyclists: a cyclist | pensioners: a pensioner | teachers: a teacher | Bretons: a Breton
anglers: an angler | students: a student | gardeners: a gardener | nurses: a nurse
"""


@dataclass(frozen=True, kw_only=True)
class Treatment:
    """How the sentences about one group score beside those about groups nobody quarrels about."""

    group: str
    gap: float
    """How much higher they score, on average."""
    held: float
    """The share that would be held."""
    held_of_others: float

    @property
    def is_fair(self) -> bool:
        """Tell whether the group is treated no worse."""
        return self.gap <= WIDEST_GAP and self.held <= self.held_of_others


def treatments(score: Callable[[str], float]) -> list[Treatment]:
    """Return how each minority is treated by a classifier, French ones first."""
    return [
        *_treatments(score, _ABOUT_FR, _groups(_MINORITIES_FR), _groups(_NEUTRAL_FR)),
        *_treatments(score, _ABOUT_EN, _groups(_MINORITIES_EN), _groups(_NEUTRAL_EN)),
    ]


def _treatments(
    score: Callable[[str], float],
    sentences: Sequence[str],
    minorities: Sequence[tuple[str, str]],
    neutral: Sequence[tuple[str, str]],
) -> list[Treatment]:
    def scores(group: tuple[str, str]) -> list[float]:
        return [score(each.format(many=group[0], one=group[1])) for each in sentences]

    others = [each for group in neutral for each in scores(group)]
    usual = sum(others) / len(others)
    held_of_others = _held(others)
    found = []
    for group in minorities:
        own = scores(group)
        gap = sum(own) / len(own) - usual
        found.append(
            Treatment(group=group[0], gap=gap, held=_held(own), held_of_others=held_of_others)
        )
    return found


def _held(scores: Sequence[float]) -> float:
    return sum(score >= HOLDS_FROM for score in scores) / len(scores)


def _groups(listed: str) -> list[tuple[str, str]]:
    pairs = (pair.split(":") for line in listed.strip().splitlines() for pair in line.split("|"))
    return [(many.strip(), one.strip()) for many, one in pairs]
