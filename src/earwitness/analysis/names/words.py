"""Word lists for finding names: words that never are names, and context words that indicate a kind."""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


CONNECTORS = _set("of the for and de da del der van von la le di du den al bin y on in")
"""May stand inside a name between two capitals."""

INNER = CONNECTORS - {"and", "for", "in", "on", "y", "the", "al"}
"""Those that may stand inside an unlisted name: with the others two names would be read as one."""

HEADS = _set(
    "association institute center centre journal conference department academy society council university foundation "
    "committee school office ministry museum bureau bank college faculty workshop symposium federation union laboratory "
    "commission board chamber coalition alliance campaign"
)
"""First words of organizations whose names run on with `for`, `on` and `and`."""

FUNCTION = _set(
    "i a an the and or but nor so yet if then than because as at by for from in into of off on onto out over to up with "
    "about after before under this that these those there here it its he him his she her hers they them their we us our you "
    "your my me mine who whom whose which what when where why how not no yes yeah yep nope okay ok oh uh um hmm hm ah wow "
    "well right sure exactly absolutely please thanks thank hi hello hey bye sorry is are was were be been being am do does "
    "did done have has had will would shall should can could may might must let let's lets i'm i've i'd i'll it's that's "
    "there's here's what's who's he's she's we're we've we'll we'd you're you've you'll they're they've they'll don't "
    "doesn't didn't can't won't isn't aren't wasn't couldn't wouldn't shouldn't also too very just even still only again now "
    "never always often maybe perhaps however though although while every each some any all both either neither one two "
    "three four five six seven eight nine ten first second third last next another other such more most less least much many "
    "few several like get got go going know think mean see look say said want need make made take use let's actually "
    "basically really obviously honestly literally finally meanwhile instead unlike despite according today yesterday "
    "tomorrow tonight plus via per vs etc ie eg gonna wanna yo dude man guys folks everybody everyone somebody someone "
    "nobody anything everything nothing mm mhm huh"
)
"""Never a name by themselves, and cut off the ends of a run."""

CALENDAR = _set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
    "october november december jan feb mar apr jun jul aug sep sept oct nov dec spring summer autumn fall winter christmas "
    "easter thanksgiving halloween hanukkah ramadan diwali q1 q2 q3 q4 h1 h2 bc ad am pm est pst edt pdt utc gmt fy fy23 "
    "fy24 fy25 fy26 fy27 new-year valentine's passover lent"
)

NATIONALITIES = _set(
    "american americans chinese indian indians british english french german germans italian italians spanish russian "
    "russians japanese korean koreans european europeans asian asians african africans canadian canadians australian "
    "australians mexican mexicans brazilian israeli israelis iranian iraqi turkish greek greeks roman romans dutch swiss "
    "swedish norwegian danish finnish polish ukrainian ukrainians irish scottish welsh portuguese vietnamese thai indonesian "
    "malaysian pakistani bangladeshi egyptian nigerian kenyan saudi arab arabs arabic taiwanese singaporean hispanic latino "
    "latin western eastern northern southern westerners soviet nordic caribbean jewish jews christian christians muslim "
    "muslims islamic catholic buddhist hindu mandarin cantonese hebrew californian texan persian middle-eastern argentine "
    "chilean colombian cuban czech hungarian romanian austrian belgian icelandic filipino afghan syrian palestinian "
    "palestinians byzantine victorian gen-z democrat democrats republican republicans conservative conservatives liberal "
    "liberals"
)

