import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { previewFrame } from '../../core/base/preview';
import { counted, countText } from '../../core/base/quantities';
import type { EngineState } from '../../protocol/inspector';
import type { ConnectionSide } from '../../protocol/connections';
import type { ConnectionInfo, ConnectionState } from '../../protocol/taps';
import { oneLine } from '../base/plainText';
import type { TapEntry } from '../taps/tapStore';
import { describeBy, stateText } from './itemParts';
import { faultLines, latencyLines, placeText, ratesText, showRelay, spokenRates, trafficLines } from './relayParts';

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

export function tapItem({ entry, engine }: NodeOf<'tap'>): vscode.TreeItem {
  const { id, spec, state, info } = entry;
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
    facts.push(connectionsText(info.open), ...spokenRates(info.rates, ways()));
  } else short.push(placeText(spec.listen));
  describeBy(item, short, facts);
  const lines = [`${label} (${id})`, way, word];
  if (info) {
    lines.push(t('{0} now, {1} so far', connectionsText(info.open), countText(info.accepted)), ...trafficLines(info.counters, info.rates));
    lines.push(...faultLines(info));
    if (spec.paused) lines.push(t('Nothing that passes is recorded.'));
  }
  item.tooltip = lines.join('\n');
  showRelay(item, 'tap', entry, { engine, icon: 'debug-line-by-line', isUsed: (info?.open ?? 0) > 0 });
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
    [word, ...(encrypted ? [t('encrypted')] : []), oneLine(connector.address), ...speaks, ...spokenRates(rates, ways())],
  );
  const lines = [
    t('Connection {0} of {1}', countText(number), oneLine(tap.spec.name ?? tap.id)),
    [word, ...(encrypted ? [t('encrypted: only sizes are known')] : [])].join(', '),
    sideLine(connector),
    sideLine(binder),
    ...trafficLines(counters, rates),
  ];
  lines.push(...latencyLines(latency));
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

function connectionsText(count: number): string {
  return counted(count, 'connection');
}

const ways = () => [t('to the target'), t('back')] as const;
