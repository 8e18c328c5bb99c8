import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { parseBytesInput, toBytesInput } from '../../core/base/bytes';
import { countText } from '../../core/base/quantities';
import { parseQuery } from '../../core/query/parse';
import type { Fault, FaultKind, FaultWay, LettingGo } from '../../protocol/faults';
import { recordDetails } from '../../protocol/log';
import type { Actions } from '../actions/actions';
import { agoText } from '../base/agoText';
import { forLabel } from '../base/plainText';
import type { InspectorPanels } from '../inspector/inspectorPanels';
import { faultMeanings, faultText } from '../relays/faultTexts';
import type { ProxyStore } from '../proxies/proxyStore';
import type { RelayEntry } from '../relays/relayStore';
import type { TapStore } from '../taps/tapStore';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { actWith } from './argumentObject';

/** Commands that change what passes a tap or a proxy. */
export class FaultCommands {
  constructor(
    private readonly actions: Actions,
    private readonly taps: TapStore,
    private readonly proxies: ProxyStore,
    private readonly inspector: InspectorPanels,
    private readonly engine: Pick<EngineSupervisor, 'request'>,
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
    const faults = this.storeOf(id).find(id).info?.faults ?? [];
    const items: (vscode.QuickPickItem & { faults?: () => Promise<Fault[] | undefined> })[] = [
      ...(faults.length > 0
        ? [
            { label: t('Switch all faults off'), faults: () => Promise.resolve([]) },
            { label: t('on now: choose one to switch it off'), kind: vscode.QuickPickItemKind.Separator },
            ...faults.map((fault) => ({
              label: `$(check) ${forLabel(faultText(fault))}`,
              description: faultMeanings[fault.kind](),
              faults: () => Promise.resolve(faults.filter((other) => other !== fault)),
            })),
            { label: t('one more'), kind: vscode.QuickPickItemKind.Separator },
          ]
        : []),
      ...(Object.keys(faultMeanings) as FaultKind[]).map((kind) => ({
        label: kind,
        description: faultMeanings[kind](),
        faults: async () => {
          const fault = await askFault(kind);
          return fault && [...faults, fault];
        },
      })),
    ];
    const chosen = await vscode.window.showQuickPick(items, {
      title: t('Faults'),
      placeHolder: t('What is to become of messages that pass'),
      matchOnDescription: true,
    });
    const wanted = await chosen?.faults?.();
    if (wanted) await this.actions.run('setFaults', { ...this.named(id), faults: wanted });
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
    for (;;) {
      const held = await this.storeOf(id).held(id);
      if (held.length === 0) {
        void vscode.window.showInformationMessage(t('No message is held here.'));
        return;
      }
      const items = held.map(({ number, connection, way, since }) => ({
        label: t('No. {0}', countText(number)),
        description: [...(connection === undefined ? [] : [`#${countText(connection)}`]), wayText(way), agoText(Date.now() - since)].join(
          ', ',
        ),
        number,
      }));
      const chosen = await vscode.window.showQuickPick(items, {
        title: t('Held Messages'),
        placeHolder: t('Those behind it wait as well'),
      });
      if (!chosen) return;
      const go = { label: t('Let go'), how: { do: 'pass' } } as const;
      const drop = { label: t('Drop'), how: { do: 'drop' } } as const;
      const edit = { label: t('Edit…') };
      const show = { label: t('Show in log') };
      const done = await vscode.window.showQuickPick([go, edit, drop, show], { title: chosen.label });
      if (!done) return;
      if (done === show) {
        this.inspector.showRecord(chosen.number);
        return;
      }
      const how = done === edit ? await this.askContent(chosen.number) : done === go ? go.how : drop.how;
      if (how) await this.actions.run('letGo', { ...this.named(id), number: chosen.number, how });
    }
  }

