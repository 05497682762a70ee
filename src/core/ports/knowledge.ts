import type { Article } from '../article.js';
import type { Reader } from '../limits.js';
import type { Triage } from '../triage.js';

/** A question and who reads its answer: an article that they may not read does not exist for it. */
export interface Question extends Reader {
  readonly text: string;
  /** Whether starter articles may answer: true in the web trial and on the command line. */
  readonly starters: boolean;
}

/** An article that may be the right one. */
export interface Candidate {
  readonly article: string;
  /** Title in the language of the question, or else in the other. */
  readonly title: string;
  /** Its answer has to be looked up, so nobody can send it by hand. */
  readonly lookup?: boolean;
  /** Calibrated probability, from 0 to 1, that this is the right article. */
  readonly confidence: number;
}

/** What was found for a question. */
export interface Finding {
  /** `answer`: the first candidate is sure enough. `clarify`: one of these one to three may be it. `none`: a person. */
  readonly outcome: 'answer' | 'clarify' | 'none';
  /** Best first, at most 5. */
  readonly candidates: readonly Candidate[];
  /** Beside an answer: what other parts of the message ask for, in their order. */
  readonly also?: readonly Candidate[];
  /** Beside an answer: parts of the message that ask for something else, and that no article answers. */
  readonly unanswered?: readonly string[];
  readonly triage: Triage;
  /** Why, readable by a person who is no engineer. */
  readonly reasons: readonly string[];
}

/** Finds the article for a question: synchronous, in memory, swapped whole when articles change. */
export interface Knowledge {
  /** Never throws; an empty question finds nothing. */
  search(question: Question): Finding;
  article(id: string): Article | undefined;
  /** Content hash of everything it was built from. */
  readonly version: string;
}
