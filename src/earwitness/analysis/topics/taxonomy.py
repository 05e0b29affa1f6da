"""The taxonomy of topics: names, terms, and the field each belongs to.

A line that begins with two spaces goes on with the one before.
A line is `name | field | keywords`, keywords parted by commas, in lower case and the singular; several words are a phrase. A keyword with
a `~` in front is weak: it counts a third, and a subject needs a strong one. With `=` it must be written with exactly these capitals.
Single words that mean many things (`model`, `market`, `token`) are left out on purpose.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

_TABLE = """
artificial intelligence | ai | artificial intelligence, =AI, machine learning, deep learning, neural network, ~algorithm
large language models | ai | large language model, language model, =LLM, =LLMs, foundation model, transformer architecture, transformer,
  chatgpt, gpt, ~prompt, ~context window
AI models and benchmarks | ai | frontier model, benchmark, leaderboard, gemini, claude, gpt-5, state of the art, ~eval, humanity's last
  exam, benchmaxxing, model release
generative AI | ai | generative ai, genai, text generation, image generation, video generation, diffusion model, stable diffusion,
  midjourney, deepfake, synthetic media
AI agents | ai | ai agent, agentic, autonomous agent, multi-agent, tool use, agent framework, ~agent, copilot
AI strategy and competition | ai | frontier lab, ai race, fast follower, second mover, first mover, ai lab, ai capex, code red, capex,
  ~leapfrog, ~catch up
AI safety and alignment | ai | ai safety, alignment, interpretability, red team, superintelligence, existential risk, guardrail,
  jailbreak, reward hacking, deceptive, hallucination
artificial general intelligence | ai | artificial general intelligence, =AGI, =ASI, superintelligence, singularity, recursive
  self-improvement, human-level intelligence
AI governance | policy | ai regulation, ai act, ai policy, ai governance, ai ethics, responsible ai, algorithmic bias, ~fairness, ai
  bias
AI training and research | ai | training run, pre-training, pretraining, fine-tuning, fine tuning, reinforcement learning, scaling law,
  backpropagation, gradient descent, distillation, training data, ~ablation, post-training
long-term memory in AI | ai | context window, long-term memory, short-term memory, attention mechanism, retrieval augmented generation,
  vector database, catastrophic forgetting, =RAG
open-source AI | ai | open weight, open-weight, open-source model, open source ai, open model, openweight, deepseek, hugging face,
  llama, mistral
AI in software development | software | vibe coding, coding agent, code generation, ai coding, copilot, cursor, claude code, codex, pair
  programming, autocomplete
neural software | ai | neural software, neural operating system, generated software, generative interface, neural os, neural computer
computer vision | ai | computer vision, image recognition, object detection, image classification, convolutional, segmentation model,
  ~camera, facial recognition
natural language processing | ai | natural language processing, =NLP, named entity, sentiment analysis, machine translation, word
  embedding, tokenizer, text classification, embedding
speech and voice technology | ai | speech recognition, speech to text, voice-to-text, text-to-speech, text to speech, transcription,
  dictation, voice assistant, whisper, voice model, voice cloning
data science | data | data science, data scientist, data analysis, feature engineering, jupyter, notebook, statistics, regression,
  exploratory analysis, ~dataset
machine learning operations | data | =MLOps, mlops, model deployment, model monitoring, feature store, model serving, experiment
  tracking, ml pipeline, machine learning pipeline
data engineering | data | data pipeline, data engineering, data warehouse, data lake, =ETL, spark, airflow, snowflake, databricks, data
  quality, ~streaming data
databases | data | database, postgres, postgresql, sqlite, mysql, =SQL, query planner, nosql, mongodb, ~index, vector search
compute infrastructure | infrastructure | compute, data center, data centre, datacenter, gpu cluster, supercomputer, neocloud,
  hyperscaler, colossus, gigawatt, training cluster, server rack, inference cost
AI chips | chips | gpu, gpus, tpu, tpus, ai chip, accelerator, nvidia, tensor core, hbm, high bandwidth memory, blackwell, ~inference,
  trainium, cambricon, ironwood
semiconductors | chips | semiconductor, chip, foundry, wafer, lithography, tsmc, asml, euv, moore's law, fab, chipmaker, transistor,
  smic
cloud computing | infrastructure | cloud computing, aws, azure, google cloud, amazon web services, public cloud, serverless,
  multi-cloud, cloud provider, ~cloud
edge computing and devices | infrastructure | edge computing, edge device, on-device, embedded system, microcontroller, raspberry pi,
  internet of things, =IoT
