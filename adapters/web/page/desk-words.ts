import { t } from './language.js';
import type { WireStep } from './wire.js';

/** A message at the desk that begins so is a note. */
export const NOTE_MARK = '//';

/** Buttons that the header of a case shows for the case as it is, so that they need not stand in its lines. */
export const ACTIONS_IN_HEADER: ReadonlySet<string> = new Set(['claim', 'not-mine', 'resolve', 'reopen']);

/** One step of a case's history in words. */
export function stepWords(step: WireStep): string {
  const person = step.person ?? t('somebody');
  switch (step.what) {
    case 'opened':
      return t('stepOpened');
    case 'pinged':
      return t('stepPinged', { person });
    case 'pinged-everybody':
      return t('stepPingedEverybody');
    case 'claimed':
      return t('stepClaimed', { person });
    case 'passed':
      return t('stepPassed', { person });
    case 'asked-holder':
      return t('stepAskedHolder', { person });
    case 'returned':
      return t('stepReturned');
    case 'resolved':
      return step.person === undefined ? t('stepResolvedAsker') : t('stepResolved', { person });
    case 'reopened':
      return t('stepReopened');
    case 'undelivered':
      return t('stepUndelivered');
    case 'added':
      return t('stepAdded');
    default:
      return step.what; // a newer server knows more
  }
}
