/** Names of the buttons' actions, the same on every platform. */
export const ACTIONS = {
  /** Asker, below an answer. Value: key of the answer's effect. */
  helped: 'helped',
  /** Asker: "Ask a person". Value: key of the answer's effect. */
  person: 'person',
  /** Asker, below a clarification. Value: id of the article. */
  choose: 'choose',
  /** Asker, below a clarification: none of these. */
  none: 'none',
  /** Asker, after a case: 1 to 5. Value: `NUMBER:STARS`. */
  rate: 'rate',
  /** Asker: one line beside the stars; opens a form. Value: number of the case. Fields: `comment`. */
  comment: 'comment',
  /** Asker: take the offer of help. Value: platform id of the message that was not addressed to the bot. */
  accept: 'accept',
  /** Staff. Value: number of the case; version: its revision. */
  claim: 'claim',
  notMine: 'not-mine',
  resolve: 'resolve',
  reopen: 'reopen',
  stillOnIt: 'still-on-it',
  /** Staff: send an article that the bot found. Value: its id; version: the case's revision. */
  suggest: 'suggest',
  /** Staff: send an undelivered reply again. Value: `NUMBER:LINE`, the line in the case's stream. */
  retry: 'retry',
  /** Staff: the bot answers nothing by itself, or does again. */
  pause: 'pause',
  resume: 'resume',
} as const;

/** One of {@link ACTIONS}. */
export type ActionName = (typeof ACTIONS)[keyof typeof ACTIONS];