quantum computing | science | quantum computing, quantum computer, qubit, quantum error correction, quantum supremacy, post-quantum
robotics | robotics | robot, robotics, robotic, humanoid, humanoid robot, actuator, manipulation, boston dynamics, optimus, ~dexterity
warehouse automation | robotics | warehouse robot, warehouse, fulfillment center, automation, logistics, autonomous mobile robot,
  proteus, package sorting
drones | robotics | drone, drones, quadcopter, unmanned aerial, =UAV, evtol
autonomous vehicles | transport | self-driving, autonomous vehicle, autonomous driving, driverless, waymo, robotaxi, full self-driving,
  lidar, cruise robotaxi
electric vehicles | transport | electric vehicle, electric car, =EV, =EVs, plug-in hybrid, byd, tesla, charging station, charger,
  ~battery, fleet turnover, ~car, ~fleet, ~electrify
transport and mobility | transport | public transport, transit, railway, high-speed rail, airline, aviation, shipping container,
  freight, traffic, ride sharing, uber, commuter
batteries and storage | energy | battery storage, lithium, lithium-ion, energy storage, grid storage, solid-state battery, gigafactory,
  cathode
energy | energy | electricity, energy, power grid, grid, power plant, megawatt, gigawatt, terawatt, kilowatt, utility company, power
  generation, transmission line
solar and wind power | energy | solar, solar panel, photovoltaic, wind power, wind turbine, renewable, renewable energy, offshore wind
nuclear power | energy | nuclear, nuclear power, reactor, uranium, small modular reactor, =SMR, fission, nuclear plant
fusion energy | energy | fusion, compact fusion, tokamak, fusion reactor, helion, commonwealth fusion, stellarator
oil and gas | energy | oil price, crude oil, natural gas, opec, petroleum, pipeline gas, shale, =LNG, oil company, refinery
climate change | climate | climate change, global warming, carbon emission, greenhouse gas, decarbonization, net zero, carbon capture,
  carbon tax, emissions, climate
environment and nature | climate | biodiversity, ecosystem, deforestation, conservation, pollution, wildlife, recycling, sustainability,
  ~species
metals and mining | economy | copper, rare earth, mining company, lithium mine, mineral, commodity, critical mineral, iron ore, smelter
space exploration | space | space exploration, nasa, moon landing, lunar, mars, artemis, apollo, astronaut, space station, ~orbit, space
  program, solar system
rockets and satellites | space | spacex, rocket, satellite, starlink, starship, launch vehicle, blue origin, falcon 9, low earth orbit,
  constellation
space data centers | space | orbital data center, data centers in space, data center in space, compute in space, orbital compute, dyson
  swarm, solar flare
astronomy and physics | science | astronomy, telescope, galaxy, black hole, particle physics, physicist, quantum mechanics, relativity,
  dark matter, cosmology
mathematics | science | mathematics, mathematician, theorem, proof assistant, number theory, geometry, algebra, calculus, erdos,
  conjecture
biotechnology | biotech | biotech, biotechnology, gene therapy, crispr, genome, protein folding, alphafold, dna, rna, synthetic biology,
  gene editing, ~protein
drug development | biotech | drug discovery, clinical trial, pharmaceutical, fda approval, drug development, pharma, placebo, antibody,
  glp-1, ozempic
longevity | biotech | longevity, lifespan, healthspan, aging, anti-aging, age reversal, epigenetic, senolytic
neuroscience and brain interfaces | science | neuroscience, brain-computer interface, neuralink, neocortex, neuron, cortex, =BCI,
  connectome, brain emulation, human brain
psychology | mind | psychology, psychologist, cognitive bias, behavioral science, personality, motivation, intrinsic motivation,
  emotion, self-esteem, ~anxiety
mental health | health | mental health, depression, anxiety, therapy, therapist, trauma, burnout, adhd, loneliness, suicide
health and medicine | health | health care, healthcare, hospital, doctor, patient, diagnosis, disease, cancer, surgery, diabetes,
  physician, medicine, medical
public health | health | public health, vaccine, pandemic, covid, epidemic, virus, infection, outbreak, world health organization
nutrition and fitness | health | nutrition, diet, exercise, protein intake, calorie, workout, strength training, sleep quality, vitamin,
  fitness, obesity
parenting and family | society | parenting, parent, fertility, childhood, birth rate, marriage, toddler, newborn, family life
demographics | society | demographics, birth rate, fertility rate, population decline, aging population, fertility crisis, immigration,
  migration
education | education | education, school, student, teacher, curriculum, classroom, university, tuition, learning outcome, homework,
  scholarship, higher education
