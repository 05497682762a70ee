import { type Logger, LogLevel } from '@slack/bolt';

/** A logger for Slack's libraries that keeps what they say to itself. */
export const quietLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};
