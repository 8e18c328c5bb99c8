import { t } from '@vscode/l10n';
import { languageTag } from '../../core/base/language';
import * as vscode from 'vscode';
import { utf8 } from '../../core/base/bytes';
import { counted, countText, frequencyText, messageRateText, sizeText } from '../../core/base/quantities';
import { agoText } from '../base/agoText';
import { oneLine } from '../base/plainText';
import { topicText } from '../sockets/topicText';
import { pageSize, type ChangingEntry, type MoreTopics, type TopicElement, type TopicEntry } from './topicBranches';

/** Characters of the last value in a row, which has counts to show beside it. */
const maxValue = 30;

export function topicItem(element: TopicElement, now: number): vscode.TreeItem {
  const item =
    element.kind === 'topic' ? entryItem(element, now) : element.kind === 'changing' ? changingItem(element, now) : moreItem(element);
  item.id = element.id;
  return item;
}

function entryItem(entry: TopicEntry, now: number): vscode.TreeItem {
  const { label, children, isTopic } = entry.topic;
  const shown = label === '' ? t('(empty)') : oneLine(label);
  const item = new vscode.TreeItem(shown, children > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None);
  const facts = factsOf(entry, now);
  const value = valueOf(entry);
  item.description = [value, ...facts.map(({ short }) => short)].filter(Boolean).join(' · ');
  item.accessibilityInformation = {
    label: [shown, ...facts.map(({ long }) => long), ...(value === '' ? [] : [t('last value {0}', value)])].join(', '),
  };
  item.iconPath = new vscode.ThemeIcon(children > 0 ? 'folder' : iconOfValue(value));
  item.contextValue = ['topic', children > 0 && 'inner', isTopic && 'exact'].filter(Boolean).join(' ');
  // With arguments it would be another command after each refresh, and the one of a row that is being clicked be gone.
  item.command = { command: 'zmq.tree.showTopic', title: t('Show in Log') };
  return item;
}

/** What the value looks like, in a glance. */
function iconOfValue(value: string): string {
  if (/^[{[]/.test(value)) return 'json';
  if (/^0x/.test(value)) return 'file-binary';
  return /^[-+]?\d/.test(value) ? 'symbol-numeric' : 'symbol-string';
}

function changingItem({ frames: { socketName, messages, last } }: ChangingEntry, now: number): vscode.TreeItem {
  const name = oneLine(socketName);
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.None);
  const ago = agoText(now - last.time);
  item.description = [t('no topics'), counted(messages, 'message'), ago].join(' · ');
  item.accessibilityInformation = {
    label: [name, t('no topics'), counted(messages, 'message'), t('the last one {0}', ago)].join(', '),
  };
  item.iconPath = new vscode.ThemeIcon('symbol-number');
  item.contextValue = 'changing';
  item.command = { command: 'zmq.tree.showTopic', title: t('Show in Log') };
  return item;
}

/** Why the messages of a socket are not listed by topic. */
export function changingTooltip({ frames: { socketName, messages, bytes, last } }: ChangingEntry): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  tooltip.appendText(
    t(
      'The messages of {0} begin with another frame each time, such as a counter, a time or an id: that is no topic. Messages so far: {1} ({2}).',
      oneLine(socketName),
      countText(messages),
      sizeText(bytes),
    ),
  );
  tooltip.appendText(`\n${t('Where such frames come again, they are listed as topics.')}`);
  tooltip.appendText(`\n${t('Last: No. {0} at {1}', last.number, new Date(last.time).toLocaleTimeString(languageTag()))}`);
  tooltip.appendCodeblock(last.preview === '' ? t('(empty)') : last.preview, 'plaintext');
  return tooltip;
}

/** The last value, as much of it as a row has room for; empty where it is not kept any more. A topic at its beginning is said already. */
function valueOf({ topic: { last, path, isTopic } }: TopicEntry): string {
  const topic = isTopic ? oneLine(topicText(path)) : '';
  const shown = oneLine(last.preview);
  const rest = topic !== '' && shown.startsWith(topic) ? shown.slice(topic.length) : undefined;
  const characters = [...(rest !== undefined && /^[\s:,;|=]/.test(rest) ? rest.replace(/^[\s:,;|=]+/, '') : shown)];
  return characters.length > maxValue ? `${characters.slice(0, maxValue - 1).join('')}…` : characters.join('');
}

const both = (text: string) => ({ short: text, long: text });

function factsOf({ topic: { messages, perSecond, bytes, last } }: TopicEntry, now: number): { short: string; long: string }[] {
  const ago = agoText(now - last.time);
  return [
    both(counted(messages, 'message')),
    ...(perSecond > 0 ? [{ short: t('{0}/s', frequencyText(perSecond)), long: messageRateText(perSecond) }] : []),
    both(sizeText(bytes)),
    { short: ago, long: t('the last one {0}', ago) },
  ];
}

/** Made when somebody points at it. What was received is set as text: nothing in it becomes a link or a picture. */
export function topicTooltip({ topic: { path, topics, children, last } }: TopicEntry): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  tooltip.appendText(children > 0 ? t('Topics that begin with {0}', oneLine(topicText(path))) : t('Topic {0}', oneLine(topicText(path))));
  if (children > 0) tooltip.appendText(`\n${counted(topics, 'topic')}`);
  tooltip.appendText(`\n${t('Last: No. {0} at {1}', last.number, new Date(last.time).toLocaleTimeString(languageTag()))}`);
  tooltip.appendCodeblock(last.preview === '' ? t('(empty)') : last.preview, 'plaintext');
  return tooltip;
}

/** As a person may paste it elsewhere. */
export function topicForClipboard({ topic: { path } }: TopicEntry): string {
  return utf8(path) ?? topicText(path);
}

function moreItem(more: MoreTopics): vscode.TreeItem {
  const left = more.total - more.shown;
  const item = new vscode.TreeItem(t('Show {0} more of {1}…', countText(Math.min(left, pageSize)), countText(left)));
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.contextValue = 'moreTopics';
  item.command = { command: 'zmq.tree.moreTopics', title: t('Show More') };
  return item;
}
