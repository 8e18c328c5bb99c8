import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { counted, countText } from '../../core/base/quantities';
import { socketTypes } from '../../core/socket/socketTypes';
import { endpointStateWord, roleWord } from '../../core/socket/socketWords';
import type { EngineState } from '../../protocol/inspector';
import type { ProxySideName } from '../../protocol/events';
import type { ProxySide } from '../../protocol/proxies';
import type { SocketInfo } from '../../protocol/sockets';
import { oneLine } from '../base/plainText';
import type { ProxyEntry } from '../proxies/proxyStore';
import { describeBy, stateText } from './itemParts';
import { faultLines, latencyLines, placeText, ratesText, showRelay, spokenRates, trafficLines } from './relayParts';

/** An element of the tree `Sockets` that is about a proxy. */
export type ProxyNode =
  | { kind: 'proxy'; id: string; entry: ProxyEntry; engine: EngineState }
  | { kind: 'side'; id: string; proxy: string; side: ProxySideName; spec: ProxySide; info?: SocketInfo };

type NodeOf<K extends ProxyNode['kind']> = Extract<ProxyNode, { kind: K }>;

const sides = ['frontend', 'backend'] as const;

export function proxyNode(entry: ProxyEntry, engine: EngineState): NodeOf<'proxy'> {
  return { kind: 'proxy', id: entry.id, entry, engine };
}

export function sideNodes({ entry: { id, spec, info } }: NodeOf<'proxy'>): NodeOf<'side'>[] {
  return sides.map((side) => ({
    kind: 'side',
    id: `${id}/${side}`,
    proxy: id,
    side,
    spec: spec[side],
    ...(info ? { info: info[side] } : {}),
  }));
}

export function proxyItem({ entry, engine }: NodeOf<'proxy'>): vscode.TreeItem {
  const { id, spec, state, info } = entry;
  const isOpen = state === 'open';
  const label = oneLine(spec.name ?? id);
  // VS Code would not expand what had nothing below it before.
  const item = new vscode.TreeItem(label, isOpen ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed);
  const way = sides.map((side) => socketTypes[spec[side].type].label).join(' ⇄ ');
  const word = isOpen && spec.paused ? t('paused') : stateText(isOpen, engine);
  const faults = info?.faults.length ?? 0;
  const short = [
    ...(faults > 0 ? [counted(faults, 'fault')] : []),
    ...(isOpen && engine === 'running' && !spec.paused ? [] : [word]),
    way,
    ...(info ? [ratesText(info.rates)] : []),
  ];
  const all = [
    t('proxy'),
    word,
    way,
    ...(faults > 0 ? [counted(faults, 'fault')] : []),
    ...(info ? spokenRates(info.rates, [t('to the backend'), t('to the frontend')]) : []),
  ];
  describeBy(item, short, all);
  item.tooltip = [
    `${label} (${id})`,
    way,
    word,
    ...(info ? [...trafficLines(info.counters, info.rates), ...latencyLines(info.latency), ...faultLines(info)] : []),
    ...(isOpen && spec.paused ? [t('Nothing passes; what comes waits in its sockets.')] : []),
  ].join('\n');
  showRelay(item, 'proxy', entry, {
    engine,
    icon: 'arrow-both',
    isUsed: info !== undefined && info.frontend.peers + info.backend.peers > 0,
  });
  return item;
}

export function sideItem({ side, spec, info }: NodeOf<'side'>): vscode.TreeItem {
  const label = `${side}: ${socketTypes[spec.type].label}`;
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  const given = (['bind', 'connect'] as const).flatMap((role) => (spec[role] ?? []).map((endpoint) => ({ role, endpoint })));
  const endpoints =
    info?.endpoints.map(({ role, resolved, state }) => ({ role, endpoint: resolved, state })) ??
    given.map((each) => ({ ...each, state: undefined }));
  const peers = info && counted(info.peers, 'peer');
  const places = endpoints.map(({ endpoint }) => placeText(endpoint));
  describeBy(
    item,
    [...places, ...(peers === undefined ? [] : [peers])],
    [...endpoints.map(({ role, endpoint }) => `${roleWord(role)} ${oneLine(endpoint)}`), ...(peers === undefined ? [] : [peers])],
  );
  const subscriptions = info?.peerSubscriptions;
  item.tooltip = [
    label,
    ...endpoints.map(({ role, endpoint, state }) =>
      [`${roleWord(role)} ${oneLine(endpoint)}`, ...(state === undefined ? [] : [endpointStateWord(state)])].join(', '),
    ),
    ...(peers === undefined ? [] : [peers]),
    ...(subscriptions ? [t('{0} topics are subscribed to', countText(subscriptions.length + (info.peerSubscriptionsCut ?? 0)))] : []),
  ].join('\n');
  item.iconPath = new vscode.ThemeIcon(
    side === 'frontend' ? 'arrow-small-right' : 'arrow-small-left',
    info && info.peers > 0 ? new vscode.ThemeColor('testing.iconPassed') : undefined,
  );
  item.contextValue = 'side';
  return item;
}
