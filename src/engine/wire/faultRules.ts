import { t } from '@vscode/l10n';
import { ZmqError } from '../../core/base/errors';
import { compileQuery, meets, type Matcher } from '../../core/query/compile';
import { parseQuery } from '../../core/query/parse';
import { wholeConnectionFaults, type Fault, type FaultWay } from '../../protocol/faults';
import type { CaptureWriter } from '../inspection/captureWriter';
import type { Decoding } from '../decoding/decoding';
import { threadJudge } from '../decoding/judge';
import { now } from '../process/clock';
import { turn } from '../process/turns';

/** A fault that is on, and which messages it is about. */
export interface FaultRule {
  readonly fault: Fault;
  readonly matcher: Matcher | undefined;
}

/** The faults of one tap or proxy, by whose filters messages are judged as records. */
export class FaultRules {
  readonly rules: readonly FaultRule[];
  private readonly closing = new AbortController();

  /** @throws ZmqError `invalidQuery`, `invalidFault` */
  constructor(
    readonly faults: readonly Fault[],
    private readonly writer: CaptureWriter,
    decoding: Decoding,
  ) {
    const { sources } = writer;
    const judge = threadJudge(decoding.searcher, sources, this.closing.signal);
    this.rules = faults.map((fault, at) => {
      if (fault.kind === 'limit' && (fault.bytesPerSecond === undefined) === (fault.messagesPerSecond === undefined))
        throw new ZmqError('invalidFault', t('Fault {0}: a limit is of bytes or of messages in a second.', at + 1), {
          hint: t('Give one of bytesPerSecond and messagesPerSecond.'),
        });
      const { query, problems } = parseQuery(('filter' in fault ? fault.filter : undefined) ?? '');
      const [problem] = problems;
      if (problem)
        throw new ZmqError('invalidQuery', t('Fault {0}: {1}', at + 1, problem.message), {
          at: { from: problem.from, to: problem.to },
          hint: t('docs/engine-protocol.md describes the query language.'),
        });
      return { fault, matcher: compileQuery(query, { sources, now, judge, pause: turn }) };
    });
  }

  /** Those that a message of this way may meet with. Of an encrypted one nothing but its size is known. */
  of(way: FaultWay, isEncrypted: boolean): FaultRule[] {
    return this.rules.filter(
      ({ fault }) => (fault.way === undefined || fault.way === way) && (!isEncrypted || wholeConnectionFaults.includes(fault.kind)),
    );
  }

  /** Whether a record is meant. One that cannot be told is not, as in a view. */
  isMeant({ matcher }: FaultRule, number: number): boolean | Promise<boolean> {
    if (!matcher) return true;
    const place = this.writer.capture.find(number);
    if (!place) return false;
    return meets(matcher, place.segment, place.row);
  }

  /** Nothing is judged any more. */
  end(): void {
    this.closing.abort();
  }
}
