import type { Findings } from './conversation';

/** Batches that are remembered. */
const maxBatches = 10_000;

/** Requests that ask for several things at once: each may be answered by itself, and all of that are replies to the one message. */
export class Batches {
  /** By number, the first reply to each; 0: none yet. */
  private readonly firstReplies = new Map<number, number>();

  add(request: number): void {
    if (this.firstReplies.size >= maxBatches) for (const oldest of this.firstReplies.keys()) if (this.firstReplies.delete(oldest)) break;
    this.firstReplies.set(request, 0);
  }

  /** What conversations about the `parts` of message `current` find out about it and others, as it is said of whole messages. */
  told(current: number, parts: number, findings: Findings): Findings {
    if (this.firstReplies.size === 0 && parts === 1) return findings;
    const { firstReplies } = this;
    const isAnswered = (number: number) => (firstReplies.get(number) ?? 0) > 0;
    let isPaired = false;
    return {
      request: (number) => {
        if (!isAnswered(number)) findings.request(number);
      },
      pair: (request, reply, further) => {
        const first = firstReplies.get(request);
        if (reply === current) isPaired = true;
        if (first === 0) firstReplies.set(request, reply);
        findings.pair(request, reply, first === undefined ? further : first > 0 && first !== reply);
      },
      untold: (number, role) => {
        if (!isAnswered(number) && !(number === current && isPaired)) findings.untold(number, role);
      },
      unpaired: (number) => {
        if (number !== current || !isPaired) findings.unpaired(number);
      },
    };
  }
}