  /** What is to go on in the place of a message. */
  private async askContent(number: number): Promise<LettingGo | undefined> {
    const { row, frames } = await this.engine.request(recordDetails, { number, fromFrame: 0 });
    const isWhole = frames.length === row.frames && frames.every(({ size, bytes }) => bytes.length === size);
    const typed = await vscode.window.showInputBox({
      title: t('No. {0}', countText(number)),
      prompt: t('Its frames as JSON: "text", {"hex": "00ff"} or {"base64": "AP8="}'),
      ...(isWhole
        ? { value: JSON.stringify(frames.map(({ bytes }) => toBytesInput(bytes))) }
        : { placeHolder: t('too long to be shown here') }),
      validateInput: (text) => framesProblem(text),
    });
    return typed === undefined ? undefined : { do: 'edit', frames: parseFrames(typed) };
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

function wayText(way: FaultWay): string {
  return way === 'to target' ? t('to the target or backend') : t('from the target or backend');
}

/** What it takes for a fault of this kind; undefined where the person gave up. */
async function askFault(kind: FaultKind): Promise<Fault | undefined> {
  const amount = await askAmount(kind);
  if (!amount) return undefined;
  const both = { label: t('both ways') };
  const ways: { label: string; way?: FaultWay }[] = [
    both,
    ...(['to target', 'from target'] as const).map((way) => ({ label: wayText(way), way })),
  ];
  const chosen = await vscode.window.showQuickPick(ways, { title: kind, placeHolder: t('Which messages') });
  if (!chosen) return undefined;
  const way = chosen.way ? { way: chosen.way } : {};
  if (kind === 'black hole') return { ...amount, ...way } as Fault;
  const filter = await vscode.window.showInputBox({
    title: kind,
    prompt: t('A filter as in the log, such as topic:weather. or json:.temp>20; empty: all messages'),
    validateInput: (typed) => parseQuery(typed).problems[0]?.message,
  });
  if (filter === undefined) return undefined;
  return { ...amount, ...way, ...(filter.trim() === '' ? {} : { filter: filter.trim() }) } as Fault;
}

/** The fault without way and filter. */
async function askAmount(kind: FaultKind): Promise<Partial<Fault> | undefined> {
  switch (kind) {
    case 'delay': {
      const ms = await askNumber(kind, t('By how many ms'), '500', 0, 600_000);
      const jitter = ms === undefined ? undefined : await askNumber(kind, t('Give or take how many ms'), '0', 0, 600_000);
      return ms === undefined || jitter === undefined ? undefined : { kind, ms, ...(jitter > 0 ? { jitter } : {}) };
    }
    case 'drop':
    case 'duplicate':
    case 'corrupt': {
      const percent = await askNumber(kind, t('Of the messages that are meant so many per cent'), '100', 0, 100);
      return percent === undefined ? undefined : { kind, ...(percent < 100 ? { share: percent / 100 } : {}) };
    }
    case 'reorder': {
      const window = await askNumber(kind, t('How many messages change places with one another, 2 to 1,000'), '5', 2, 1000);
      return window === undefined ? undefined : { kind, window: Math.round(window) };
    }
    case 'limit': {
      const messages = { label: t('messages in a second'), key: 'messagesPerSecond' } as const;
      const octets = { label: t('bytes in a second'), key: 'bytesPerSecond' } as const;
      const unit = await vscode.window.showQuickPick([messages, octets], { title: kind });
      const most = unit && (await askNumber(kind, unit.label, unit === messages ? '10' : '10000', 0.01, 1e12));
      return unit === undefined || most === undefined ? undefined : { kind, [unit.key]: most };
    }
    case 'black hole': {
      const afterSeconds = await askNumber(kind, t('How many seconds after a connection was made'), '0', 0, 1e6);
      return afterSeconds === undefined ? undefined : { kind, afterSeconds };
    }
    case 'reset': {
      const afterMessages = await askNumber(kind, t('At which message of a connection'), '10', 1, 1e9);
      return afterMessages === undefined ? undefined : { kind, afterMessages: Math.round(afterMessages) };
    }
    case 'hold':
      return { kind };
  }
}

async function askNumber(title: string, prompt: string, value: string, least: number, most: number): Promise<number | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    prompt,
    value,
    validateInput: (text) => {
      const number = Number(text);
      return text.trim() !== '' && number >= least && number <= most
        ? undefined
        : t('A number from {0} to {1}.', countText(least), countText(most));
    },
  });
  return typed === undefined ? undefined : Number(typed);
}
