import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { previewFrame } from '../../core/base/preview';
import { counted, countText, decimalText, frequencyText, messageRateText, sizeText } from '../../core/base/quantities';
import type { EngineState } from '../../protocol/inspector';
import type { Counters, Rates } from '../../protocol/sockets';
import type { ConnectionInfo, ConnectionSide, ConnectionState } from '../../protocol/taps';
import { oneLine } from '../base/plainText';
import { faultText } from '../taps/faultTexts';
import type { TapEntry } from '../taps/tapStore';
import { describeBy, iconOf, stateText } from './itemParts';

/** An element of the tree `Sockets` that is about a tap. */
export type TapNode =
  | { kind: 'tap'; id: string; entry: TapEntry; engine: EngineState }
  | { kind: 'connection'; id: string; tap: TapEntry; connection: ConnectionInfo };

type NodeOf<K extends TapNode['kind']> = Extract<TapNode, { kind: K }>;

export function tapNode(entry: TapEntry, engine: EngineState): NodeOf<'tap'> {
  return { kind: 'tap', id: entry.id, entry, engine };
}

export function connectionNodes({ entry }: NodeOf<'tap'>): NodeOf<'connection'>[] {
  const { id, info } = entry;
  return (info?.connections ?? []).map((connection) => ({
    kind: 'connection',
    id: `${id}/${connection.number}`,
    tap: entry,
    connection,
  }));
}

/** What is said below its connections: that there are more, or none; undefined where nothing is to be said. */
export function saidBelow({ entry: { info } }: NodeOf<'tap'>): string | undefined {
  if (info?.open === 0) return t('No program is connected');
  if (!info || info.connections.length >= info.open) return undefined;
  return t('{0} of {1} shown', countText(info.connections.length), countText(info.open));
}

export function tapItem({ entry: { id, spec, state, info }, engine }: NodeOf<'tap'>): vscode.TreeItem {
  const isOpen = state === 'open';
  const label = oneLine(spec.name ?? id);
  // VS Code would not expand what had nothing below it before.
  const item = new vscode.TreeItem(label, isOpen ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None);
  const way = `${oneLine(info?.listen ?? spec.listen)} → ${oneLine(spec.target)}`;
  const word = isOpen && spec.paused ? t('paused') : stateText(isOpen, engine);
  const short = isOpen && engine === 'running' && !spec.paused ? [] : [word];
  const facts = [t('tap'), word, way];
  const faults = info?.faults.length ?? 0;
  if (info) {
    if (faults > 0) {
      short.unshift(counted(faults, 'fault'));
      facts.push(counted(faults, 'fault'));
    }
    short.push(placeText(info.listen), connectionsText(info.open), ratesText(info.rates));
    facts.push(connectionsText(info.open), ...spokenRates(info.rates));
  } else short.push(placeText(spec.listen));
  describeBy(item, short, facts);
  const lines = [`${label} (${id})`, way, word];
  if (info) {
    lines.push(t('{0} now, {1} so far', connectionsText(info.open), countText(info.accepted)), ...trafficLines(info.counters, info.rates));
    if (faults > 0) lines.push(t('What passes is changed on purpose: {0}', info.faults.map(faultText).join('; ')));
    if (info.held > 0) lines.push(t('{0} held', counted(info.held, 'message')));
    if (spec.paused) lines.push(t('Nothing that passes is recorded.'));
  }
  item.tooltip = lines.join('\n');
  item.iconPath = new vscode.ThemeIcon(
    isOpen && engine === 'running' ? (spec.paused ? 'debug-pause' : 'debug-line-by-line') : iconOf(isOpen, engine),
    faults > 0
      ? new vscode.ThemeColor('testing.iconFailed')
      : info && info.open > 0
        ? new vscode.ThemeColor('testing.iconPassed')
        : undefined,
  );
  item.contextValue = ['tap', state, spec.paused && 'paused', faults > 0 && 'faulty', (info?.held ?? 0) > 0 && 'holding']
    .filter(Boolean)
    .join(' ');
  return item;
}

