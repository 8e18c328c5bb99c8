import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { toHex } from '../../core/base/bytes';
import { isIPv6Endpoint } from '../../core/socket/endpoint';
import { socketTypes } from '../../core/socket/socketTypes';
import { endpointStateWord, roleWord, turnText } from '../../core/socket/socketWords';
import type { EngineState, SocketEntry } from '../../protocol/inspector';
import type { EndpointInfo, EndpointRole, PeerInfo, PeerSubscription, Rates, SocketId, SocketInfo } from '../../protocol/sockets';
import { counted, countText, frequencyText, messageRateText, sizeText } from '../../core/base/quantities';
import { previewFrame } from '../../core/base/preview';
import { oneLine } from '../base/plainText';
import { isReachable } from '../sockets/reachable';
import { topicText } from '../sockets/topicText';
import { describeBy, iconOf, leaf, stateText } from './itemParts';
import { proxyItem, sideItem, sideNodes, type ProxyNode } from './proxyItems';
import { connectionItem, connectionNodes, saidBelow, tapItem, type TapNode } from './tapItems';

/** An element of the tree `Sockets`. */
export type SocketNode =
  | { kind: 'socket'; id: string; entry: SocketEntry; rates: Rates | undefined; engine: EngineState; chatTitle: string | undefined }
  | { kind: 'endpoint'; id: string; socket: SocketId; role: EndpointRole; endpoint: string; info?: EndpointInfo; ofChat: boolean }
  | { kind: 'subscription'; id: string; socket: SocketId; topic: Uint8Array; isOpen: boolean; ofChat: boolean }
  | { kind: 'peer'; id: string; socket: SocketId; name: string; peer: PeerInfo }
  | { kind: 'peerSubscription'; id: string; socket: SocketId; subscription: PeerSubscription }
  | { kind: 'closed'; id: string; sockets: number; taps: number; proxies: number }
  | { kind: 'more'; id: string; text: string }
  | TapNode
  | ProxyNode;

export type NodeOf<K extends SocketNode['kind']> = Extract<SocketNode, { kind: K }>;

const kinds: readonly unknown[] = [
  'socket',
  'endpoint',
  'subscription',
  'peer',
  'peerSubscription',
  'closed',
  'more',
  'tap',
  'connection',
  'proxy',
  'side',
] satisfies SocketNode['kind'][];

/** Tells elements of the tree from argument objects of commands, which know neither of these two fields. */
export function isSocketNode(value: unknown): value is SocketNode {
  return typeof value === 'object' && value !== null && 'kind' in value && kinds.includes(value.kind) && 'id' in value;
}

const shownPeerSubscriptions = 50;

/** @param chatTitle of the chat that the socket belongs to */
export function socketNode(
  entry: SocketEntry,
  rates: Rates | undefined,
  engine: EngineState,
  chatTitle: string | undefined,
): NodeOf<'socket'> {
  return { kind: 'socket', id: entry.id, entry, rates, engine, chatTitle };
}

/** What stands below a socket, a tap or a proxy. */
export function childrenOf(node: NodeOf<'socket'> | NodeOf<'tap'> | NodeOf<'proxy'>): SocketNode[] {
  if (node.kind === 'socket') return partsOf(node);
  if (node.kind === 'proxy') return sideNodes(node);
  const said = saidBelow(node);
  return [...connectionNodes(node), ...(said === undefined ? [] : [{ kind: 'more' as const, id: `${node.id}/more`, text: said }])];
}

function partsOf({ entry: { id, spec, chat, info, state } }: NodeOf<'socket'>): SocketNode[] {
  const ofChat = chat !== undefined;
  const endpoints: SocketNode[] = info
    ? info.endpoints.map((endpoint) => ({
        kind: 'endpoint',
        id: `${id}/${endpoint.role}/${endpoint.resolved}`,
        socket: id,
        role: endpoint.role,
        endpoint: endpoint.resolved,
        info: endpoint,
        ofChat,
      }))
    : (['bind', 'connect'] as const).flatMap((role) =>
        (spec[role] ?? []).map((endpoint) => ({ kind: 'endpoint', id: `${id}/${role}/${endpoint}`, socket: id, role, endpoint, ofChat })),
      );
  const topics = info?.subscriptions ?? spec.subscribe ?? [];
  const subscriptions: SocketNode[] = topics.map((topic) => ({
    kind: 'subscription',
    id: `${id}/topic/${toHex(topic)}`,
    socket: id,
    topic,
    isOpen: state === 'open',
    ofChat,
  }));
  const ofPeers = info?.peerSubscriptions ?? [];
  const shown: SocketNode[] = ofPeers
    .slice(0, shownPeerSubscriptions)
    .map((subscription) => ({ kind: 'peerSubscription', id: `${id}/peers/${toHex(subscription.topic)}`, socket: id, subscription }));
  const hidden = ofPeers.length - shown.length + (info?.peerSubscriptionsCut ?? 0);
  const more: SocketNode[] = hidden > 0 ? [{ kind: 'more', id: `${id}/more`, text: t('{0} more subscriptions of peers', hidden) }] : [];
  return unique([...endpoints, ...peerNodes(id, spec.name ?? id, info), ...subscriptions, ...shown, ...more]);
}

