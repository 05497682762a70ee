import type { JsonObject } from '../slack/json.js';
import type { Message } from './model.js';
import { messageShape, withheld } from './wire-shapes.js';
import type { World } from './world.js';

/** A message as REST gives it to this application: without the privilege of message content, mostly empty. */
export function asRead(world: World, message: Message): JsonObject {
  const shape = messageShape(world, message);
  return world.portal.messageContent ? shape : withheld(world, message, shape);
}