export function connectionItem({ tap, connection }: NodeOf<'connection'>): vscode.TreeItem {
  const { number, state, connector, binder, encrypted, counters, rates, latency } = connection;
  const label = `${countText(number)}: ${sideText(connector)} → ${sideText(binder)}`;
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  const word = connectionStateWord(state);
  const marks = [...(state === 'open' ? [] : [word]), ...(encrypted ? [t('encrypted')] : [])];
  const speaks = [...new Set([connector.speaks, binder.speaks].filter((told) => told !== undefined))];
  describeBy(
    item,
    [...marks, oneLine(connector.address), ratesText(rates)],
    [word, ...(encrypted ? [t('encrypted')] : []), oneLine(connector.address), ...speaks, ...spokenRates(rates)],
  );
  const lines = [
    t('Connection {0} of {1}', countText(number), oneLine(tap.spec.name ?? tap.id)),
    [word, ...(encrypted ? [t('encrypted: only sizes are known')] : [])].join(', '),
    sideLine(connector),
    sideLine(binder),
    ...trafficLines(counters, rates),
  ];
  if (latency) {
    const { count, min, median, p99 } = latency;
    const [least, middle, most] = [millisecondsText(min), millisecondsText(median), millisecondsText(p99)];
    lines.push(t('Latency: minimum {0}, median {1}, p99 {2}, of {3} replies', least, middle, most, countText(count)));
  }
  item.tooltip = lines.join('\n');
  item.iconPath = new vscode.ThemeIcon(encrypted ? 'lock' : connectionIcons[state]);
  item.contextValue = 'connection';
  return item;
}

const connectionIcons: Record<ConnectionState, string> = {
  connecting: 'sync',
  handshake: 'sync',
  open: 'arrow-swap',
  undecoded: 'question',
};

function connectionStateWord(state: ConnectionState): string {
  const words: Record<ConnectionState, () => string> = {
    connecting: () => t('connecting'),
    handshake: () => t('handshake'),
    open: () => t('open'),
    undecoded: () => t('not decoded'),
  };
  return words[state]();
}

/** `DEALER w1`; the address where nothing else is known. */
function sideText({ socketType, identity, address }: ConnectionSide): string {
  if (socketType === undefined) return oneLine(address);
  return [socketType, ...(identity ? [previewFrame(identity, 40)] : [])].map(oneLine).join(' ');
}

function sideLine({ address, speaks, socketType, identity }: ConnectionSide): string {
  const name = [socketType, identity && previewFrame(identity, 200)].filter((part) => part !== undefined).join(' ');
  return [name, address, speaks]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => oneLine(part ?? ''))
    .join(', ');
}

function trafficLines({ received, receivedBytes, sent, sentBytes }: Counters, { bytesPerSecond }: Rates): string[] {
  return [
    t('→ {0}, {1}', counted(sent, 'message'), sizeText(sentBytes)),
    t('← {0}, {1}', counted(received, 'message'), sizeText(receivedBytes)),
    ...(bytesPerSecond > 0 ? [t('{0}/s', sizeText(bytesPerSecond))] : []),
  ];
}

function ratesText({ sentPerSecond, receivedPerSecond }: Rates): string {
  return t('{0}/s', `→${frequencyText(sentPerSecond)} ←${frequencyText(receivedPerSecond)}`);
}

function spokenRates({ sentPerSecond, receivedPerSecond }: Rates): string[] {
  return [t('{0} to the target', messageRateText(sentPerSecond)), t('{0} back', messageRateText(receivedPerSecond))];
}

function connectionsText(count: number): string {
  return counted(count, 'connection');
}

/** The transport that nearly all have is left out. */
function placeText(endpoint: string): string {
  return oneLine(endpoint.replace(/^tcp:\/\//, ''));
}

function millisecondsText(ms: number): string {
  return `${decimalText(ms, ms < 10 ? 2 : ms < 100 ? 1 : 0)} ms`;
}
