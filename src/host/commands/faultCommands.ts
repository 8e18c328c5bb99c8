import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { parseBytesInput, toBytesInput } from '../../core/base/bytes';
import { countText } from '../../core/base/quantities';
import { wholeConnectionFaults, type HeldMessage, type LettingGo } from '../../protocol/faults';
import type { Actions } from '../actions/actions';
import { agoText } from '../base/agoText';
import { forLabel } from '../base/plainText';
import type { InspectorPanels } from '../inspector/inspectorPanels';
import { wayText } from '../relays/faultTexts';
import type { ProxyStore } from '../proxies/proxyStore';
import type { RelayEntry } from '../relays/relayStore';
import type { TapStore } from '../taps/tapStore';
import { actWith } from './argumentObject';
import { askFaults } from './faultPrompts';
import { back, cancelled } from './stepOrder';
import { input, pick } from './steps';

/** Commands that change what passes a tap or a proxy. */
export class FaultCommands {
  constructor(
    private readonly actions: Actions,
    private readonly taps: TapStore,
    private readonly proxies: ProxyStore,
    private readonly inspector: InspectorPanels,
  ) {}

  async set(argument: unknown): Promise<void> {
    if (argument !== undefined) {
      await actWith(this.actions, 'zmq.setFaults', argument);
      return;
    }
    const open = [...this.taps.entries(), ...this.proxies.entries()].filter(({ state }) => state === 'open');
    if (open.length === 0) {
      void vscode.window.showInformationMessage(t('Neither a tap nor a proxy is open.'));
      return;
    }
    const items = open.map((entry) => ({
      label: forLabel(entry.spec.name ?? entry.id),
      description: this.taps.has(entry.id) ? t('tap') : t('proxy'),
      entry,
    }));
    const chosen =
      items.length === 1
        ? items[0]
        : await vscode.window.showQuickPick(items, { placeHolder: t('Tap or proxy whose messages are to meet faults') });
    if (chosen) await this.ask(chosen.entry);
  }

  /** One fault more, or fewer. */
  async ask({ id }: RelayEntry): Promise<void> {
    const { info } = this.storeOf(id).find(id);
    const connections = info && 'connections' in info ? info.connections : [];
    // Of what is encrypted nothing but its size is known.
    const isEncrypted = connections.length > 0 && connections.every(({ encrypted }) => encrypted);
    const faults = await askFaults(info?.faults ?? [], isEncrypted ? wholeConnectionFaults : undefined);
    if (faults) await this.actions.run('setFaults', { ...this.named(id), faults });
  }

  async clear({ id }: RelayEntry): Promise<void> {
    await this.actions.run('setFaults', { ...this.named(id), faults: [] });
  }

  private storeOf(id: string): TapStore | ProxyStore {
    return this.taps.has(id) ? this.taps : this.proxies;
  }

  private named(id: string): { tap: string } | { proxy: string } {
    return this.taps.has(id) ? { tap: id } : { proxy: id };
  }

  /** The messages that wait at a `hold`, until none does or the person leaves it. */
  async askHeld({ id }: RelayEntry): Promise<void> {
    for (let looked = 0; ; looked++) {
      const held = await this.storeOf(id).held(id);
      if (held.length === 0) {
        if (looked === 0) void vscode.window.showInformationMessage(t('No message is held here.'));
        return;
      }
      const chosen = await pick<HeldMessage>(
        { title: t('Held Messages') },
        {
          placeholder: t('Those behind it wait as well'),
          choices: () =>
            held.map((message) => ({
              label: t('No. {0}', countText(message.number)),
              description: [
                ...(message.connection === undefined ? [] : [`#${countText(message.connection)}`]),
                wayText(message.way),
                agoText(Date.now() - message.since),
              ].join(', '),
              value: message,
            })),
        },
      );
      if (chosen === back || chosen === cancelled) return;
      const { number } = chosen;
      const done = await pick<LettingGo['do'] | 'show'>(
        { title: t('No. {0}', countText(number)) },
        {
          placeholder: t('What is to become of it'),
          choices: () => [
            { label: t('Let go'), value: 'pass' },
            { label: t('Edit…'), value: 'edit' },
            { label: t('Drop'), value: 'drop' },
            { label: t('Show in log'), value: 'show' },
          ],
        },
      );
      if (done === back || done === cancelled) return;
      if (done === 'show') {
        this.inspector.showRecord(number);
        return;
      }
      const how = done === 'edit' ? await this.askContent(id, number) : { do: done };
      if (how) await this.actions.run('letGo', { ...this.named(id), number, how });
    }
  }

  /** What is to go on in the place of a message. */
  private async askContent(id: string, number: number): Promise<LettingGo | undefined> {
    const frames = await this.storeOf(id).heldFrames(id, number);
    const typed = await input(
      { title: t('No. {0}', countText(number)) },
      {
        prompt: t('Its frames as JSON: "text", {"hex": "00ff"} or {"base64": "AP8="}'),
        ...(frames ? { value: JSON.stringify(frames.map(toBytesInput)) } : { placeholder: t('too long to be shown here') }),
        problem: framesProblem,
      },
    );
    return typeof typed === 'string' ? { do: 'edit', frames: parseFrames(typed) } : undefined;
  }
}

/** @throws ZmqError or SyntaxError that says what is wrong */
function parseFrames(text: string): Uint8Array[] {
  const given: unknown = JSON.parse(text);
  return (Array.isArray(given) && given.length > 0 ? given : [given]).map(parseBytesInput);
}

function framesProblem(text: string): string | undefined {
  try {
    parseFrames(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
