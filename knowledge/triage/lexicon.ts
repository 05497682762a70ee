/** Words that speak for urgency in one language. Patterns see one normalised clause at a time. */
export interface UrgencySign {
  readonly pattern: RegExp;
  /** Points; see {@link HIGH}. */
  readonly points: number;
  /** Signs of one kind do not add up; the strongest counts. */
  readonly kind: 'safety' | 'security' | 'outage' | 'stuck' | 'time' | 'said';
  /** Counts in a general question too ("how do I …, it is urgent"). Otherwise asking how something is done is no alarm. */
  readonly always?: boolean;
  /** Said so plainly that it is at least this urgent, whatever was learnt. */
  readonly floor?: 'high' | 'critical';
}

/** What one language's words say of urgency and mood. */
export interface Lexicon {
  readonly urgency: readonly UrgencySign[];
  /** The asker says that there is time. */
  readonly patient: RegExp;
  /** A clause that asks how things are in general, or what would be if. */
  readonly general: RegExp;
  /** Cuts a normalised text into clauses. */
  readonly clauses: RegExp;
  /** Insults, threats, and what nobody writes calmly. */
  readonly angry: RegExp;
  /** Disappointment, said outright. */
  readonly upset: RegExp;
  /** Words with their weight, negation and intensifiers applied. Negative is bad. */
  sentiment(normalised: string): readonly { readonly word: string; readonly weight: number }[];
}

/** From this many points on it is high, or critical. */
export const HIGH = 2;
export const CRITICAL = 4;
