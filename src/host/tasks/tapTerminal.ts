import { t } from '@vscode/l10n';
import { Emitter } from 'vscode-jsonrpc/node';
import type * as vscode from 'vscode';
import type { TapId } from '../../protocol/taps';
import { checkParams } from '../actions/action';
import { tapActions } from '../actions/tapActions';
import { oneLine } from '../base/plainText';
import { fromWire } from '../base/wireErrors';
import { advice } from '../taps/tapEndpoints';
import type { TapStore } from '../taps/tapStore';

/**
 * The terminal of a task `zmq-tap`: the tap is open as long as it runs. The problem matcher of that name in the manifest knows what lines here begin
 * with, in every language.
 */
export class TapTerminal implements vscode.Pseudoterminal {
  private readonly written = new Emitter<string>();
  private readonly closed = new Emitter<number>();
  readonly onDidWrite = this.written.event;
  readonly onDidClose = this.closed.event;
  /** The one it opened, once it is open. */
  private tap: TapId | undefined;
  private hasEnded = false;
  private readonly watch: { dispose(): void };

  constructor(
    private readonly taps: TapStore,
    /** As tasks.json has it, variables filled in. */
    private readonly definition: object,
  ) {
    this.watch = taps.onDidChange(() => this.look());
  }

  open(): void {
    void this.run();
  }

  /** The task is to end. */
  close(): void {
    this.finish();
    const { tap } = this;
    this.tap = undefined;
    // What is gone already cannot be closed.
    if (tap !== undefined) void this.taps.close(tap).catch(() => undefined);
  }

  /** Ctrl+C. */
  handleInput(data: string): void {
    if (data !== '\x03') return;
    this.close();
    this.closed.fire(0);
  }

  private async run(): Promise<void> {
    try {
      const { type: _type, ...params } = this.definition as { type: string };
      const spec = checkParams(tapActions.tap, params, 'zmq-tap');
      const { listen, target } = spec;
      this.say(`opening ${listen} → ${target}`);
      const open = this.taps
        .entries()
        .find(({ state, spec: known }) => state === 'open' && known.listen === listen && known.target === target);
      if (open) this.say(t('{0} is open already, and stays so.', open.spec.name ?? open.id));
      const info = open?.info ?? (await this.taps.open(spec, { transient: true }));
      if (!open) this.tap = info.id;
      if (this.hasEnded) return this.close();
      this.say(advice(info.target, info.listen));
      this.say('ready');
    } catch (error) {
      const { message, data } = fromWire(error);
      this.say(`.vscode/tasks.json: error: ${[message, data.hint].filter(Boolean).join(' ')}`);
      this.end(1);
    }
  }

  /** Somebody may have closed the tap. */
  private look(): void {
    const { tap } = this;
    if (tap === undefined || this.taps.entries().some(({ id, state }) => id === tap && state === 'open')) return;
    this.tap = undefined;
    this.say(t('The tap was closed.'));
    this.end(0);
  }

  private end(code: number): void {
    if (this.hasEnded) return;
    this.finish();
    this.closed.fire(code);
  }

  private finish(): void {
    this.hasEnded = true;
    this.watch.dispose();
  }

  private say(line: string): void {
    if (!this.hasEnded) this.written.fire(`${oneLine(line)}\r\n`);
  }
}
