import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { LabelledText } from '../files/csv.js';
import { atOnce } from '../slices.js';
import { learnTexts } from './text-classifier.js';

// Learns labels from texts on a thread of its own, tells the model, and ends.
const texts = workerData as readonly LabelledText[]; // as own-moods.ts gives it

// On Linux this is about the thread that calls: whoever asks a question comes first on a machine with few cores.
if (process.platform === 'linux') setPriority(5);

parentPort?.postMessage(atOnce(learnTexts(texts)));
