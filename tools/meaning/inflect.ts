/** Past participles that do not end in `-ed`. */
const PARTICIPLES = new Map(
  `be been, bear borne, beat beaten, become become, begin begun, bend bent, bet bet, bid bid, bind bound, bite bitten,
bleed bled, blow blown, break broken, breed bred, bring brought, build built, burst burst, buy bought, cast cast,
catch caught, choose chosen, cling clung, come come, cost cost, creep crept, cut cut, deal dealt, dig dug, do done,
draw drawn, drink drunk, drive driven, eat eaten, fall fallen, feed fed, feel felt, fight fought, find found,
flee fled, fling flung, fly flown, forbid forbidden, forecast forecast, foresee foreseen, forget forgotten,
forgive forgiven, freeze frozen, get got, give given, go gone, grind ground, grow grown, hang hung, have had,
hear heard, hide hidden, hit hit, hold held, hurt hurt, input input, keep kept, kneel knelt, know known, lay laid,
lead led, leave left, lend lent, let let, lie lain, light lit, lose lost, make made, mean meant, meet met,
mislead misled, mistake mistaken, misunderstand misunderstood, offset offset, outgrow outgrown, overcome overcome,
overdraw overdrawn, overpay overpaid, oversee overseen, overtake overtaken, overwrite overwritten, pay paid, prepay prepaid,
put put, quit quit, read read, rebuild rebuilt, redo redone, repay repaid, resend resent, reset reset, rid rid,
ride ridden, ring rung, rise risen, run run, say said, see seen, seek sought, sell sold, send sent, set set, sew sewn,
shake shaken, shed shed, shine shone, shoot shot, show shown, shrink shrunk, shut shut, sing sung, sink sunk, sit sat,
sleep slept, slide slid, speak spoken, spend spent, spin spun, split split, spread spread, stand stood, steal stolen,
stick stuck, sting stung, strike struck, string strung, strive striven, swear sworn, sweep swept, swell swollen,
swim swum, swing swung, take taken, teach taught, tear torn, tell told, think thought, throw thrown, thrust thrust,
tread trodden, undergo undergone, understand understood, undertake undertaken, undo undone, upset upset, wake woken,
wear worn, weave woven, weep wept, win won, wind wound, withdraw withdrawn, withhold withheld, withstand withstood,
write written`
    .split(/,\s+/)
    .map((pair): [string, string] => {
      const [verb = '', participle = ''] = pair.split(' ');
      return [verb, participle];
    }),
);

/** Verbs of two syllables with the stress on the last one: their last consonant is doubled. */
const STRESSED_LAST = new Set(
  `abet abhor admit allot annul begin commit compel concur confer control defer deter dispel emit enrol equip excel expel
extol forbid forget incur infer input occur offset omit overlap patrol permit prefer program propel rebel rebut recur
refer regret remit repel rerun reset resubmit submit transfer transmit unplug unsubscribe upset`.split(/\s+/),
);

/** Plurals that no rule makes. */
const PLURALS = new Map([
  ['man', 'men'],
  ['woman', 'women'],
  ['child', 'children'],
  ['person', 'people'],
  ['foot', 'feet'],
  ['tooth', 'teeth'],
  ['mouse', 'mice'],
  ['knife', 'knives'],
  ['wife', 'wives'],
  ['life', 'lives'],
  ['leaf', 'leaves'],
  ['shelf', 'shelves'],
  ['half', 'halves'],
]);

const VOWEL = /[aeiou]/;

/** A verb before `-ed` and `-ing`: `cancel`, `stopp`. */
function doubled(verb: string): string {
  const short = /^[^aeiou]*(?:qu)?[aeiou][^aeiouwxy]$/.test(verb);
  return short || STRESSED_LAST.has(verb) ? verb + (verb.at(-1) ?? '') : verb;
}

/** The past participle: `blocked`, `paid`. */
export function participle(verb: string): string {
  const irregular = PARTICIPLES.get(verb);
  if (irregular !== undefined) return irregular;
  if (verb.endsWith('e')) return `${verb}d`;
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ied`;
  if (verb.endsWith('c')) return `${verb}ked`;
  return `${doubled(verb)}ed`;
}

/** The present participle: `blocking`, `paying`. */
export function gerund(verb: string): string {
  if (/[^aeiou]ie$|^(?:die|lie|tie)$/.test(verb)) return `${verb.slice(0, -2)}ying`;
  if (/[^eoy]e$/.test(verb) && verb !== 'be' && verb !== 'singe') return `${verb.slice(0, -1)}ing`;
  if (verb.endsWith('c')) return `${verb}king`;
  return `${doubled(verb)}ing`;
}

/** The plural of a noun: `boxes`, `keys`, `policies`. */
export function plural(noun: string): string {
  const irregular = PLURALS.get(noun);
  if (irregular !== undefined) return irregular;
  if (/(?:s|x|z|ch|sh)$/.test(noun)) return `${noun}es`;
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return `${noun}s`;
}

/** `a` before a word becomes `an` where a vowel follows. */
export function withArticles(text: string): string {
  return text.replace(/\ba (?=([a-z]{1,3}))/g, (_, start: string) =>
    VOWEL.test(start[0] ?? '') && !/^(?:uni|use|eu)/.test(start) ? 'an ' : 'a ',
  );
}
