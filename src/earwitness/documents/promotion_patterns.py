"""Patterns of promotional wording: sponsor reads, calls to subscribe, footers."""

from __future__ import annotations

import re

_SHOW = (
    r"(?:show|episode|podcast|portion|segment|newsletter|issue|edition|video|program|programme|series|pod|stream|letter|post|"
    r"channel|broadcast)"
)
_SITE = (
    r"[\w-]{2,40}(?:\.[\w-]{2,30}){0,2}"
    r"(?:\.(?:com|io|fm|ai|org|co|dev|net|app|tv|so|us|xyz|me)|\sdot\s(?:com|io|fm|ai|org|co|dev|net|app|tv))\b"
)

CUES = (
    "sponsor", "brought to you", "subscrib", " code ", "% off", "percent off", ".com", ".fm", ".io", " dot com",
    "free trial", "review", "rating", "rate us", "patreon", "supporter", "patron", "paid", "support", "partner", "back to",
    "follow us", "like button", "bell", "share this", "this is the moment", "unsubscribe", "copyright", "©",
    "all rights reserved", "in your browser", "in browser", "in app", "privacy policy", "receiving this", "received this",
    "forwarded", "preferences", "advertis", "together with", "presented by", "discount", "trial", "sign up", "smash",
    "thumbs up", "turn on notifications", "link in", "links in", "show notes", "leave a comment", "feed", "member",
    "newsletter", "inbox", "tell a friend", "supported by", "comes from", "advertisement", "ad-free",
    "read online", "(c) ", "mailing address", "address book", "was sent to",
)  # fmt: skip
"""Small words at least one of which stands in every promotional sentence; where none stands, nothing is looked for."""

SPONSOR = re.compile(
    rf"\b{_SHOW}\b[^.!?]{{0,60}}?\b(?:(?:is|was|has been|been|'s|’s|are)\s+(?:also\s+|once again\s+|proudly\s+)?)?"
    r"(?:brought to you|sponsored|presented to you|made possible|supported)\s(?:(?:today|in part|this week)\s)?by\b|"
    r"^(?:and\s|also,?\s)?(?:it['’]s|it is|it['’]s been|is|was|this is|today['’]s (?:show|episode) "
    r"is)?\s?(?:also\s)?(?:been\s)?brought to you (?:today |in part )?by\b|"
    r"\bit['’]s (?:also )?(?:been )?brought to you by\b|"
    r"\b(?:thanks?|thank you|thanking|shout ?out)\s(?:[\w]+\s){0,4}?to\s(?:all\s(?:of\s)?)?(?:our|today['’]s|this (?:week|"
    r"episode|month)['’]s|the)\s"
    r"(?:\w+\s){0,2}?(?:sponsors?|partners)\b|"
    r"\b(?:a\s)?(?:quick\s|brief\s|short\s)?(?:word|message|break)\s(?:from|for|to thank)\s(?:(?:one|some) of\s)?(?:our|"
    r"today['’]s|this (?:week|episode)['’]s|the)\s(?:\w+\s)?(?:sponsors?|partners?)\b|"
    rf"\bsupport for (?:this|the|today['’]s|our)\s(?:\w+\s)?{_SHOW}[^.!?]{{0,30}}\bcomes from\b|"
    r"\b(?:our|today['’]s|this (?:week|episode|month)['’]s)\s(?:\w+\s)?sponsors?\s(?:today|this (?:week|month)|for (?:this|"
    r"today)|is\b|are\b|on this)|"
    r"\b(?:tell|talk to) you about (?:our|today['’]s|one of our|this (?:week|episode)['’]s)\s(?:\w+\s){0,2}sponsors?\b",
    re.IGNORECASE | re.MULTILINE,
)
"""Opens or announces a sponsor read."""

OFFER = re.compile(
    r"\b(?:promo|discount|coupon|offer|special)\scodes?\b|"
    r"\b\d{1,2}\s?(?:%|percent)\soff\b(?=[^.!?]{0,80}\b(?:your|first|next|for (?:our|all|listeners)|our|when you|with|if "
    r"you|code|course|ticket|subscription|plan)\b)|"
    r"\blisteners? (?:of this (?:show|podcast) )?(?:can |will |get|receive)\b[^.!?]{0,60}\b(?:off|free|discount|credit)\b|"
    r"\bfree trial\b[^.!?]{0,80}\b(?:at|today|go to|visit)\b|\b(?:sign|signing) up (?:for free |today |now )+(?:at|today|by|with)\b|"
    r"\b(?:let them know|tell them) (?:that )?(?:we|i|\w+) sent you\b|\bsent you from\b",
    re.IGNORECASE,
)
CODE = re.compile(
    r"\b[Uu]s(?:e|ing) (?:the |our |my )?(?:(?:promo|discount|coupon|offer) )?code,? [\"“*]{0,3}(?:[A-Z0-9]{4,20}\b|"
    r"[A-Za-z]{3,20}\d{1,4}\b)"
)
"""A code to type, in capitals or with a number behind: nobody says `use Codex` this way."""

