import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { utf8 } from '../../core/base/bytes';
import { ZmqError } from '../../core/base/errors';
import { socketQuery, topicQuery, topicsQuery } from '../../core/query/write';
import type { InspectorPanels } from '../inspector/inspectorPanels';
import type { NodeOf } from '../views/socketItems';
import type { ChangingEntry, TopicEntry } from '../views/topicBranches';
import { topicForClipboard } from '../views/topicItems';
import type { DecoderCommands } from './decoderCommands';

/** Commands on elements of the trees that lead into the log. */
export class TopicCommands {
  constructor(
    private readonly inspector: InspectorPanels,
    private readonly decoders: DecoderCommands,
  ) {}

  /** Filters the log for a topic, or all that are selected with it, for all topics below a part of them, or for a socket whose messages have none. */
  showTopic(entry: TopicEntry | ChangingEntry, selected: readonly TopicEntry[]): void {
    if (entry.kind === 'changing') {
      this.inspector.showFilter(socketQuery(entry.frames.socketName));
      return;
    }
    const meant = selected.some(({ id }) => id === entry.id) ? selected : [entry];
    const topics = meant.map(({ topic: { path, children } }) => ({ topic: path, exact: children === 0 }));
    const [only] = topics as [(typeof topics)[number]];
    this.inspector.filterTopic(topics.length === 1 ? topicQuery(only.topic, only.exact) : topicsQuery(topics));
  }

  showSocket({ entry: { id, spec } }: NodeOf<'socket'>): void {
    this.inspector.showFilter(socketQuery(spec.name ?? id));
  }

  async copyTopic(entry: TopicEntry): Promise<void> {
    await vscode.env.clipboard.writeText(topicForClipboard(entry));
  }

  /** @throws ZmqError for a topic that no rule can name. */
  async decodeTopic({ topic: { path } }: TopicEntry): Promise<void> {
    const topic = utf8(path);
    if (topic === undefined) {
      throw new ZmqError('invalidParams', t('This topic is not text, and rules name topics as text.'), {
        hint: t('Make a rule for its socket instead, with "Edit Decoders".'),
      });
    }
    await this.decoders.decodeAs({ topic });
  }
}
