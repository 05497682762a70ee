import type { Client, Interaction } from 'discord.js';

/** Answers the next interaction that the client hears of; `outcome` is what came of it. */
export function answerNext<T>(
  client: Client,
  act: (interaction: Interaction) => Promise<T>,
): { readonly outcome: Promise<T> } {
  const outcome = new Promise<T>((resolve, reject) => {
    client.once('interactionCreate', (interaction) => void act(interaction).then(resolve, reject));
  });
  return { outcome };
}