VISIT = re.compile(
    rf"\b(?:go|head|visit|check (?:it|them|us|him|her) out|get started|start (?:today|now|for free)|learn more|find out more|"
    rf"sign up|try (?:it|them)|find them|grab|download|see)"
    rf"(?:\s\w+){{0,5}}?\s(?:(?:over\s)?(?:to|at|on|by visiting)\s)?{_SITE}(?:\s?/\s?[\w-]{{1,40}})?|"
    rf"\b{_SITE}\s?/\s?[\w-]{{2,40}}",
    re.IGNORECASE,
)
"""An address to go to. Promotion only near an offer or a sponsor's name: guests name addresses too."""

RESUME = re.compile(
    r"\b(?:(?:now|and now|alright|all right|okay|ok|so|anyway|with that)[, ]{1,3})*(?:let['’]s\s|let us\s)?(?:(?:get|go|"
    r"jump|dive|come|head)\s(?:right\s)?)?"
    rf"back (?:in)?to (?:the|this|our|today['’]s|my|your)\s(?:\w+\s)?(?:{_SHOW}|interview|conversation|discussion|chat)\b",
    re.IGNORECASE,
)
PLEA = re.compile(
    r"\b(?:hit|smash|click|press|tap|push|punch)\s(?:on\s)?(?:that|the|your|like and|a)?\s?(?:like|subscribe|follow|bell|"
    r"notification|thumbs)\b|"
    r"\blike(?:,| and| &)\s(?:comment,?\s(?:and\s)?)?(?:share,?\s(?:and\s)?)?subscribe\b|\bplease\s(?:do\s|also\s|"
    r"consider\s){0,2}(?:like|subscrib|rate|leave a review|leave us)|"
    r"\bif you (?:haven['’]t|have not)(?: already)?[^.!?]{0,20}\bsubscribed\b|"
    r"\b(?:be sure|make sure|don['’]t forget|remember|go ahead|feel free|consider|want you)\b[^.!?]{0,25}\b(?:to |and "
    r")?(?:subscrib(?:e|ing)|follow us|rate (?:us|the)|leave (?:us )?a (?:\S+\s)?(?:review|rating|comment))|"
    r"^(?:and\s|so\s|please\s)?subscribe (?:to|on|at|in|for|now|here|today|wherever)\b|\bto subscribe(?: for free)?,? (?:go|"
    r"visit|head|click|just)\b|\bsubscribe (?:for free|now|today|here)\b|"
    r"\b(?:leave|give|write) (?:us|me|it|the show|this (?:show|podcast)) (?:a |an |some )(?:\S+\s)?(?:\S+\s)?(?:review|"
    r"rating|thumbs up|stars?)\b|"
    r"\bleave a (?:five|5)[- ]star\b|\brate (?:and review|us|the (?:show|podcast))\b|\b(?:follow|find|like) us on "
    r"(?:twitter|x|facebook|instagram|linkedin|youtube|tiktok|bluesky|mastodon)\b|"
    r"\b(?:become|becoming)\s(?:a|an)\s(?:paid|paying|free|premium|founding|annual|monthly)\s(?:\w+\s)?(?:supporter|"
    r"subscriber|member|patron)|"
    r"\bbecome a (?:supporter|patron|subscriber)\b|\b(?:upgrade|upgrading) (?:to (?:a )?(?:paid|premium)|your subscription)|"
    rf"\bsupport(?:ing)? (?:the show|us|me|my work|our work|this (?:{_SHOW})|the (?:podcast|newsletter|channel)) (?:on "
    rf"(?:patreon|ko-fi|substack|github)|by (?:\w+ly )?(?:becom|subscrib|buy|join|visit|check|shar|leav|donat|us)ing|at "
    rf"[\w-]{{2,40}}[./])\b|\bhelps? (?:to )?support (?:the show|this (?:show|podcast|channel))\b|\b(?:on|our|my) "
    rf"patreon\b[^.!?]{{0,40}}\b(?:at|link|support|join|page)\b|"
    r"\bif you (?:want|['’]d like|would like)\b[^.!?]{0,80}\bto (?:continue|keep going|survive|stay free),? this is the moment\b|"
    r"^\W*without your support\b|\b(?:is|was) (?:a )?reader-supported\b|\bthank(?:s| you) to (?:all )?(?:of )?(?:our|my) "
    r"(?:subscribers|patrons|paid|paying|supporters|members)\b|"
    rf"\b(?:share|forward) (?:this|the) {_SHOW}\s(?:with|to)\b|\bturn on notifications\b|\bthanks? for (?:subscribing|"
    rf"reading)[^.!?]{{0,60}}subscribe\b|"
    r"\bwherever you get your podcasts\b(?=[^.!?]{0,60})|\bsign up for (?:our|my|the) (?:\w+\s){0,2}(?:newsletter|mailing "
    r"list)\b|\bjoin (?:over )?[\d,.]+k?\+? (?:other )?(?:readers|subscribers)\b",
    re.IGNORECASE | re.MULTILINE,
)
FOOTER = re.compile(
    r"\bunsubscribe\b(?=.{0,80}$|[^.!?]{0,40}\b(?:here|link|any ?time|from)\b)|(?:©|\(c\)|copyright)\s(?:©\s)?(?:\d{4}|"
    r"[A-Z][\w&. ]{1,40}\d{4})|\ball rights reserved\b|"
    r"\bview (?:this |it |the )?(?:e?mail |message |newsletter |post )?(?:in|on) (?:your |a |the )?(?:web ?)?browser\b|"
    r"\bread (?:this )?(?:online|in (?:the )?app|in browser)\b|"
    r"\byou(?:['’]re| are)? (?:currently )?(?:receiv(?:ing|ed)|getting|got) this (?:e?mail|message|newsletter)\b|\b(?:was|"
    r"been) (?:this email )?forwarded (?:to you|this)\b|"
    r"\bforwarded (?:this|you this) (?:e?mail|newsletter|message)\b|\b(?:manage|update|change) (?:your )?(?:e?mail "
    r")?(?:preferences|subscription)s?\b|\b(?:this|our) e?mail was sent to\b|"
    r"\bour mailing address is\b|\badd us to your address book\b",
    re.IGNORECASE | re.MULTILINE,
)
ADDRESS = re.compile(
    r"\b\d{1,6}\s[A-Z0-9][\w.' ]{2,50}\b(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Lane|Way|Suite|Ste|Floor|PMB|"
    r"Broadway)\b.{0,60}\b\d{4,6}\b"
)
BUTTON = re.compile(
    r"\W*(?:share|like|comment|restack|reply|subscribe|subscribe now|share this (?:post|article|story|issue)|leave a "
    r"comment|refer a friend|get the app|start writing|"
    r"upgrade to paid|read (?:more|online|in app)|view in browser|unsubscribe|forward|tweet|pledge your support|give a gift "
    r"subscription|get \d+% off(?: .{0,30})?|"
    r"advertisement|sponsored|ad|privacy policy|terms of (?:service|use)|(?:facebook|twitter|linkedin|instagram|"
    r"youtube)(?:\W+(?:facebook|twitter|linkedin|instagram|youtube|tiktok|rss)){1,6}|sign up|sign in|"
    r"manage preferences|subscribe for free|become a member|(?:share|save|print|email)(?:\W+(?:share|save|print|email|tweet)){1,5})\W*",
    re.IGNORECASE,
)
SPONSOR_HEADING = re.compile(
    r"\W*(?:(?:a )?(?:word|message) from (?:our|today['’]s) (?:sponsors?|partners?)|(?:today['’]s|this (?:week|issue)['’]s|"
    r"our) (?:sponsors?|partners?)|sponsor(?:s|ed)?(?: (?:by|content|message|post|spotlight)\b.{0,60})?|"
    r"(?:together|in partnership|presented in partnership) with .{2,60}|presented by .{2,60}|brought to you by .{2,60}|"
    r"advertisement|partner (?:content|spotlight))\W*",
    re.IGNORECASE,
)
BRAND = re.compile(
    r"\b(?:by|from|sponsors?,?|is|partners?)\s(?:the (?:folks|team|people|good people|friends) (?:at|over "
    r"at)\s)?((?:[A-Z][\w.]{1,30})(?:\s[A-Z][\w.]{1,30}){0,2})"
)
"""The name behind `brought to you by`."""
