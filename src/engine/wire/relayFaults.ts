import { t } from '@vscode/l10n';
import { ZmqError } from '../../core/base/errors';
import type { Fault, HeldMessage, LettingGo } from '../../protocol/faults';
import type { Decoding } from '../decoding/decoding';
import type { CaptureWriter } from '../inspection/captureWriter';
import type { Held } from './faultLine';
import { FaultRules } from './faultRules';

/** Of a message that is to be edited by hand, bytes. */
const mostEdited = 16 * 1024;
const mostEditedFrames = 100;

/** What passes messages on: a tap or a proxy. */
export interface FaultyRelay {
  readonly held: readonly Held[];
  setFaults(faults: FaultRules | undefined): void;
}

/** Faults of taps and proxies, by their ids. */
export class RelayFaults {
  constructor(
    private readonly find: (id: string) => FaultyRelay | undefined,
    private readonly writer: CaptureWriter,
    private readonly decoding: Decoding,
  ) {}

  /** Those of before go. @throws ZmqError `noSuchRelay`, `invalidQuery`, `invalidFault` */
  set(id: string, faults: readonly Fault[]): void {
    this.get(id).setFaults(faults.length === 0 ? undefined : new FaultRules(faults, this.writer, this.decoding));
  }

  /** @throws ZmqError `noSuchRelay` */
  held(id: string): HeldMessage[] {
    return this.get(id).held.map(({ message }) => message);
  }

  /** Undefined where it is larger than can be edited. @throws ZmqError `noSuchRelay`, `noSuchRecord` */
  heldFrames(id: string, number: number): Uint8Array[] | undefined {
    const frames = this.heldAt(id, number).frames();
    const size = frames.reduce((sum, { length }) => sum + length, 0);
    return size <= mostEdited && frames.length <= mostEditedFrames ? frames : undefined;
  }

  /** @throws ZmqError `noSuchRelay`, `noSuchRecord` */
  letGo(id: string, number: number, how: LettingGo): void {
    this.heldAt(id, number).go(how);
  }

  private heldAt(id: string, number: number): Held {
    const held = this.get(id).held.find(({ message }) => message.number === number);
    if (held) return held;
    throw new ZmqError('noSuchRecord', t('Message No. {0} does not wait any more.', number), {
      hint: t('Look at those that are held now.'),
    });
  }

  private get(id: string): FaultyRelay {
    const relay = this.find(id);
    if (relay) return relay;
    throw new ZmqError('noSuchRelay', t('No tap or proxy "{0}" is open.', id), { hint: t('Open it first.') });
  }
}
