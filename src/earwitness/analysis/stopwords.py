"""English words that carry little subject matter, in the tiers in which analysers leave them out.

All are in the form `Word.folded` has: lower case, plain apostrophe.
"""

from __future__ import annotations

_FUNCTION = """
a an the this that these those i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself
she her hers herself it its itself they them their theirs themselves one ones who whom whose which what whatever whoever whichever
when whenever where wherever why how however and or nor but so yet for if unless because since although though while whereas whether
than as until till after before once about above across against along among amid around at behind below beneath beside besides
between beyond by despite down during except from in inside into like near of off on onto out outside over past per plus through
throughout to toward towards under underneath unlike up upon via versus vs with within without is am are was were be been being
do does did done doing have has had having can could may might must shall should will would ought cannot not no yes never none
nothing nobody nowhere neither either both each every everyone everybody everything everywhere all any anyone anybody anything
anywhere some someone somebody something somewhere such other others another same own only just also too very quite rather even
still again already always often sometimes ever soon then there here now else away back further more most less least much many few
several enough half almost nearly hence thus therefore otherwise instead anyway meanwhile
i'm i'd i'll i've you're you'd you'll you've he's he'd he'll she's she'd she'll it's it'd it'll we're we'd we'll we've they're
they'd they'll they've
that's that'd that'll there's there'd there'll here's what's what're what'd who's who'd who'll where's when's why's how's let's
isn't aren't wasn't weren't don't doesn't didn't haven't hasn't hadn't can't couldn't won't wouldn't shouldn't mustn't mightn't
needn't ain't cuz cause 'cause gonna wanna gotta kinda sorta dunno lemme gimme ain y'all em 'em
"""
FUNCTION_WORDS: frozenset[str] = frozenset(_FUNCTION.split())
"""Articles, pronouns, prepositions, conjunctions, auxiliaries, their contractions, and plain adverbs."""

_FILLERS = """
um uh uhm erm er ah eh hm hmm mm mhm mmhm huh oh ooh wow whoa yeah yep yup yes nope nah ok okay right sure well alright hey hi hello
bye thanks thank please sorry welcome actually basically literally really honestly obviously essentially totally definitely
absolutely exactly certainly probably perhaps maybe seriously frankly simply clearly truly indeed anyways haha ha lol oops
"""
FILLERS: frozenset[str] = frozenset(_FILLERS.split())
"""What people say while they think, agree or greet."""

_VAGUE = """
thing things stuff lot lots bit kind kinds sort sorts type types way ways part parts point points piece pieces side sides
case cases example examples fact facts idea ideas reason reasons sense matter matters deal question questions answer answers
problem problems issue issues place places area areas level levels number numbers amount amounts end ends top bottom
people person guy guys folk folks man men woman women kid kids friend friends somebody everybody world life
time times day days week weeks month months year years hour hours minute minutes second seconds moment today tomorrow yesterday
tonight morning evening night ago later early late
get gets got gotten getting go goes going gone went come comes coming came make makes making made take takes taking took taken
give gives giving gave given put puts putting see sees seeing saw seen look looks looking looked say says saying said tell tells
telling told talk talks talking talked speak speaks speaking spoke think thinks thinking thought know knows knowing knew known
want wants wanting wanted need needs needing needed try tries trying tried use uses using used work works working worked
feel feels feeling felt find finds finding found keep keeps keeping kept let lets letting call calls calling called ask asks
asking asked mean means meaning meant seem seems seemed happen happens happening happened start starts starting started stop
stops stopping stopped begin begins beginning began become becomes becoming became show shows showing showed turn turns turning turned
leave leaves leaving left bring brings bringing brought move moves moving moved run runs running ran live lives living lived
believe believes believed hear hears hearing heard remember understand understands understood guess wonder hope hopes
help helps helping helped love loves loved like likes liked hate enjoy care wait waiting sit sitting stand standing read reading
set sets setting change changes changing changed follow follows following followed add adds adding added
good great nice bad better best worse worst big bigger biggest small smaller smallest large larger huge little long longer short
high higher low lower old older new newer newest young next last first second third final different similar certain sure true
wrong real whole entire full free easy easier hard harder simple important interesting interested amazing incredible awesome crazy fun
cool fantastic wonderful beautiful perfect happy glad excited exciting able possible likely ready open close clear main major
two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand million billion trillion zero
dozen couple percent pretty super together ahead forward far around especially particularly usually generally mostly mainly
recently currently finally eventually suddenly quickly slowly fully completely entirely specifically potentially apparently
show episode podcast video guest listener listeners audience conversation discussion story topic section chapter
"""
VAGUE_WORDS: frozenset[str] = frozenset(_VAGUE.split())
"""Words too general to name a subject: vague nouns, everyday verbs and adjectives, small numbers, times, words about the show itself."""

STOPWORDS: frozenset[str] = FUNCTION_WORDS | FILLERS
"""What no count of subject words should hold."""

WEAK_WORDS: frozenset[str] = STOPWORDS | VAGUE_WORDS
"""What may stand inside a title or key phrase but cannot carry one."""