/** One that is alone at the only place that is connected to tells nothing more than that does. */
function peerNodes(socket: SocketId, name: string, info: SocketInfo | undefined): SocketNode[] {
  const { peerList = [], endpoints = [], peers = 0 } = info ?? {};
  if (peerList.length < 2 && !endpoints.some(({ role }) => role === 'bind')) return [];
  const nodes: SocketNode[] = peerList.map((peer) => ({ kind: 'peer', id: `${socket}/${peer.number}`, socket, name, peer }));
  if (peerList.length >= peers) return nodes;
  return [...nodes, { kind: 'more', id: `${socket}/peers`, text: t('{0} of {1} shown', countText(peerList.length), countText(peers)) }];
}

function peerItem({ peer: { number, address, identity, socketType, speaks, counters } }: NodeOf<'peer'>): vscode.TreeItem {
  const name = [socketType, identity && previewFrame(identity, 40)].filter((part) => part !== undefined && part !== '').join(' ');
  const item = new vscode.TreeItem(oneLine(name || address), vscode.TreeItemCollapsibleState.None);
  const facts = [oneLine(address), counted(counters.received, 'message')];
  describeBy(item, facts, [t('peer'), ...facts, ...(speaks === undefined ? [] : [speaks])]);
  item.tooltip = [
    t('Peer {0}', countText(number)),
    [oneLine(name), oneLine(address), speaks].filter((part) => part !== undefined && part !== '').join(', '),
    t('{0} received, {1}', counted(counters.received, 'message'), sizeText(counters.receivedBytes)),
  ].join('\n');
  item.iconPath = new vscode.ThemeIcon('arrow-small-left');
  item.contextValue = 'peer';
  return item;
}

/** VS Code refuses a tree in which an id stands twice; the same topic may be subscribed to twice. */
function unique(nodes: SocketNode[]): SocketNode[] {
  return [...new Map(nodes.map((node) => [node.id, node])).values()];
}

export function treeItem(node: SocketNode): vscode.TreeItem {
  const item = build(node);
  item.id = node.id;
  const spoken = item.accessibilityInformation?.label ?? item.description;
  item.accessibilityInformation = { label: [item.label, spoken].filter((part) => typeof part === 'string').join(', ') };
  return item;
}

function build(node: SocketNode): vscode.TreeItem {
  switch (node.kind) {
    case 'socket':
      return socketItem(node);
    case 'endpoint':
      return endpointItem(node);
    case 'subscription': {
      const item = leaf(
        topicLabel(node.topic),
        t('subscribed'),
        'filter',
        node.ofChat ? 'subscription of chat' : node.isOpen ? 'subscription open' : 'subscription closed',
      );
      item.tooltip =
        node.topic.length === 0 ? t('Subscribed to everything') : t('Subscribed to what begins with {0}', topicLabel(node.topic));
      return item;
    }
    case 'peer':
      return peerItem(node);
    case 'peerSubscription': {
      const { topic, count } = node.subscription;
      const description = count > 1 ? t('wanted by peers, {0} times', count) : t('wanted by a peer');
      return leaf(topicLabel(topic), description, 'eye', 'peerSubscription');
    }
    case 'closed': {
      const item = new vscode.TreeItem(t('Closed'), vscode.TreeItemCollapsibleState.Collapsed);
      const { sockets, taps, proxies } = node;
      item.description = countText(sockets + taps + proxies);
      const what = (
        [
          [sockets, 'socket'],
          [taps, 'tap'],
          [proxies, 'proxy'],
        ] as const
      ).flatMap(([count, noun]) => (count > 0 ? counted(count, noun) : []));
      item.accessibilityInformation = { label: what.join(', ') };
      item.contextValue = 'closedSockets';
      return item;
    }
    case 'tap':
      return tapItem(node);
    case 'connection':
      return connectionItem(node);
    case 'proxy':
      return proxyItem(node);
    case 'side':
      return sideItem(node);
    case 'more':
      return leaf(node.text, undefined, undefined, 'more');
  }
}

