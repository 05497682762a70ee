import type { Order } from './apart.js';
import { measureChatSdk } from './chat-sdk.js';
import { measureDiscord } from './discord.js';
import type { Measure } from './figure.js';
import { measureFootprint } from './footprint.js';
import { measureKnowledge } from './knowledge/knowledge.js';
import { measureLatency } from './latency.js';
import { measureRelay } from './relay.js';
import { measureSlack } from './slack.js';
import { measureStart } from './start.js';
import { measureTurns } from './turns.js';

const MEASURES: Readonly<Record<string, Measure>> = {
  turns: measureTurns,
  latency: measureLatency,
  'chat-sdk': measureChatSdk,
  footprint: measureFootprint,
  relay: measureRelay,
  start: measureStart,
  slack: measureSlack,
  discord: measureDiscord,
  knowledge: measureKnowledge,
};

const order = JSON.parse(process.argv[2] ?? '{}') as Order; // written by apart.ts
const measure = MEASURES[order.name];
if (!measure) throw new Error(`There is no figure “${order.name}”.`);
const found = await measure({ ...order, data: order.data, before: new Map(order.before) });
process.send?.([found].flat(), () => process.exit(0));
