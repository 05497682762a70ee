import type { LookupService } from './lookup-service.js';

/** Resolves once so many calls are with the service and not answered. */
export async function openOf(service: LookupService, calls: number): Promise<void> {
  for (let i = 0; i < 1000; i++) {
    if (service.open >= calls && service.calls.length >= calls) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error('nobody has called the service for two seconds');
}