scientific research | science | research paper, peer review, scientist, researcher, neurips, iclr, academic conference, laboratory, phd,
  ~hypothesis, scientific discovery
philosophy | mind | philosophy, philosopher, ethics, consciousness, free will, stoicism, epistemology, moral, metaphysics, meaning of
  life
religion and spirituality | mind | religion, church, god, christian, christianity, islam, muslim, buddhism, meditation, spiritual,
  bible, prayer
history | society | historian, ancient rome, roman empire, world war, civil war, cold war, medieval, empire, nineteenth century,
  industrial revolution, revolution
geopolitics | politics | geopolitics, geopolitical, sanction, export control, national security, nato, foreign policy, diplomacy,
  beijing, taiwan, superpower, tech stack
US-China competition | politics | china, chinese, beijing, us and china, chinese lab, chinese model, export control, huawei, decoupling,
  decoupled, xi jinping
war and defense | politics | military, defense department, pentagon, war in ukraine, missile, army, weapon, warfare, soldier, troops,
  ceasefire, defense tech
politics and elections | politics | election, president, congress, senate, democrat, republican, voter, campaign, white house, trump,
  biden, parliament, prime minister
Europe | politics | europe, european union, european commission, brussels, eurozone, =EU, european
government and public policy | policy | government, public policy, legislation, federal, regulator, administration, ministry, executive
  order, bureaucracy, ~tax
regulation and antitrust | policy | antitrust, regulation, regulator, monopoly, competition law, =FTC, digital markets act, breakup,
  compliance, gdpr
law and courts | policy | supreme court, lawsuit, lawyer, attorney, judge, litigation, court, legal, constitution, plaintiff, jury
intellectual property | policy | intellectual property, copyright, patent, trademark, licensing deal, fair use, royalty
human rights and justice | society | human rights, civil rights, racism, inequality, gender, discrimination, social justice, prison,
  police
economics | economy | economist, economics, gdp, inflation, recession, productivity growth, gdp per capita, unemployment, fiscal, labor
  market, economy, deflation
monetary policy | finance | interest rate, federal reserve, central bank, monetary policy, quantitative easing, money printing, fiat,
  treasury yield, rate cut
trade and tariffs | economy | tariff, trade war, trade deficit, import duty, free trade, supply chain, export, protectionism
economic development | economy | gdp per capita, economic growth, developing country, poverty, emerging market, standard of living,
  industrialization, foreign aid
wealth and inequality | economy | inequality, universal basic income, universal basic equity, wealth tax, billionaire, middle class,
  redistribution, social safety net, =UBI
future of work | work | future of work, job loss, job displacement, unemployment, labor force, white-collar, remote work, job posting,
  workforce, entry-level job, automation of jobs, knowledge worker
manufacturing | economy | manufacturing, factory, industrial base, assembly line, supply chain, reshoring, 3d printing, production line,
  industrial
stock market and investing | finance | stock market, investor, equity, shareholder, portfolio, valuation, hedge fund, stock price,
  dividend, bull market, bear market, s&p 500, index fund, earnings per share
public offerings and deals | finance | ipo, initial public offering, acquisition, merger, m&a, spac, go public, going public, takeover,
  buyout, private equity
venture capital | startups | venture capital, venture capitalist, =VC, =VCs, seed round, series a, series b, term sheet, y combinator,
  limited partner, angel investor, fundraising
startups and founders | startups | startup, start-up, founder, entrepreneur, entrepreneurship, co-founder, product-market fit, pivot,
  runway, bootstrapped, unicorn
company results | finance | revenue growth, quarter, earnings, guidance, gross margin, operating income, ebitda, fiscal year, year over
  year, free cash flow, basis points
banking and payments | finance | bank, banking, payment, fintech, credit card, stripe, lending, loan, mortgage, visa, remittance,
  neobank
insurance | finance | insurance, insurer, underwriting, premium income, claims ratio, actuarial, reinsurance
personal finance | finance | personal finance, retirement, savings account, 401k, pension, budgeting, student loan, financial
  independence
real estate | economy | real estate, housing, house price, landlord, tenant, zoning, rent, property market, homeowner, mortgage rate,
  apartment, nimby
cities and architecture | society | urban planning, city council, architecture firm, architect, skyscraper, walkable, infrastructure
  project, neighborhood
cryptocurrency | crypto | cryptocurrency, crypto, ethereum, stablecoin, blockchain, defi, altcoin, coinbase, token sale, smart contract,
  web3, nft
