import { expect } from 'chai';
import { readableLogLine, readyText } from '../../../src/server/startup.js';

const chatUrl = 'http://localhost:3978';

describe('what the terminal shows', () => {
  it('names the chat, and the web desk with the way in', () => {
    expect(
      readyText({ chatUrl, desk: 'web:desk/cases', platforms: [] }).split('\n').slice(1, -3),
    ).to.deep.equal([
      '  Firstline is ready.',
      '',
      '  Chat   http://localhost:3978/',
      '  Desk   http://localhost:3978/desk',
      '         (a link for each person: firstline sign-in PERSON)',
    ]);
  });

  it('signs in by a link in a trial', () => {
    const trial = { id: 'you', name: 'You', link: `${chatUrl}/desk/sign-in#x` };
    const text = readyText({ chatUrl, desk: 'web:desk/cases', platforms: [], trial });
    expect(text).to.include(
      '  Desk   http://localhost:3978/desk/sign-in#x\n         (signs you in as You, once;',
    );
    expect(text).to.include('sign-in you)');
  });

  it('names no web desk where cases are worked in Slack', () => {
    const text = readyText({ chatUrl, desk: 'slack:T1/C0DESK', platforms: ['slack'] });
    expect(text).to.include(
      '  Chat   http://localhost:3978/\n         and Slack\n  Desk   the channel C0DESK of Slack\n',
    );
    expect(text).not.to.include('sign-in');
  });

  it('shows a line of the log with what a person wants to know of it', () => {
    const json =
      '{"level":50,"time":0,"msg":"not sent","reason":"no scope","secret":"x","err":{"message":"m"}}';
    expect(readableLogLine(json)).to.equal('00:00:00 ERROR not sent reason=no scope err={"message":"m"}\n');
  });

  it('shows no second line and no command of a terminal that somebody put into a name or an answer', () => {
    const reason = 'no \n12:00:00 ERROR forged \u001b[2K';
    const line = readableLogLine(JSON.stringify({ level: 40, time: 0, msg: 'refused', reason }));
    expect(line).to.equal('00:00:00 warn refused reason=no 12:00:00 ERROR forged \\u001b[2K\n');
  });
});