GENERIC = _set(
    "ai a.i ais agi asi ml nlp nlu llm llms slm vlm vlms gpu gpus cpu cpus tpu tpus npu npus asic asics fpga api apis sdk "
    "sdks saas paas iaas b2b b2c d2c ceo cto cfo coo cmo cpo ciso cio vp svp evp hr pr pm pms qa ux ui it ip vc vcs lp lps "
    "gp ipo ipos m&a kpi kpis okr okrs roi arr mrr ltv cac ebitda gaap gdp cpi etf etfs dcf npv irr esg r&d pdf pdfs csv "
    "json xml yaml html5 http https url urls tcp udp dns ssl tls ssh vpn wifi wi-fi usb hdmi led lcd tv tvs pc pcs ram rom "
    "ssd hdd dvd cd cds mp3 mp4 jpeg png gif sms gps rfid nfc iot ar vr xr mr ev evs dna rna mrna crispr adhd hiv aids covid "
    "covid-19 iq eq phd mba bs ba ms msc bsc ma gpa sat faq faqs diy asap fyi fomo aka rip lol wtf omg tldr nda rfp sla slas "
    "sow mvp poc gtm smb smbs kyc aml defi nft nfts dao daos crypto web3 web2 ceos ctos cfos rl rlhf rag cnn cnns rnn rnns "
    "lstm lstms gan gans mlp svm svms pca asr tts ocr ner pos moe sft dpo ppo gpgpu hpc hbm dram nand sram kwh mwh gw mw kw "
    "tw gwh ghz mhz gb tb mb kb pb flops flop tops 2d 3d 4k 8k 5g 4g 3g 1x 2x 10x 100x us-based uk-based ipv4 ipv6 utf-8 "
    "ascii regex sql-like crud orm mvc oop cli gui ide ides ci cd devops mlops llmops ds de swe sre k-12 ufo ufos "
    "nasdaq-listed ngo ngos pac super-pac gop id ids atm pin ssn zip po llc inc ltd plc ag earth internet web world-wide god "
    "bible-like singularity moore's turing-complete bayesian gaussian boolean cartesian euclidean newtonian markov monte "
    "bayes cuda-like nobel oscar oscars emmy grammy grammys pulitzer turing-award olympics olympic super-bowl world-cup "
    "big-tech covid-era ml-based ai-powered ai-native ai-first ai-driven cto's ceo's mcps agents.md readme todo q&a q a's "
    "a/b ab n/a ps p.s nb x-ray t-shirt transformer transformers gpt-like excel-like saas-like wasm-like hyperscaler "
    "hyperscalers frontier tam ugc seo cpm cpa ctr roas dtc crm erp cms cdn rest soap oauth sso mfa 2fa aws-like "
    "state-of-the-art sota kpi's asi's agi's ai's llm's gpu's ubi wfh ph ph.d fmri covid19 bf16 fp32 fp16 fp8 fp4 int8 int4 "
    "tf32 tflops pflops flop dnn dnns rto pto dei bci bcis adas av avs uav uavs icbm wmd mri ct pet ekg icu er fyi eta tbd "
    "tba nimby yimby boomers boomer millennial millennials"
)
"""Technology as a class, concepts, formats, ranks, prizes and other capitals that name nothing in particular."""

CONCEPTS = _set(
    "law laws paradox effect theorem principle principles hypothesis test tests dilemma problem curve syndrome bias fallacy "
    "razor equation constant algorithm scale age era day prize award awards medal revolution war economy crisis bubble "
    "method process model-t index cup season century ratio learning intelligence rate theory rules street avenue"
)
"""As the last word of a run these make it a concept, a prize, a time or a street."""

TITLES = _set(
    "mr mrs ms miss dr doctor prof professor sir lord lady president senator congressman congresswoman governor mayor "
    "secretary minister chancellor judge justice general colonel captain sergeant king queen prince princess pope saint st "
    "father mother uncle aunt grandma grandpa ceo cto cfo coo chairman chairwoman founder co-founder cofounder director host "
    "guest author brother sister dad mom mum coach chef chief officer vice"
)
"""Cut off the start of a person's name, and a sign that one follows."""

SUFFIXES = _set(
    "inc corp corporation company co ltd llc plc gmbh labs lab laboratory laboratories research institute university college "
    "school foundation ventures capital partners technologies technology systems group holdings bank media studios studio "
    "pictures entertainment games press news times journal magazine review podcast show newsletter conference summit society "
    "association council committee commission agency department ministry bureau authority administration center centre "
    "robotics motors airlines pharmaceuticals pharma therapeutics biosciences international health healthcare energy "
    "semiconductor semiconductors software solutions networks analytics records publishing books fund trust alliance union "
    "federation league club team academy initiative consortium organization ai io museum hospital clinic church brothers "
    "bros industries storage aerospace biotech logistics insurance airways power dynamics instruments interactive therapeutics "
    "railway railways electronics security digital oncology genomics diagnostics materials mobility"
)
"""Last word of an organization's name."""

