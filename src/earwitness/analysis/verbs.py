"""Forms of common English verbs, which tell a sentence from a list or a title."""

from __future__ import annotations

_AUXILIARIES = """
am is are was were be been being do does did done has have had having can could may might must shall should will would i'm you're
we're they're he's she's it's that's there's here's what's who's i've you've we've they've i'll you'll we'll they'll he'll she'll
it'll i'd you'd we'd they'd he'd she'd gonna gotta let's
"""
_REGULAR = """
accelerat accept ach add adopt allow answer appear appl approach argu ask assum automat avoid balanc bas believ benefit bring call
captur car caus challeng chang charg check claim clos collect compar compet complet confirm connect consider consum contain
continu control convert cost count cover creat cut deal decid declin defin deliver demand deploy depend describ deserv design
destroy develop die differ disappear discover dominat doubl driv drop earn eliminat embrac emerg enabl encourag end enjoy ensur
enter equal estimat evolv exist expand expect experienc explain expos extend fail favo favor featur feel fill finish fit fix focus
follow forc function gain generat handl happen help hir hold hop identif ignor imag impact implement impl improv includ increas
indicat influenc inform inspir interact introduc invest involv join jump kill lack lag land last launch lead learn let limit link
list listen liv look los love maintain manag mark matter mean measur mention mov need notic obtain occur offer open operat
outperform own pass perform plan play point power practic predict prefer prepar present preserv pretend prevent produc program
promis protect prov provid pull punish push quer rais reach realiz reduc refer reflect rel relat releas rely remain remember remov
replac report represent requir research resolv respond result return reveal reward save sav scal seem select serv shap shar shift
show sign solv sound spread start stay stop store stor struggl succeed suffer suggest support suppos surpris survey switch talk
target tend test touch trac track trad train transfer transform treat trigger trust try turn understand updat us valu var vot wait
walk want warn wast watch win wish wonder work worr writ yield
publish export install download borrow rent hir silenc ignor insist verif outliv rewrit punish pretend bill ship trad swap
"""
_COMMON = """
beats beat becomes become became begins begin began breaks break broke brings brought builds build built buys buy bought catches
catch caught chooses choose chose comes come came costs creates deals dealt draws draw drew drives drove eats eat ate falls fall
fell feels felt fights fight fought finds find found flies fly flew forgets forget forgot gets get got gives give gave goes go
went grows grow grew happens happen hears hear heard hides hide hits hit holds held hurts hurt keeps keep kept knows know knew
lays laid leads led learns learn leaves leave left lends lent lets lies lie loses lose lost makes make made matters means meant
meets meet met pays pay paid puts put reads read rides ride rises rise rose runs run ran says say said sees see saw seeks seek
sells sell sold sends send sent sets set shows show showed shuts sits sit sat sleeps slept speaks speak spoke spends spend spent
stands stand stood steals stole sticks stuck strikes struck swims takes take took teaches teach taught tells tell told thinks
think thought throws threw understands understood wakes woke wears wore wins won writes write wrote applies apply relies rely
tries try carries carry studies study varies vary identifies identify implies imply worries worry needs need wants want uses use
helps help starts start stops stop works work looks look seems seem stays stay moves move turns turn asks ask plays play likes
like loves love requires require produces produce reduces reduce improves improve increases increase changes change depends depend
follows follow allows allow enables enable remains remain exists exist includes include involves involve offers offer provides
provide appears appear tends tend costs cost lasts last lags lag replaces replace beats sprint avoid keep don't sells buys pays eats forgets
invents judges proves stick sticks teach bring trust
"""


def _forms() -> frozenset[str]:
    stems = (stem for stem in _REGULAR.split() if len(stem) > 2)
    regular = (stem + ending for stem in stems for ending in ("s", "es", "ed", "e", ""))
    return frozenset((*_AUXILIARIES.split(), *_COMMON.split(), *regular))


VERBS: frozenset[str] = _forms()
"""Lower case, with plain apostrophes. A few nouns of the same form are in it: the test it serves asks only whether a verb is possible."""
