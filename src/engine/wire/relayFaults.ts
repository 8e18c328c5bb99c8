import { t } from '@vscode/l10n';
import { ZmqError } from '../../core/base/errors';
import type { Fault, HeldMessage, LettingGo } from '../../protocol/faults';
import type { Decoding } from '../decoding/decoding';
import type { CaptureWriter } from '../inspection/captureWriter';
import { FaultRules } from './faultRules';

/** What passes messages on: a tap or a proxy. */
export interface FaultyRelay {
  readonly heldMessages: HeldMessage[];
  setFaults(faults: FaultRules | undefined): void;
  letGo(number: number, how: LettingGo): boolean;
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
    return this.get(id).heldMessages;
  }

  /** @throws ZmqError `noSuchRelay`, `noSuchRecord` */
  letGo(id: string, number: number, how: LettingGo): void {
    if (this.get(id).letGo(number, how)) return;
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
