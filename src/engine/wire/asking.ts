import type { NetConnectOpts } from 'node:net';
import { patience } from '../../core/base/patience';
import { protocolOf } from '../../core/diagnosis/banners';
import { questions, type Question } from '../../core/diagnosis/questions';
import { foreignProtocols, type ForeignProtocol } from '../../protocol/probe';
import { Connection } from './connection';

/** Asks what listens in other protocols, with a connection for each, all at once and each once. */
export class Asking {
  /** Settles when a protocol is found out; never where none is. */
  readonly named: Promise<ForeignProtocol>;
  private name: (protocol: ForeignProtocol) => void = () => undefined;
  private readonly questions: Question[];
  private asked: Promise<ForeignProtocol | undefined> | undefined;
  private answered = false;

  constructor(
    private readonly target: NetConnectOpts,
    host: string,
    private readonly over: AbortSignal,
  ) {
    this.questions = questions(host);
    this.named = new Promise((resolve) => {
      this.name = resolve;
    });
  }

  /** Whether anything came back. */
  get wasAnswered(): boolean {
    return this.answered;
  }

  /** In all protocols. */
  all(): Promise<ForeignProtocol | undefined> {
    return (this.asked ??= this.ask(this.questions));
  }

  /** In those that answer each other's questions in their own. */
  web(): Promise<ForeignProtocol | undefined> {
    return (this.asked ??= this.ask(this.questions.filter(({ protocol }) => protocol === 'TLS' || protocol === 'HTTP')));
  }

  private ask(chosen: readonly Question[]): Promise<ForeignProtocol | undefined> {
    return new Promise((resolve) => {
      const told: ForeignProtocol[] = [];
      let waiting = chosen.length;
      // A server of TLS may answer in plain HTTP that it takes none: what tells the most counts.
      const end = () => {
        const [best] = foreignProtocols.filter((protocol) => told.includes(protocol));
        if (best !== undefined) this.name(best);
        resolve(best);
      };
      for (const question of chosen) {
        void this.answerTo(question).then((protocol) => {
          if (protocol !== undefined && told.push(protocol) === 1) setTimeout(end, patience.probePause);
          if (--waiting === 0) end();
        });
      }
    });
  }

  private answerTo({ protocol, bytes, farewell }: Question): Promise<ForeignProtocol | undefined> {
    return new Promise((resolve) => {
      const end = (found: ForeignProtocol | undefined) => {
        connection.end();
        resolve(found);
      };
      const connection: Connection = new Connection(this.target, this.over, {
        connected: () => connection.write(bytes),
        received: () => {
          this.answered = true;
          const { received } = connection;
          // An echo of the question is no answer.
          const isEcho = received.length <= bytes.length && received.every((octet, index) => octet === bytes[index]);
          const found = isEcho ? undefined : protocolOf(received, protocol);
          if (found === undefined && !connection.isFull) return;
          if (found === protocol && farewell) connection.write(farewell);
          end(found);
        },
        ended: () => end(undefined),
        failed: () => end(undefined),
      });
    });
  }
}
