import { Exchanges, formOfSocket } from '../../src/core/capture/exchanges';
import { IN, OUT } from '../../src/core/capture/segment';
import { bytesOf } from './engineClient';

type Part = string | Uint8Array;

/** Messages of one socket, numbered from 1, and what is found out about each of them. */
export class Talk {
  /** By number: `request`, `request → 2`, `reply → 1`, `request ?`, `reply ?`, `unpaired`. */
  readonly found: string[] = [''];
  private readonly exchanges: Exchanges;
  private time = 0;

  constructor(type: 'req' | 'rep' | 'dealer' | 'router') {
    this.exchanges = new Exchanges(formOfSocket(type));
  }

  /** So many ms go by. */
  later(ms: number): this {
    this.time += ms;
    return this;
  }

  in(...frames: Part[]): this {
    return this.note(IN, frames);
  }

  out(...frames: Part[]): this {
    return this.note(OUT, frames);
  }

  private note(direction: typeof IN | typeof OUT, frames: Part[]): this {
    const { found } = this;
    const number = found.push('') - 1;
    this.exchanges.note(
      direction,
      frames.map((frame) => (typeof frame === 'string' ? bytesOf(frame) : frame)),
      number,
      this.time++,
      {
        request: (request) => (found[request] = 'request'),
        pair: (request, reply, further) => {
          found[reply] = `reply → ${request}`;
          if (!further) found[request] = `request → ${reply}`;
        },
        untold: (each, role) => (found[each] = `${role} ?`),
        unpaired: (each) => (found[each] = 'unpaired'),
      },
    );
    return this;
  }

  /** Of all messages, in order. */
  get parts(): string[] {
    return this.found.slice(1);
  }
}
