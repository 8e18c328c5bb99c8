import { t } from '@vscode/l10n';
import { unlink } from 'node:fs/promises';
import { ZmqError } from '../../core/base/errors';
import { parseEndpoint, type Endpoint } from '../../core/socket/endpoint';
import type { TapInfo, TapSpec } from '../../protocol/taps';
import type { CaptureWriter } from '../inspection/captureWriter';
import { codeOf } from '../process/errno';
import { localPath } from '../process/localPath';
import { leadsBack, type RelayEnds } from '../process/relayLoops';
import { requireKind } from '../inspection/sourceIds';
import { addressUnavailable, type AddressBook } from '../sockets/addressBook';
import { bindable, ipcState, requireDescriptors } from '../sockets/addresses';
import { ipcFile } from './stream/listening';
import { targetOf } from './stream/targets';
import { Tap } from './tap';
import { requireExactNames } from './abstractNames';
import { HoldingLimit } from './stream/holding';

const maxTaps = 100;
/** What all taps hold of messages that are not whole, bytes. */
const mostHeld = 32 * 1024 * 1024;

/** The taps that are open. */
export class Taps {
  private readonly taps = new Map<string, Tap>();
  private readonly opening = new Set<string>();
  private readonly holding = new HoldingLimit(mostHeld);
  private nextId = 1;
  /** Grows whenever `list` would read differently, but for counters. */
  revision = 0;

  constructor(
    private readonly writer: CaptureWriter,
    private readonly addresses: AddressBook,
    /** All that passes messages on, taps as well. */
    private readonly relays: () => RelayEnds[],
    private readonly onChange: () => void,
  ) {}

  /** @throws ZmqError, see `openTap` */
  async open(spec: TapSpec): Promise<TapInfo> {
    const listen = relayed(parseEndpoint(spec.listen, 'bind'));
    const target = relayed(parseEndpoint(spec.target, 'connect'));
    const id = spec.id ?? this.newId();
    requireKind(this.writer.sources, id, 'tap');
    if (this.taps.has(id) || this.opening.has(id))
      throw new ZmqError('invalidParams', t('Tap {0} is open already.', id), { hint: t('Close it first.') });
    if (this.taps.size + this.opening.size >= maxTaps)
      throw new ZmqError('limitReached', t('{0} taps are open.', maxTaps), { hint: t('Close some.') });
    this.refuseLoop(listen.text, target.text, listen.text);
    this.opening.add(id);
    try {
      await requireDescriptors();
      for (const endpoint of [listen, target]) await requireExactNames(endpoint);
      const name = spec.name ?? t('Tap of {0}', target.text.replace(/^tcp:\/\//, ''));
      const addresses = { requested: listen.text, target: target.text, connectTo: targetOf(target) };
      const tap = new Tap(id, name, addresses, this.writer, this.holding, () => this.changed());
      try {
        await this.listen(tap, listen, name);
        this.refuseLoop(tap.listening, target.text, listen.text);
      } catch (error) {
        await tap.close();
        this.addresses.release(tap.listening);
        throw error;
      }
      this.taps.set(id, tap);
      this.changed();
      return tap.info;
    } finally {
      this.opening.delete(id);
    }
  }

  private newId(): string {
    let id: string;
    do id = `t${this.nextId++}`;
    while (this.writer.sources.byIdentifier(id) !== undefined || this.opening.has(id));
    return id;
  }

  /** Whoever connected would be led back to where they are. @throws ZmqError `invalidTap` */
  private refuseLoop(listen: string, target: string, given: string): void {
    if (leadsBack({ bound: [listen], connected: [target] }, this.relays()) === undefined) return;
    throw new ZmqError('invalidTap', t('A tap at {0} that leads to {1} would lead back to itself.', listen, target), {
      endpoint: given,
      hint: t('Listen at another port, and let the program connect to that one.'),
    });
  }

  private async listen(tap: Tap, endpoint: Endpoint, name: string): Promise<void> {
    const { transport, text, path: given = '' } = endpoint;
    try {
      if (transport === 'ipc') {
        const file = ipcFile(given);
        await this.makeWay(endpoint, file);
        await this.listenInTime(endpoint, () => tap.listen({ path: localPath(file) }, () => `ipc://${file}`));
      } else {
        const { host = '', port = 0 } = parseEndpoint(await bindable(endpoint, undefined), 'bind');
        const prefix = text.slice(0, text.lastIndexOf(':'));
        await this.listenInTime(endpoint, () =>
          tap.listen({ host: host === '*' ? '0.0.0.0' : host, port }, (chosen) => `${prefix}:${chosen}`),
        );
      }
    } catch (error) {
      if (error instanceof ZmqError) throw error;
      throw addressUnavailable(endpoint, codeOf(error), error instanceof Error ? error.message : String(error));
    }
    this.addresses.take(tap.listening, name);
  }

  /** A socket of this inspector may have given its address up for the tap. */
  private async listenInTime(endpoint: Endpoint, listen: () => Promise<void>): Promise<void> {
    await this.addresses.inTime(endpoint, async () => {
      try {
        await listen();
        return true;
      } catch (error) {
        if (codeOf(error) === 'EADDRINUSE') return undefined;
        throw error;
      }
    });
  }

  /** A socket that nobody listens at any more is removed, as libzmq does. */
  private async makeWay(endpoint: Endpoint, file: string): Promise<void> {
    const state = await ipcState(file);
    if (state === 'held') throw await this.addresses.inUse(endpoint);
    if (state === 'other file') throw addressUnavailable(endpoint, 'ENOTSOCK');
    if (!file.startsWith('@')) await unlink(file).catch(() => undefined); // nothing is there
  }

  /** @throws ZmqError `noSuchTap` */
  get(id: string): Tap {
    const tap = this.taps.get(id);
    if (!tap)
      throw new ZmqError('noSuchTap', t('No tap "{0}" is open.', id), {
        hint: this.taps.size > 0 ? t('Open are {0}.', [...this.taps.keys()].join(', ')) : t('None is open.'),
      });
    return tap;
  }

  /** @throws ZmqError `noSuchTap` */
  rename(id: string, name: string): void {
    this.get(id).rename(name);
    this.changed();
  }

  /** @throws ZmqError `noSuchTap` */
  pause(id: string, paused: boolean): void {
    this.get(id).isPaused = paused;
    this.changed();
  }

  has(id: string): boolean {
    return this.taps.has(id);
  }

  /** @throws ZmqError `noSuchTap` */
  async close(id: string): Promise<void> {
    const tap = this.get(id);
    this.taps.delete(id);
    await tap.close();
    this.addresses.release(tap.listening);
    this.changed();
  }

  get ends(): RelayEnds[] {
    return [...this.taps.values()].map(({ listening, target }) => ({ bound: [listening], connected: [target] }));
  }

  get list(): TapInfo[] {
    return [...this.taps.values()].map(({ info }) => info);
  }

  /** Once a second. */
  tick(): void {
    let differs = false;
    for (const tap of this.taps.values()) differs = tap.tick() || differs;
    if (differs) this.changed();
  }

  private changed(): void {
    this.revision++;
    this.onChange();
  }
}

/** @throws ZmqError `unsupportedTransport` */
function relayed(endpoint: Endpoint): Endpoint {
  if (endpoint.transport !== 'inproc') return endpoint;
  throw new ZmqError('unsupportedTransport', t('Only tcp and ipc endpoints can be tapped.'), {
    endpoint: endpoint.text,
    hint: t('inproc endpoints are inside one process.'),
  });
}