Bitcoin | bitcoin | bitcoin, btc, satoshi, satoshis, sats, bitcoiner, bitcoin core, halving
Bitcoin protocol development | bitcoin | soft fork, hard fork, taproot, segwit, consensus rule, bip, schnorr, op_ctv, covenant, opcode,
  bitcoin script, softfork, activation, bitcoin core, op_vault, checktemplateverify
Lightning Network | bitcoin | lightning network, lightning, htlc, payment channel, channel, routing node, watchtower, lnd, c-lightning,
  eclair, ldk, eltoo, onion message, bolt, splicing, splice, lsp, invoice
Bitcoin mining | bitcoin | mining pool, miner, hash rate, hashrate, asic, stratum, proof of work, block reward, block template,
  difficulty adjustment, hashpower
Bitcoin transactions and mempool | bitcoin | mempool, transaction fee, fee bumping, replace-by-fee, rbf, cpfp, package relay, fee rate,
  feerate, transaction relay, pinning, utxo, child pays for parent, fee estimation, block space
Bitcoin wallets and custody | bitcoin | wallet, hardware wallet, multisig, custody, seed phrase, private key, cold storage, hot wallet,
  descriptor, psbt, miniscript, self-custody, vault
Bitcoin privacy | bitcoin | coinjoin, coinswap, wasabi, mixing, anonymity set, joinmarket, payjoin, chain analysis, samourai,
  coinshuffle, unlinkability
ecash and sidechains | bitcoin | ecash, e-cash, fedimint, cashu, mint, sidechain, liquid, chaumian, federation, rollup
cryptography | security | cryptography, cryptographic, signature scheme, elliptic curve, zero knowledge, zero-knowledge, discrete log,
  hash function, musig, multi-party computation, threshold signature, adaptor signature, encryption
peer-to-peer networks | infrastructure | peer-to-peer, p2p, gossip, eclipse attack, inbound connection, peer, address relay, tor, dns
  seed, network topology
cybersecurity | security | cybersecurity, hacker, malware, ransomware, vulnerability, phishing, exploit, data breach, zero-day, denial
  of service, security researcher, penetration testing, attacker
privacy | security | privacy, surveillance, data protection, personal data, anonymity, end-to-end encryption, tracking, encrypted
  messaging
software engineering | software | software engineering, software engineer, refactoring, code review, technical debt, pull request,
  continuous integration, unit test, debugging, programmer, codebase, software development
programming languages | software | programming language, python, rust, javascript, typescript, java, golang, compiler, type system, c++,
  garbage collection, haskell, webassembly
web development | software | web development, frontend, front-end, backend, react, css, html, web framework, django, flask, fastapi,
  browser, web app
developer tools and APIs | software | developer tool, =API, =APIs, =SDK, command line, =IDE, vs code, devops, docker, kubernetes,
  terminal, package manager, developer experience
open source | software | open source, open-source, maintainer, github, contributor, linux, apache foundation, license, upstream project,
  free software
operating systems | software | operating system, linux, kernel, microsoft windows, macos, android, ios, unix, device driver
software testing | software | fuzzing, fuzz testing, unit test, test coverage, regression test, integration test, test framework, test
  suite, property-based
system architecture | software | microservice, distributed system, scalability, load balancer, event-driven, message queue, kafka,
  latency, throughput, fault tolerance
product management | product | product management, product manager, roadmap, product-led, user research, feature request, product team,
  retention, onboarding, product strategy, north star
design and user experience | product | user experience, user interface, =UX, =UI, usability, designer, design system, figma, prototype,
  interaction design, remote control
growth and marketing | business | marketing, growth team, customer acquisition, conversion rate, advertising, brand, seo, email list,
  content marketing, ad campaign, paid acquisition
sales and customers | business | sales team, salesperson, enterprise sales, customer success, sales pipeline, pricing, crm,
  go-to-market, churn, procurement
leadership and management | business | leadership, leader, management style, manager, one-on-one, company culture, delegation, ceo,
  executive team, chief executive, org chart, founder mode
strategy and business models | business | business model, competitive advantage, moat, strategy, network effect, switching cost, unit
  economics, value capture, first principles, flywheel, market share
hiring and talent | work | hiring, recruiting, talent, brain drain, interview process, candidate, job offer, signing offer,
  compensation, poaching, recruiter
careers | work | career, promotion, mentor, mentorship, resume, job search, internship, career path, imposter syndrome, layoff
productivity and habits | work | productivity, habit, time management, deep work, to-do list, procrastination, note-taking, calendar,
  morning routine, focus time
meetings and organisation of work | work | agenda, project manager, minutes of the meeting, action item, deadline, task assignment,
  stand-up, sprint planning
