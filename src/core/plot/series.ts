const chunkSize = 64 * 1024;
/** Values in the blocks of a chunk whose extremes are known, the largest first. */
const blockSizes = [4096, 256, 16];
/** Values kept; the oldest chunk goes first. */
const maxValues = 2_000_000;

interface Chunk {
  times: Float64Array;
  /** Numbers of the records that they stand in. */
  records: Float64Array;
  values: Float64Array;
  /** For each size the extremes of the blocks, NaN where one has no finite value. */
  levels: Level[];
  count: number;
}
interface Level {
  size: number;
  low: Float64Array;
  high: Float64Array;
}

/** The smallest and the largest value of each stretch of time that has any; null where none of them is finite. */
export interface Envelope {
  times: number[];
  low: (number | null)[];
  high: (number | null)[];
}

/** Numbers over time, kept so that a drawing of all of them costs what its width does. */
export class Series {
  private chunks: Chunk[] = [];
  private last = -Infinity;
  count = 0;
  /** Values given up. */
  dropped = 0;

  get from(): number | undefined {
    return this.chunks[0]?.times[0];
  }
  get to(): number | undefined {
    return this.count > 0 ? this.last : undefined;
  }

  /** Times that go backwards, as a clock may that is set right, count as the last one. */
  append(time: number, value: number, record: number): void {
    let chunk = this.chunks.at(-1);
    if (!chunk || chunk.count === chunkSize) chunk = this.startChunk();
    const at = chunk.count++;
    this.last = Math.max(this.last, time);
    chunk.times[at] = this.last;
    chunk.values[at] = value;
    chunk.records[at] = record;
    this.count++;
    if (!Number.isFinite(value)) return;
    for (const { size, low, high } of chunk.levels) {
      const block = Math.floor(at / size);
      if (!((low[block] as number) <= value)) low[block] = value;
      if (!((high[block] as number) >= value)) high[block] = value;
    }
  }

  private startChunk(): Chunk {
    const extremes = (size: number) => new Float64Array(chunkSize / size).fill(NaN);
    const chunk: Chunk = {
      times: new Float64Array(chunkSize),
      records: new Float64Array(chunkSize),
      values: new Float64Array(chunkSize),
      levels: blockSizes.map((size) => ({ size, low: extremes(size), high: extremes(size) })),
      count: 0,
    };
    this.chunks.push(chunk);
    if (this.count + chunkSize > maxValues) {
      const oldest = this.chunks.shift() as Chunk;
      this.count -= oldest.count;
      this.dropped += oldest.count;
    }
    return chunk;
  }

  /** The values of `[from, to]` in `pixels` stretches of equal length; those that have no value are left out. */
  envelope(from: number, to: number, pixels: number): Envelope {
    const envelope: Envelope = { times: [], low: [], high: [] };
    const width = (to - from) / pixels || 1;
    let pixel = -1;
    let first = 0;
    let low = NaN;
    let high = NaN;
    const close = () => {
      if (pixel < 0) return;
      envelope.times.push(first);
      envelope.low.push(Number.isNaN(low) ? null : low);
      envelope.high.push(Number.isNaN(high) ? null : high);
    };
    const pixelOf = (time: number) => Math.min(pixels - 1, Math.floor((time - from) / width));
    const take = (time: number, least: number, most: number) => {
      const here = pixelOf(time);
      if (here !== pixel) {
        close();
        pixel = here;
        first = time;
        low = high = NaN;
      }
      if (!Number.isNaN(least) && !(low <= least)) low = least;
      if (!Number.isNaN(most) && !(high >= most)) high = most;
    };
    for (const chunk of this.chunks) {
      const { times, values, count } = chunk;
      if (count === 0 || (times[count - 1] as number) < from) continue;
      if ((times[0] as number) > to) break;
      for (let at = indexAt(chunk, from); at < count;) {
        const time = times[at] as number;
        if (time > to) break;
        const level = chunk.levels.find(({ size }) => {
          if (at % size !== 0) return false;
          const last = times[Math.min(count, at + size) - 1] as number;
          return last <= to && pixelOf(last) === pixelOf(time);
        });
        if (level) {
          const block = at / level.size;
          take(time, level.low[block] as number, level.high[block] as number);
          at = Math.min(count, at + level.size);
          continue;
        }
        const value = values[at] as number;
        const finite = Number.isFinite(value) ? value : NaN;
        take(time, finite, finite);
        at++;
      }
    }
    close();
    return envelope;
  }

  /**
   * The record of the value that is nearest to `value` among those at most `within` ms from a time; where there are none, of one that is nearest
   * in time. Undefined where there are no values.
   */
  recordNear(time: number, value: number, within: number): number | undefined {
    let nearest: number | undefined;
    let least = Infinity;
    let left = maxCompared;
    const take = (chunk: Chunk, at: number, distance: number): void => {
      if (distance >= least) return;
      least = distance;
      nearest = chunk.records[at];
    };
    for (const chunk of this.chunks) {
      if (chunk.count === 0 || (chunk.times[chunk.count - 1] as number) < time - within) continue;
      for (let at = indexAt(chunk, time - within); at < chunk.count && (chunk.times[at] as number) <= time + within && left-- > 0; at++)
        take(chunk, at, Math.abs((chunk.values[at] as number) - value));
      if ((chunk.times[0] as number) > time + within) break;
    }
    if (nearest !== undefined) return nearest;
    for (const chunk of this.chunks) {
      const after = indexAt(chunk, time);
      for (const at of [after - 1, after]) if (at >= 0 && at < chunk.count) take(chunk, at, Math.abs((chunk.times[at] as number) - time));
    }
    return nearest;
  }

  /** The values from the `from`th kept one on. */
  slice(from: number, count: number): { times: number[]; values: number[] } {
    const times: number[] = [];
    const values: number[] = [];
    let skip = from;
    for (const chunk of this.chunks) {
      for (let at = skip; at < chunk.count && times.length < count; at++) {
        times.push(chunk.times[at] as number);
        values.push(chunk.values[at] as number);
      }
      skip = Math.max(0, skip - chunk.count);
    }
    return { times, values };
  }
}

/** Values that are looked at to find the nearest one. */
const maxCompared = 100_000;

/** The first value of a chunk at or after a time. */
function indexAt({ times, count }: Chunk, time: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
