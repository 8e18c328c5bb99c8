import { Capture } from '../../src/core/capture/capture';
import { IN } from '../../src/core/capture/segment';
import type { Batch } from '../../src/core/capture/segment';
import type { Bench, Measurement } from './frame';

/** Messages of one chunk, as a receiver reads 64 KiB at a time. */
const perChunk = 600;
const headerBytes = 2;

/** One chunk of messages whose frames have so many bytes, each behind a header. */
function chunkOf(sizes: readonly number[]): Batch {
  const bounds = new Uint32Array(2 * perChunk * sizes.length);
  let at = 0;
  for (let i = 0; i < perChunk * sizes.length; i++) {
    bounds[2 * i] = at + headerBytes;
    at += headerBytes + (sizes[i % sizes.length] as number);
    bounds[2 * i + 1] = at;
  }
  const bytes = new Uint8Array(at).fill(120);
  const frames = new Uint32Array(perChunk).fill(sizes.length);
  return { time: 0, source: 1, direction: IN, bytes, bounds, frames, count: perChunk };
}

/** Messages a second into a capture that evicts. */
function appending(sizes: readonly number[], chunks: number, append: (capture: Capture, chunk: Batch) => void): Promise<Measurement> {
  const capture = new Capture({ maxBytes: 64 * 1024 * 1024, maxRecords: 2_000_000 });
  const chunk = chunkOf(sizes);
  const started = performance.now();
  for (let i = 0; i < chunks; i++) append(capture, chunk);
  const seconds = (performance.now() - started) / 1000;
  return Promise.resolve({ value: (chunks * perChunk) / seconds, lost: chunks * perChunk - (capture.end - 1) });
}

function oneByOne(capture: Capture, { time, source, direction, bytes, bounds, frames, count }: Batch): void {
  let bound = 0;
  for (let message = 0; message < count; message++) {
    const views: Uint8Array[] = [];
    for (let i = frames[message] as number; i > 0; i--, bound += 2) views.push(bytes.subarray(bounds[bound], bounds[bound + 1]));
    capture.append({ time, source, direction, event: 0, frames: views });
  }
}

export const bench: Bench = (smoke) => {
  const chunks = smoke ? 20 : 8000;
  const cases: [string, number[]][] = [
    ['16 B', [16]],
    ['100 B', [100]],
    ['topic of 12 B and 88 B', [12, 88]],
  ];
  return cases.map(([name, sizes]) => ({
    bench: 'append',
    case: name,
    unit: 'messages/s',
    ours: { name: 'a chunk at once', run: () => appending(sizes, chunks, (capture, chunk) => capture.appendBatch(chunk)) },
    references: [{ name: 'message by message', run: () => appending(sizes, chunks, oneByOne) }],
  }));
};