PRODUCT_HEADS = _set(
    "model models api app apps platform framework library engine chip chips gpu gpus language editor plugin sdk benchmark "
    "dataset supercomputer database browser assistant protocol"
)

WORK_CUES = _set(
    "book books novel film films movie movies show series album song paper essay article blog post documentary episode "
    "memoir trilogy read reading wrote written watch watched watching titled entitled called sequel author bestseller "
    "directed starring director comic manga game soundtrack poem play"
)
PERSON_BEFORE = _set(
    "mr mrs ms dr professor prof president senator host guest author founder cofounder co-founder ceo cto friend colleague "
    "brother sister by with and named meet welcome thanks hey hi"
)
PERSON_AFTER = _set("said says asked told joined writes wrote explained thinks thought argues argued mentioned tweeted replied laughs who")
ORG_BEFORE = _set(
    "at from join joined joining founded cofounded co-founded ceo cto company startup acquired bought by of inside into "
    "leaving left startups rival rivals competitors competitor firm lab"
)
ORG_AFTER = _set(
    "announced announces raised raises raising acquired acquires launched launches released releases hired hires ipo stock "
    "shares employees engineers researchers team customers revenue investors valuation ceo cto founder cofounder founders "
    "headquarters board unveiled unveils partnered sued went earnings"
)
PRODUCT_BEFORE = _set(
    "use used using uses built build running run via called named in on tried try love install installed download downloaded "
    "learn learning open switch switched to deploy prompt prompted ask asked model"
)
COMPANY_TOO = _set(
    "cursor replit perplexity tiktok slack zoom notion figma canva github gitlab linkedin youtube twitter instagram whatsapp "
    "snapchat reddit quora spotify substack discord telegram polymarket kalshi docker supabase lovable windsurf airtable asana "
    "ghost kaggle twitch pinterest tinder yelp skype medium bluesky"
)
"""Products whose company has the same name: which is meant, the words beside it tell."""
PRODUCT_TOO = _set(
    "facebook dropbox salesforce snowflake databricks hubspot shopify stripe coinbase robinhood uber lyft airbnb netflix "
    "evernote duolingo zapier grammarly intercom zendesk datadog mailchimp squarespace webflow calendly loom miro retool linear "
    "amplitude mixpanel segment cloudflare vercel netlify heroku paypal venmo doordash instacart coursera udemy patreon kickstarter "
    "wix splunk okta twilio sentry posthog superhuman gong rippling gusto ramp plaid affirm klarna revolut hulu etsy ebay"
)
"""Companies whose service has the same name: behind *on* and *use* it is the service."""
AI_KINDS = frozenset({"model", "ai lab", "ai tool", "benchmark"})
"""Categories whose presence makes a text one about AI."""

TIERS = _set(
    "pro flash ultra nano mini turbo opus sonnet haiku max lite large plus instruct thinking codex preview tdt heavy air "
    "coder deep think spark super high fast exp experimental live image tee chat omni vision edge base fe se"
)
"""Words that follow a model's name or version and belong to it."""
UNITS = _set(
    "times percent million billion trillion years year months month weeks week days day hours hour minutes minute seconds "
    "people users dollars bucks points x of things or and to different other ways more"
)
"""After a bare number these make it a count, not a version."""

WEAK_SUFFIXES = _set(
    "ai io group team systems show center records industries software energy health networks solutions storage power "
    "digital security insurance logistics dynamics interactive electronics materials mobility instruments"
)
"""Behind ordinary words these end a phrase as often as a name."""
NATIONAL = _set("university academy bank party museum airlines association society institute council union federation foundation")
"""Last words of names that may open with a nationality."""
WITH_COMPANIES = _set(
    "at ceo cto join joined joining left leaving acquired bought company startup acquire acquiring buying started founded"
)
USED_BEFORE = _set("on use uses using used inside via")
LOWER = _set("numpy o1 o3 c++ c# f#")
"""Names of few letters that are known in lower case."""
