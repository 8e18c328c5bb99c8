import * as vscode from 'vscode';
import { utf8 } from '../../core/bytes';
import { oneLine } from '../plainText';
import { topicText } from '../topicText';
import { agoText, figure, sizeText } from './figures';
import { pageSize, type MoreTopics, type TopicElement, type TopicEntry } from './topicBranches';

export function topicItem(element: TopicElement, now: number): vscode.TreeItem {
  const item = element.kind === 'topic' ? entryItem(element, now) : moreItem(element);
  item.id = element.id;
  return item;
}

function entryItem(entry: TopicEntry, now: number): vscode.TreeItem {
  const { label, children, isTopic } = entry.topic;
  const shown = label === '' ? vscode.l10n.t('(empty)') : oneLine(label);
  const item = new vscode.TreeItem(shown, children > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None);
  const facts = factsOf(entry, now);
  item.description = facts.map(({ short }) => short).join(' · ');
  item.accessibilityInformation = { label: [shown, ...facts.map(({ long }) => long)].join(', ') };
  item.iconPath = new vscode.ThemeIcon(children > 0 ? 'symbol-namespace' : 'symbol-event');
  item.contextValue = ['topic', children > 0 && 'inner', isTopic && 'exact'].filter(Boolean).join(' ');
  item.command = { command: 'zmq.tree.showTopic', title: vscode.l10n.t('Show in Log'), arguments: [entry] };
  return item;
}

function factsOf({ topic: { messages, perSecond, bytes, last } }: TopicEntry, now: number): { short: string; long: string }[] {
  const ago = agoText(now - last.time);
  return [
    { short: figure(messages), long: messages === 1 ? vscode.l10n.t('1 message') : vscode.l10n.t('{0} messages', figure(messages)) },
    ...(perSecond > 0 ? [{ short: vscode.l10n.t('{0}/s', figure(perSecond)), long: vscode.l10n.t('{0} messages a second', figure(perSecond)) }] : []),
    { short: sizeText(bytes), long: sizeText(bytes) },
    { short: ago, long: vscode.l10n.t('the last one {0}', ago) },
  ];
}

/** Made when somebody points at it. What was received is set as text: nothing in it becomes a link or a picture. */
export function topicTooltip({ topic: { path, topics, children, last } }: TopicEntry): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  tooltip.appendText(children > 0 ? vscode.l10n.t('Topics that begin with {0}', oneLine(topicText(path))) : vscode.l10n.t('Topic {0}', oneLine(topicText(path))));
  if (children > 0) tooltip.appendText(`\n${topics === 1 ? vscode.l10n.t('1 topic') : vscode.l10n.t('{0} topics', figure(topics))}`);
  tooltip.appendText(`\n${vscode.l10n.t('Last: No. {0} at {1}', last.number, new Date(last.time).toLocaleTimeString(vscode.env.language))}`);
  tooltip.appendCodeblock(last.preview === '' ? vscode.l10n.t('(empty)') : last.preview, 'plaintext');
  return tooltip;
}

/** As a person may paste it elsewhere. */
export function topicForClipboard({ topic: { path } }: TopicEntry): string {
  return utf8(path) ?? topicText(path);
}

function moreItem(more: MoreTopics): vscode.TreeItem {
  const left = more.total - more.shown;
  const item = new vscode.TreeItem(vscode.l10n.t('Show {0} more of {1}…', figure(Math.min(left, pageSize)), figure(left)));
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.contextValue = 'moreTopics';
  item.command = { command: 'zmq.tree.moreTopics', title: vscode.l10n.t('Show More'), arguments: [more] };
  return item;
}