/** As a prompt takes it, with a word for the empty one. */
function topicLabel(topic: Uint8Array): string {
  return topic.length === 0 ? t('(everything)') : oneLine(topicText(topic));
}

function socketItem({ entry: { id, spec, state, chat, info }, rates, engine, chatTitle }: NodeOf<'socket'>): vscode.TreeItem {
  const traits = socketTypes[spec.type];
  const isOpen = state === 'open';
  const label = oneLine(spec.name ?? id);
  const item = new vscode.TreeItem(
    label,
    isOpen && chat === undefined ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
  );
  const facts = [traits.label, info?.turn ? turnText(info.turn) : stateText(isOpen, engine)];
  // The name of one that nobody named says its type already.
  const short = label === `${traits.label} ${id}` ? facts.slice(1) : [...facts];
  if (info) {
    const { receivedPerSecond: received, sentPerSecond: sent } = rates ?? { receivedPerSecond: 0, sentPerSecond: 0 };
    if (traits.canReceive) facts.push(t('{0} received', messageRateText(received)));
    if (traits.canSend) facts.push(t('{0} sent', messageRateText(sent)));
    facts.push(peersText(info.peers));
    const arrows = [traits.canReceive && `↓${frequencyText(received)}`, traits.canSend && `↑${frequencyText(sent)}`];
    short.push(t('{0}/s', arrows.filter(Boolean).join(' ')));
  }
  describeBy(item, short, facts);
  const icon = isOpen && info && chat !== undefined ? 'comment-discussion' : iconOf(isOpen, engine);
  item.iconPath = new vscode.ThemeIcon(icon, isOpen && info && isReachable(info) ? new vscode.ThemeColor('testing.iconPassed') : undefined);
  item.tooltip = [
    `${label} (${id})`,
    `${traits.label}: ${traits.summary}`,
    facts.slice(1).join(', '),
    ...(info?.receiver === undefined ? [] : [receiverText(info.receiver)]),
    ...(chat === undefined ? [] : [t('Belongs to the chat {0}', oneLine(chatTitle ?? chat))]),
  ].join('\n');
  item.contextValue = [
    chat === undefined ? 'socket' : 'socket of chat',
    state,
    traits.canSend && 'canSend',
    traits.subscribes && 'subscribes',
  ]
    .filter(Boolean)
    .join(' ');
  return item;
}

function receiverText(receiver: NonNullable<SocketInfo['receiver']>): string {
  switch (receiver) {
    case 'wire':
      return t('Receiver: wire');
    case 'libzmq':
      return t('Receiver: libzmq');
    case 'wire and libzmq':
      return t('Receiver: wire, and libzmq for the endpoints that it cannot take');
  }
}

function endpointItem({ role, endpoint, info, ofChat }: NodeOf<'endpoint'>): vscode.TreeItem {
  const roleText = roleWord(role);
  const short = [info ? endpointStateWord(info.state) : roleText];
  if (info?.reason) short.push(oneLine(info.reason));
  const all = [...short];
  if (info) all.push(roleText);
  if (info && role === 'bind') all.push(peersText(info.peers));
  const item = leaf(
    oneLine(endpoint),
    undefined,
    info ? endpointIcon(info) : 'circle-outline',
    [ofChat ? 'endpoint of chat' : info ? 'endpoint open' : 'endpoint closed', info && isFailing(info) && 'fails']
      .filter(Boolean)
      .join(' '),
  );
  describeBy(item, short, all);
  const lines = [oneLine(endpoint), all.join(', ')];
  if (info && info.requested !== info.resolved) lines.push(t('given as {0}', oneLine(info.requested)));
  if (info && isIPv6Endpoint(info.resolved)) lines.push(t('IPv6: the option ipv6 is on for it'));
  item.tooltip = lines.join('\n');
  return item;
}

/** Nobody is reached there, so one may want to know what there is. */
function isFailing({ role, state, resolved }: EndpointInfo): boolean {
  return role === 'connect' && (state === 'retrying' || state === 'refused') && !resolved.startsWith('inproc:');
}

function endpointIcon({ state }: EndpointInfo): string {
  const icons = { listening: 'radio-tower', connecting: 'sync', connected: 'check', retrying: 'warning', refused: 'error' } as const;
  return icons[state];
}

function peersText(peers: number): string {
  return peers === 1 ? t('1 peer') : t('{0} peers', peers);
}