writing and publishing | media | writing, novelist, author, publisher, publishing, essay, memoir, book deal, manuscript, bestseller
journalism and media | media | journalism, journalist, newspaper, newsroom, news media, reporter, media company, new york times, editor,
  press freedom, misinformation
podcasting and newsletters | media | podcasting, podcaster, substack, newsletter business, youtuber, creator economy, audio production,
  influencer, youtube channel
social media | media | social media, twitter, facebook, instagram, tiktok, linkedin, reddit, content moderation, social network
film and television | arts | film, movie, hollywood, director, screenplay, cinema, cinematographer, television, netflix, box office,
  studio film, a24, actor, filmmaker
color and film craft | arts | color grading, color correction, film stock, color timer, negative, digital intermediate, cinematography,
  colorist, exposure
music | arts | music, musician, album, guitar, song, band, concert, singer, record label, songwriter, spotify, orchestra, jazz, remaster
art and creativity | arts | creativity, painting, painter, sculpture, museum, gallery, creative work, prolific, masterpiece, artist,
  photography
theatre and literature | arts | novel, poetry, poet, literature, shakespeare, playwright, theatre, fiction, short story
sports | sports | football, soccer, basketball, baseball, tennis, athlete, olympics, nba, nfl, coach, world cup, championship, cricket,
  marathon
gaming | games | video game, gamer, esports, nintendo, playstation, xbox, game developer, game engine, minecraft, game studio, board
  game, chess
virtual and augmented reality | hardware | virtual reality, augmented reality, =VR, =AR, headset, smart glasses, metaverse, mixed
  reality, vision pro, oculus
consumer electronics | hardware | smartphone, iphone, laptop, wearable, apple watch, television set, remote control, gadget, headphone,
  consumer electronics
product design of devices | hardware | remote control, button, industrial design, casing, rubber, lcd screen, titanium, ergonomic,
  speech recogniser, solar cell
telecommunications | infrastructure | telecom, 5g, broadband, fiber optic, spectrum auction, mobile network, wireless carrier,
  bandwidth, internet provider
internet search and advertising | media | search engine, google search, search result, search ad, ad revenue, adsense, perplexity,
  browser war
e-commerce and retail | business | e-commerce, ecommerce, retail, retailer, amazon prime, shopify, walmart, online store, shopping,
  merchant, consumer goods
food and cooking | food | recipe, restaurant, chef, cooking, cuisine, ingredient, kitchen, bakery, wine, coffee, food
agriculture | food | agriculture, farmer, farming, crop, livestock, fertilizer, harvest, soil, irrigation
travel and places | travel | travel, tourism, tourist, hotel, flight, backpacking, passport, vacation, itinerary
relationships and communication | mind | relationship, dating, friendship, conflict resolution, empathy, vulnerability, communication
  skill, small talk, negotiation
decision making and thinking | mind | decision making, decision-making, mental model, critical thinking, probability, forecasting,
  rationality, judgment, game theory
prediction markets | finance | prediction market, poly market, polymarket, kalshi, forecasting tournament, betting market, manifold
standards and protocols | software | protocol, standardization, interoperability, specification, backwards compatibility, rfc, standard
  body
speech research | science | speech recognition, acoustic model, microphone, recording equipment, corpus, transcriber,
  feature extraction, noise reduction, phoneme
child welfare and social care | society | children's services, foster care, social worker, safeguarding, child protection, childcare,
  welsh government, local authority, youth
nonprofits and philanthropy | society | philanthropy, nonprofit, non-profit, donor, charity, foundation grant, effective altruism,
  donation
"""


class TaxonomyTopic(NamedTuple):
    """One curated subject; `keywords` are (words, weight, exact capitals or empty)."""

    name: str
    field: str
    keywords: tuple[tuple[tuple[str, ...], float, str], ...]


def _subject(line: str) -> TaxonomyTopic:
    name, field, words = (part.strip() for part in line.split("|"))
    keywords: list[tuple[tuple[str, ...], float, str]] = []
    for written in words.split(","):
        keyword = written.strip()
        exact = keyword[1:] if keyword.startswith("=") else ""
        weight = 1 / 3 if keyword.startswith("~") else 1.0
        keywords.append((tuple(keyword.lstrip("=~").casefold().replace("-", " ").split()), weight, exact))
    return TaxonomyTopic(name, field, tuple(keywords))


@cache  # taking the table apart takes 2 ms, a tenth of a short item
def subjects() -> tuple[TaxonomyTopic, ...]:
    """The curated subjects, in the table's order."""
    return tuple(_subject(line) for line in _TABLE.replace("\n  ", " ").strip().splitlines())
