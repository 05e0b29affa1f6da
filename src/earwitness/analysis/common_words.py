"""Frequencies of common subject words in talk of any kind, to tell a subject from small talk about it.

Compiled by counting in how many passages of 400 words a word occurs, over four collections of speech on different subjects (meetings of
QMSum, MIT; Bitcoin talks, MIT; Practical AI, CC BY-SA 4.0; earnings calls of Earnings-21, CC BY-SA 4.0; 4,800 passages). The figure
kept is the second lowest of the four, so that the subject of a collection does not make a word common. Stop words and the vague words
of `stopwords` are left out.
"""

from __future__ import annotations

_BAND_0 = """
actual agree approach available based build building built bunch business channel channels check com context core course create data
development earlier figure fine future general group hand imagine information involved line mentioned mind model multiple name network
non order paper particular pick play pre process program project projects provide related research results service single situation
sounds space specific state step support system technical term terms test thoughts useful user value version view write
"""
_BAND_1 = """
ability access adam additional address advantage algorithm allow allows analysis anymore apply aspect assume background balance base
basic behavior benefit benefits break buy class code combination comment common companies company compared complex complicated computer
conditions conference consider construction continue control correct cost critical cross current cut date decision decisions depending
depends design details difference difficult direction directly discuss discussed double easily efficient ended energy existing expect
experience explain extra fair fairly fast faster feature features field file fit fixed focus form forth front function generate goal
groups handle head history hit home hopefully human improve include including individual initial input interest interface job joining
key knowledge language latest lead learn learned learning lines link list listen listening local machine management map market meet
mention middle missing money multi natural necessarily net news note online original output overall path performance period perspective
phone playing position potential power practice previous product progress public pull purpose quality quick range rate reach realized
recent recognition record release rest result risk scale scenario security self send separate services share size slightly software
solution solutions somewhat source special spend standard steps strong structure systems table team technology testing throw tool tools
total track trade ultimately understanding various website wondering word words worth writing written wrote
"""
_BAND_2 = """
abstract account achieve act action actions active activity addition adoption advanced air alternative american app application
applications applied appreciate argue aspects associated assuming attention automatically average aware board box broad businesses
capacity car card careful categories category central chain challenge chance cheap choice choose clean click clients closer collect
combine comfortable comments community compare complete component computation computational compute concept concern concerned concerns
confidence connect connected connecting considered consistent constraints content contribute conversations convert correctly costs cover
covered created creating credit curious customers database dealing decide decided deep deeper defined degree delay demand depend deploy
deployed describe described designed detail determine develop developed developing devices differently digital discussions distribution
door drive drop due dynamic effect effective effectively effects efficiency effort email engineering enter environment error event
events exact excellent exist expand expected experiment extent external extremely face factor factors fall familiar feedback figured
financial finished flexible flow focused force forget format framework functions fundamentally funding funny gain game gap generated
generation global goals government graph green grow growing helpful highly hold hoping hot house identify immediately impact implement
implementation impossible improvement improving included includes increase independent industry infrastructure initially inputs
integrated internal introduce introduced john join languages laptop latency led library light limit limited log lost majority manage
mark match material measure meeting memory mentioning met method mix mixed mobile mode models monitoring nature necessary negative
networks nicely noise normal normally notes notice noticed obvious offer opening operate operating operations opinion opportunity
opposed options organization originally outcome page paid pain papers parallel parameters participating party pass pay perfectly perform
personal peter phase picture plan planning plug pointed policy positive possibility possibly post present presentation previously price
primarily prior private processing production properties proposal provides providing published purposes push query random reality
realize reasonable recognize recorded recording reduce reference regular relatively released relevant remove report represent require
requirements requires resource resources respond response return road robust roll room roughly route rule rules safe safety save school
science scratch sent serious server shared sharing ship signal signed significant site slow smart social solve somehow sound speaker
speed spending spent spot stage states status stay stick storage store straight study style subject success successful summary summer
supported supporting supposed switch target tend timing ton topics touch training typically unfortunately unique unit units update
updated users valuable values variety vector volume web weird wide willing wise wish worry
"""
_BAND_3 = """
absolute according accurate actively adapt addressing adjust adjusted adopted advantages affect affects afterwards agent aggregate
algorithms aligned allowed allowing alone amazon america angle announced apart api appear appears approaches approaching appropriate
apps architecture array art aside asset assets assumption assumptions attached attempt audio august avoid backed backwards bandwidth
bank basis batch beat beneficial bet bill binary bits black block blue book boxes brain brand breaks brief briefly broader broadly
broken budget busy button candidate cards catch caught caused cell center centralized cetera challenges challenging charge cheaper
checked children choices chose chunk claim classic closed closely cloud cold collaborate collected collecting collection combinations
combined command commercial communication communities comparing comparison compatible compete competing competition compile complexity
components computing concepts conclusion concrete condition confirm confused connection consideration considering constant constantly
construct contact contain continues continuing continuous contributed contributor copy corner corresponding count country creates
creation crucial customer cutting cycle daily dan david decade default define definition dependent deploying deployment depth describing
description detailed detect developers device differences direct discovered discussing distributed document documentation documents
dollar dollars domain dominant download draft draw driven driver driving economic education efficiently efforts elaborate element
elements embedded enable enables enabling encoding enormous ensure enterprise entity entry envision equal equipment equivalent establish
estimate etc evaluate evaluation evolved exchange execute execution expecting expensive expert explained explaining explicit explicitly
exposed express extend extended extract eye eyes facing fail family fan fancy fee feed fewer fields figures files fill filter filters
finish fire fits fix flexibility floating fly focusing forced forever forgot formal forms foundation fourth frame french frequency
functionality fundamental generator god gold governance greater grew ground hack hall handling hands hardware health heart heavy held
hidden highest highlight hired hiring historical historically holding honest horrible hub hundreds ideal identity image immediate
implemented implementing implications importance improved improvements incorporate increasing incredibly index infer influence info
innovation insight install installed instance instructions integrate integration intended intent intention interaction internally
international interpret introducing introduction intuition invest involve involves item items jeff jobs joined joke journey jump kick
lack largely largest launch law layer leads leakage legal leverage limitations linear links linux listened load location loop lose
losing loss luck machines magnitude maintain maintaining maintenance managed manager managing manner mapping maps march massive master
matching meaningful mechanism media medium meetings member merge message methods metric metrics michael mid mike millions minimal
minimum miss missed mistake mistakes mitigate module monitor motivated movement names narrow native networking nodes north notion
observe observed occur occurred offering office offline offs ongoing opened operation operational optimal optimization optimize option
outputs overlap overview package parameter participants participate partly paths pattern patterns paying percentage personally phones
phrase physical picked picking pipeline pitch platform platforms pleasure plenty pointing political poor pop popular port portion
possibilities posted powerful practical practically practices precise prefer presented press presumably primary principle principles
priority probability procedure processes produce producing products profit programs proof proper property propose proposed protect prove
proven provided publicly pulled pure pushed pushing queue quote race raise randomly rates raw reached reaching react realizing
reasonably recall received red reduced reduction refer referring regarding regardless region regions relate relationship relative
releases rely remind remote repeat replace reports representation represented representing represents request required researchers
resolution respect revenue review rewrite rich rid risks roadmap robustness role rough round saving scaling scope score screen script
scripts search segment select selection sell sending sensitive sequence series serve session setup shape shift shown sign signals
significantly signs simpler simulation sites situations slide slower soft sometime sooner sophisticated south spaces speakers specify
spectrum speech spin split spoken stable standards standpoint stands statement straightforward strange strategy stream street stress
strictly stronger structured structures studies sub subset succeed successfully sudden suggest suggested summarize supply supports
suppose surface surprised surprising switched tag task tech technically techniques technologies tens terrible text thesis thousands
threshold tie tied tight tons tough tower traction trading traditional traffic transaction transfer transformation transition translate
travel treat tree trees trial tricky trivial trouble trust truth typical ultimate underlying university updating usable usage usual
valid variable variables vendors versions virtual vision visit walk wall watching wave weekend weight west whatnot white widely win
windows worried wrap www york
"""

COMMONNESS: dict[str, float] = {
    word: weight for words, weight in ((_BAND_0, 1.0), (_BAND_1, 0.8), (_BAND_2, 0.6), (_BAND_3, 0.4)) for word in words.split()
}
"""1.0 for words of one passage in 25 or more, 0.8 for one in 50, 0.6 for one in 100, 0.4 for one in 200; rarer words are absent."""
