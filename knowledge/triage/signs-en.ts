import { englishOwnHarm } from './own-harm.js';
import type { Signs } from './signs.js';

/** What English messages tell that bears on urgency and mood, as ideas: which of them count, and how much, is learnt. */
export const englishSigns: Signs = {
  // What has happened
  hazard:
    /\b(?:fire(?![- ](?:drill|alarm|up|exit|door))|flames?|smok(?:e|ing)(?! test)|burn(?:s|ing)|gas (?:leak|smell)|smell(?:s|ing|ed)? (?:like |of )?(?:gas|smoke|something burning)|explo(?:de[sd]?|sion|ding)|flood(?:ed|ing)?|pouring|sparks?|electrocut\w+|chemicals?|toxic|spill(?:ed)?|overheat\w*|carbon monoxide|(?:dripping|leaking|pouring|running) (?:onto|into|over|through)|pipe (?:has |just )?burst|poison\w*)\b/,
  body: /\b(?:collapsed|unconscious|(?:not|n't|stopped) (?:breath\w*|respond(?:ing)?)|breathe|bleed(?:s|ing)?|blood|chok(?:es|ing)|seizure|stroke|overdos\w+|ambulance|paramedics?|heart attack|injur\w+|faint\w*|dizzy|panic attack|trapped|drown\w*|broken (?:leg|arm)|almost died|swallow(?:s|ed)|ingested|drank|(?<!n't )hurt(?! (?:a bit|me to))|allergic (?:reaction|shock)|anaphyla\w+|swell(?:s|ing)|swollen|badly burn(?:ed|t)|fell (?:down|off|from)|slipped|passed out|stung)\b/,
  crime:
    /\b(?:knife|gun|weapon|armed|shooting|shooter|shot at|bomb|attack(?:s|ed|ing|er|ers)?|threaten\w*|threats?|stalk\w*|following me|assault\w*|rob(?:bed|bery)|break(?:ing)?[- ]in|intruder|blackmail\w*)\b/,
  ownHarm: new RegExp(
    `${englishOwnHarm.source}|\\b(?:kill (?:him|her)self|end (?:his|her) life|suicid\\w+|going to die|don'?t want to be here|will jump)\\b`,
  ),
  care: /\b(?:patients?|nurs\w+|hospital|clinic|icu|intensive care|operating (?:room|table)|surg\w+|insulin|medicat\w+|medicine|pills?|dos(?:e|es|ing|age)|pharmacy|vaccines?|blood pressure|pregnant|bab(?:y|ies)|elderly|kid|child(?:ren)?)\b/,
  theft:
    /\b(?:hack\w*|breach\w*|ransom\w*|encrypt\w+|malware|virus|phish\w*|stol(?:e|en)|steal\w*|theft|fraud\w*|scam\w*|swindl\w*|unauthori[sz]ed|compromised|ddos\w*|fake|leak(?:ed|ing|s)?|exposed|public (?:repo|channel|link)|impersonat\w+|suspicious|dodgy|credentials|one-time code|someone (?:is|has|just|else|logged|changed|used)|(?:gave|told|sent|read) (?:out )?(?:my|the|our|him my|her my|them my) (?:\w+ )?(?:passwords?|pins?|codes?|card number) (?:out )?to (?:some(?:one|body)|an?|him|her|them|the caller))\b/,
  mishap:
    /\b(?:wrong (?:recipient|list|person|people|account|address|distribution|group|network|tenant|bank|customer|amount|file)|by mistake|accidentally|deleted|dropped|wiped?|overwrit\w+|sent .{0,20}to everyone|recall\w*|lost my|left (?:it|my|the) .{0,12}(?:in|on) )\b/,
  outage:
    /\b(?:(?:is|are|went|gone|been|all|still|both) (?:completely |totally )?(?:down|dead|offline|frozen|gone)|down\.|outage|offline|unreachable|returns? 5\d\d|5\d\d errors?|not (?:reaching|responding)|no (?:dial tone|phones|connection|power|signal)|froze|black|fails?|failing|failed|standing still|at a standstill|stopped working|corrupt(?:ed)?|(?:is|are|went|power|wifi|internet) out|no (?:internet|wifi|network|electricity|mail))\b/,
  stuck:
    /\b(?:can ?not|can'?t|could ?n'?t|unable to|won'?t|does ?n'?t work|not work\w*|refus\w+|rejects?|rejected|declined|locked (?:out|myself out|in|inside)|kicked out|blocked|suspended|stuck|access denied|expired|invalid|crashes|keeps? \w+ing|doesn'?t (?:open|show|load|let|recogni[sz]e|start)|cut off|shut off|says? .{0,20}(?:down|invalid|expired|cancell?ed))\b/,
  money:
    /\b(?:money|cash|pay(?:ment|ments|roll|ing|day)?|salar(?:y|ies)|wages?|rent|refund|charg(?:e|es|ed|ing)|invoices?|bank|iban|card|transfer\w*|wired?|crypto|dollars?|euros?|budget|orders?|sales?|\d+k)\b|[$€£]/,
  // To whom
  many: /\b(?:everyone|everybody|all (?:of us|our (?:customers|users|staff|people|stores)|customers|users|stores|shops|regions|badges|lines)|every (?:single )?(?:\w+ )?(?:customer|user|store|call|shop|office|machine|line)|no ?one|nobody|none of us|all of us|(?:whole|entire|half the) \w+|every floor|anywhere in the \w+|company-?wide|\d{2,5} (?:people|users|customers|employees|students|staff|of us|of my)|prod(?:uction)?|site is|(?<!test |staging |dev |demo )(?:server|system)|warehouse|call cent(?:re|er)|data cent(?:re|er)|each (?:customer|store))\b/,
  stranded:
    /\b(?:stranded|stuck (?:in|at|on|outside)|locked (?:in|inside|out)|(?:standing|waiting|am|are|i'm|we're) outside|abroad|at the (?:airport|gate|station|hotel)|in a taxi|alone|in front of|at the (?:counter|door|border|barrier|customer)|on site|on the road|middle of nowhere|standing (?:here|in|at)|get (?:home|out))\b/,
  // When
  now: /\b(?:right now|currently|at this moment|as we speak|just now|just (?:called|got|sent|pushed|threatened|lost|happened|started)|a moment ago|(?:\d+|two|three|five|ten|few) (?:min|mins|minutes) ago|still (?:running|going|happening|being|standing)|happening|in progress|live|on the line|waiting outside|is running|and rising|every minute|each minute)\b/,
  soon: /\b(?:today|tonight|tomorrow|this (?:morning|afternoon|evening|hour)|(?:in|within|for|only|another|next) (?:the next |about |less than |a )?(?:\d{1,2}|a few|few|two|three|five|ten|fifteen|twenty|thirty|an?|half an?|couple of) ?(?:min|mins|minutes?|hours?|hrs?)|half an hour|(?:\d{1,2}|two|three) ?(?:min|mins|minutes|hrs?|hours?)\b|by (?:noon|eod|cob|midnight|\d|end of|close of|tomorrow|today)|before (?:noon|\d|the \w+ (?:close|leave|start)s?)|at (?:noon|midnight|\d{1,2})|until (?:noon|tomorrow|tonight|\d)|(?:starts?|begins?|leaves?|closes?|expires?|shuts?|ends?|boarding|due|arrive) (?:at|in|on|tonight|today|tomorrow)|last (?:flight|train|bus)|cut-?off|end of (?:day|quarter|month)|top of the hour|\d{1,2} ?[ap]m)\b/,
  event:
    /\b(?:deadline|due|meeting|presentation|presenting|interview|demo|exam|final|defen[cs]e|flight|boarding|train|bus|departure|trip|webinar|launch|go-?live|sale|auction|appointment|visa|embassy|court|judge|notary|signing|signed|wedding|birthday|funeral|shift|payroll|payday|tax|filing|closing|registration|orientation|surgery|print|delivery|courier|guests|client|customers?|board|landlord|rent)\b/,
  // What is asked for
  plea: /\b(?:urgent(?:ly)?|emergency|asap|immediate(?:ly)?|right away|hurry|quick(?:ly)?|fast|help|somebody|someone (?:please|help)|please (?:someone|stop|block|freeze|page|call|send|fix|help)|expedite|now!|at once|sos|mayday)\b/,
  asks: /(?:^|[.!?\n] *|\b(?:hi|hello|hey|please|and|but|so|question)\b[ ,:]*)(?:how|what|where|when|who|which|why do|can|could|may|should|would|is|are|do|does|did|will)\b/,
  general:
    /\b(?:polic(?:y|ies)|procedures?|process for|rules?|report an?|what if|in case|if (?:i|my|we|our|someone|there|a|an|the|it|your)|insurance|template|how (?:do|does|can|to|much|long|quickly|urgent)|what (?:counts|is|are|happens|should)|who do i|difference between|drill|form for|is it (?:possible|normal|ok)|wondering)\b/,
  over: /\b(?:yesterday|last (?:week|month|year|friday|monday)|in (?:january|february|march|april|may|june)|used to|(?:all|it'?s) (?:good|fine|ok)|works? again|fixed|sorted|solved|resolved|found (?:it|the)|no longer|cleaned up|false alarm|was (?:down|a))\b/,
  patient:
    /\b(?:no (?:rush|hurry|urgency|pressure|need|emergency|problem)|not (?:\w+ )?(?:urgent|pressing|important|complaining|a (?:big deal|problem)|sure this)|isn'?t urgent|nothing (?:urgent|to do)|no big deal|when(?:ever)? (?:you|it|someone|convenient)|have (?:a )?(?:time|chance|moment|minute)|take your time|can wait|happy to wait|some ?day|one day|sometime|eventually|at some point|later (?:on|release)|next (?:month|sprint|year|quarter)|this quarter|before summer|plenty of time|low priority|least important|lowest|just (?:curious|wondering|checking|mentioning|so you know)|feel free|ignore this|don'?t bother|close (?:this|it)|fyi|btw|(?:small |just a )?(?:suggestion|idea|wish|thought|observation)|backlog|would be (?:nice|good|great)|no need|for now)\b/,
  // How it is said
  insult:
    /\b(?:idiots?|morons?|stupid|dumb\w*|clowns?|imbeciles?|retard\w*|crooks?|thie(?:f|ves)|liars?|lied|lying|scammers?|criminals?|bastards?|incompeten\w+|useless|pathetic|garbage (?:company|support|service|software|app|system|product|people|answer)|rubbish|(?:are|is|such|what) a joke|losers?|parasites?|scum\w*|lazy|ignorant|brain ?dead)\b/,
  swearing:
    /\b(?:f+u+c*k\w*|f\*+\w*|wtf|bull ?shit|bs|shit\w*|crap\w*|damn\w*|god ?damn\w*|hell|ass|arse|asshole|piss\w*|sucks?|bloody|screw|balls|bitch\w*|for (?:god|fuck|christ)'?s? ?sake)\b|f\*\*/,
  threat:
    /\b(?:sue|lawyers?|court|legal action|attorney|regulator|ombudsman|police|reported you|report you|consumer protection|dispute it|chargeback|papers|journalists?|review you|(?:bad|public|one.star) review|post them|tell(?:ing)? every\w+|everyone i know|competition|competitor|cancel everything|stay away|you(?:'ll| will) (?:hear|regret|pay|read)|watch me|or i(?:'ll| will)?|otherwise|until \d|last warning|never again|burn)\b/,
  order:
    /\b(?:stop (?:\w+ing|send|calling|charg)|shut up|fix (?:it|this|that|your)|get it done|sort it|don'?t you dare|don'?t tell me|give me|put (?:a|me)|i demand|i want (?:my money|a refund|compensation|his name|her name)|i expect|i insist|refund\W+now|delete my|go (?:to|f)|listen,|read the)\b/,
  fury: /\b(?:furious|livid|outrag\w+|rage|enraged|disgust\w+|sick (?:and tired )?of|fed up|(?:i've|we've|have) had enough|enough is enough|enough[.!]|how many (?:more )?times (?:do|must|should|will|have) (?:i|we)\b|how dare|what is wrong with|what the|are you (?:kidding|serious|joking|people)|unacceptable|unbelievable|worst|shame on|wasted? (?:my|of)|waste of|hate|done with|done being)\b/,
  address:
    /\b(?:you (?:people|guys|lot|folks|all)|all of you|your (?:company|service|support|bot|team|stupid|app|system|chatbot|people|useless|canned)|you (?:lied|took|promised|charged|deleted|changed|closed?|broke|sold|screwed|fixed|cut|had|close|keep|only|have|managed|want|know)|you're|bot,)\b/,
  sad: /\b(?:disappoint\w+|frustrat\w+|annoy\w+|upset|unhappy|irritat\w+|embarrass\w+|sad|sadly|heartbroken|hurts?|regret|let down|expected better|hopes|had hoped|lonely|miserable|crying?|tired of|exhaust\w+|stupid|ridiculous|mess|maddening|crazy|up the wall|not (?:happy|okay|ok|impressed|acceptable|good enough)|a bit much|difficult|complicated|awful|terrible|horrible|annoyed|sick of|feel(?:s|ing)? (?:like|really|ignored)|rant|sigh|ugh|argh|tbh|honestly|frankly)\b/,
  waiting:
    /\b(?:still (?:no|nothing|not|waiting|don'?t)|been waiting|wait(?:ed|ing) (?:for|since|\d+)|(?:days?|weeks?|months?) (?:now|and|ago|for)|(?:\d+|two|three|nine|six) (?:weeks|months|days)|since (?:january|february|march|monday|tuesday|last)|on hold|call back|promised|nobody (?:answers?|replies|cares?|reads?|got back|explains|picks)|no ?one (?:answers?|replies|cares?|warned|reads?)|never (?:got|received|heard|any)|ignored|ghosted|sent in circles|transferred|start from scratch|isn'?t answering)\b/,
  again:
    /\b(?:again|yet another|another (?:day|update|form|one)|(?:third|fourth|fifth|tenth|second|hundredth) (?:time|ticket|year)|every (?:single|time|monday|day)|each time|twice|(?:two|three|four|five|several|many) times|always|same (?:answer|thing|problem)|keep(?:s)? (?:giving|doing|asking|saying|taking)|over and over|once more|this week)\b/,
  irony:
    /\b(?:thanks for nothing|great,|brilliant|love it|lovely|oh (?:fantastic|great|wonderful)|well done|congrat\w+|nice job|, nice\b|very helpful|(?:yeah|yes),? (?:sure|right|i can)|i guess|guess i'?ll|of course|apparently|just what i needed|(?<=[.!,] ?)(?:wonderful|fantastic|awesome|splendid|just great|terrific)(?=[.!]*$)|^(?:wonderful|fantastic|terrific|splendid|oh perfect|great\.)(?=[,. ])|why would|do you have any idea|how hard can|as usual|whatever|i give up|given up|never mind|who cares)\b/,
  glad: /\b(?:thank(?:s| you)|thx|cheers|appreciate|lifesaver|awesome|perfect|loved?|happy to|happy holidays|good (?:morning|day|job)|kind(?:ly)?|nice|great (?:help|support|work)|lol|haha|well done)\b|[:;]-?[)dp]|🙂|😊|😀|👍|🙏/,
};
