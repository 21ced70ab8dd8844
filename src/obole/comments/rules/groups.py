"""Words that say of whom a comment speaks: a faith, an origin, a love, a sex, an impairment.

The classifier does not see them (`rules.features`). What the desk rejects names minorities more
often than what it approves, so a classifier that saw the names would hold what members of these
groups write about themselves. Slurs are not here: they may weigh.
"""

import re

# Folded as `rules.features` folds: small letters, no accents. A star stands for any ending.
_NAMES = """
musulman* islam* muslim* mosque* imam* coran* quran* koran* ramadan voile* hijab* headscar*
juif* juive* jew jews jewish judaism judaisme israelite* synagogue* rabbin* rabbi* torah kippa*
chretien* christian* catholi* protestant* evangeli* orthodox* eglise* church churches pretre*
priest*
bouddhis* buddhis* hindou* hindu* sikh* athee* atheis* laic laique* religi* croyant* believer*
arabe* arab arabs arabic maghreb* algeri* maroc* morocc* tunisi* kabyle* berber* amazigh* liban*
leban*
syri* afghan* irak* iraq* iran* turc turcs turque* turk turks turkish turkey kurd* palestin*
israel*
africain* african* afrique africa noir noirs noire noires black blacks subsaharien* subsaharan
senegal* mali malien* camerou* cameroon* ivoirien* congol* nigeri* ethiopi* erythre* eritre*
somali*
comor* antillais* caribbean haiti* guyan* reunionnais* metis* metisse* afro*
asiati* asian* asie asia chinois* chinese chine china vietnam* cambodg* cambod* indien* indian*
inde
pakistan* bangla* japon* japan* coree* korea* tamoul* tamil* philippin* filipin*
rom roms roma romani gitan* tsigan* manouche* gypsy gypsies traveller* roumain* romanian* bulgar*
albanais* albanian* kosov* polonais* polish ukrain* russe* russian* portug* espagn* spanish spain
itali* francais* french anglais* english british allemand* german* american* americain*
mexic* latino* latina* hispani* bresil* brazil* blanc blancs blanche blanches white whites
etranger* foreigner* migrant* immigr* emigr* refugi* refugee* exile* asile asylum
gay gays homo homos homosexu* lesb* bisex* queer* lgbt* lgbtq* trans transgenre* transgender*
transsex* transident* binaire* binary hetero* intersex*
femme* woman women feminin* feminis* fille filles girl girls homme hommes man men masculin*
male males female females garcon garcons boy boys mere meres mother* mum mums
handicap* disab* invalide* fauteuil* roulant wheelchair* sourd* deaf malentendant* aveugle* blind
malvoyant* autis* trisom* trisomi* autist* dyslexi* epilep* bipolair* bipolar schizo*
depressif* deficien*
papiers
"""
_STEMS = [
    name.removesuffix("*") + (r"\w*" if name.endswith("*") else "") for name in _NAMES.split()
]
_PATTERN = re.compile("|".join(_STEMS))


# Names whose first words mean something else by themselves.
PHRASES = (
    ("sans", "papiers"),
    ("gens", "du", "voyage"),
    ("demandeurs", "d", "asile"),
    ("personnes", "de", "couleur"),
    ("mal", "voyants"),
    ("non", "binaire"),
    ("non", "binaires"),
    ("non", "binary"),
    ("meme", "sexe"),
    ("same", "sex"),
    ("asylum", "seeker"),
    ("asylum", "seekers"),
    ("people", "of", "colour"),
    ("people", "of", "color"),
    ("down", "syndrome"),
)


def names_a_group(word: str) -> bool:
    """Tell whether a folded word says of whom a comment speaks."""
    return _PATTERN.fullmatch(word) is not None
