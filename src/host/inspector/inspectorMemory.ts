import { t } from '@vscode/l10n';
import { Emitter } from 'vscode-jsonrpc/node';
import * as v from 'valibot';
import { toBytesInput } from '../../core/base/bytes';
import { ZmqError } from '../../core/base/errors';
import { check } from '../../core/base/check';
import { frameDrafts, type FrameDraft } from '../../protocol/composer';
import {
  filterText,
  rememberFilter,
  saveColumns,
  savedName,
  saveFilter,
  saveMessage,
  type ChosenColumns,
  type Filters,
  type SavedMessage,
} from '../../protocol/inspector';
import { routingId } from '../../protocol/shapes';
import { bytesInput } from '../sockets/specInput';
import { recallColumns } from './rememberedColumns';
import type { Memory } from '../memory/workspaceMemory';

const maxRecent = 20;
const maxSaved = 200;
/** Characters in all saved messages together: each snapshot for a page has them all. */
const maxCharacters = 1024 * 1024;

const savedFilter = v.strictObject({ name: savedName, filter: filterText });
const rememberedMessage = v.strictObject({
  name: savedName,
  frames: frameDrafts,
  delimiter: v.optional(v.boolean()),
  routingId: v.optional(v.pipe(bytesInput, routingId)),
});

/** The filters and the messages that a workspace remembers for its inspector. */
export class InspectorMemory {
  private readonly emitter = new Emitter<void>();
  readonly onDidChange = this.emitter.event;
  private recent: string[];
  private readonly saved: Map<string, string>;
  private readonly messagesByName: Map<string, SavedMessage>;
  /** Of the log; undefined where nobody chose any. */
  columns: ChosenColumns | undefined;

  /** What does not hold together is left out, each told through `complain`. */
  constructor(
    private readonly memory: Memory,
    complain: (text: string) => void,
  ) {
    const leftOut = (one: string) => (reason: string) => complain(t('A remembered {0} is left out: {1}', one, reason));
    this.recent = recallList(memory.get('recentFilters'), filterText, leftOut('filter')).slice(0, maxRecent);
    const filters = recallList(memory.get('savedFilters'), savedFilter, leftOut('filter')).slice(0, maxSaved);
    this.saved = new Map(filters.map(({ name, filter }) => [name, filter]));
    const messages = recallList(memory.get('savedMessages'), rememberedMessage, leftOut('message')).slice(0, maxSaved);
    this.messagesByName = new Map(messages.map((message) => [message.name, message]));
    const stored = memory.get('columns');
    if (stored === undefined) return;
    const { columns, leftOut: parts } = recallColumns(stored);
    this.columns = columns;
    if (parts > 0) complain(t('Of the remembered choice of columns {0} parts are left out, for they cannot be read.', parts));
  }

  get filters(): Filters {
    const saved = [...this.saved].map(([name, filter]) => ({ name, filter }));
    return { recent: [...this.recent], saved: saved.sort(byName) };
  }

  /** In alphabetical order of their names. */
  get messages(): SavedMessage[] {
    return [...this.messagesByName.values()].sort(byName);
  }

  /** A filter was in use. @throws ZmqError `invalidParams`, as do the others. */
  async rememberFilter(params: unknown): Promise<void> {
    const { filter } = check(rememberFilter.params, params);
    if (filter === '' || filter === this.recent[0]) return;
    this.recent = [filter, ...this.recent.filter((other) => other !== filter)].slice(0, maxRecent);
    await this.keep('recentFilters', this.recent);
  }

  /** @throws ZmqError `limitReached` too. */
  async saveFilter(params: unknown): Promise<void> {
    const { name, filter } = check(saveFilter.params, params);
    if (filter === undefined || filter === '') this.saved.delete(name);
    else {
      refuseTooMany(this.saved, name, 'filters');
      this.saved.set(name, filter);
    }
    await this.keep('savedFilters', this.filters.saved);
  }

  /**
   * @param checkFiles throws where a frame would be taken from a file that the page was not given
   * @throws ZmqError `limitReached` too.
   */
  async saveMessage(params: unknown, checkFiles: (frames: readonly FrameDraft[]) => void): Promise<void> {
    const { frames, ...message } = check(saveMessage.params, params);
    if (frames === undefined) this.messagesByName.delete(message.name);
    else {
      checkFiles(frames);
      refuseTooMany(this.messagesByName, message.name, 'messages');
      const others = this.messages.filter((other) => other.name !== message.name);
      if (charactersIn([...others, { ...message, frames }]) > maxCharacters) {
        throw new ZmqError('limitReached', t('The saved messages of this workspace would be longer than 1 MiB together.'), {
          hint: t('Delete some, or take the frame from a file.'),
        });
      }
      this.messagesByName.set(message.name, { ...message, frames });
    }
    await this.keep(
      'savedMessages',
      this.messages.map(({ routingId, ...rest }) => ({ ...rest, ...(routingId ? { routingId: toBytesInput(routingId) } : {}) })),
    );
  }

  async saveColumns(params: unknown): Promise<void> {
    this.columns = check(saveColumns.params, params).columns;
    await this.keep('columns', this.columns);
  }

  dispose(): void {
    this.emitter.dispose();
  }

  private async keep(key: string, value: unknown): Promise<void> {
    this.emitter.fire();
    await this.memory.update(key, value);
  }
}

function recallList<T>(found: unknown, schema: v.GenericSchema<unknown, T>, complain: (reason: string) => void): T[] {
  if (found === undefined) return [];
  if (!Array.isArray(found)) {
    complain(t('no list was found.'));
    return [];
  }
  return found.flatMap((candidate) => {
    const { success, output, issues } = v.safeParse(schema, candidate);
    if (!success) complain(issues[0].message);
    return success ? [output] : [];
  });
}

function refuseTooMany(saved: ReadonlyMap<string, unknown>, name: string, what: 'filters' | 'messages'): void {
  if (saved.size < maxSaved || saved.has(name)) return;
  const sentence =
    what === 'filters'
      ? t('This workspace has {0} saved filters already.', maxSaved)
      : t('This workspace has {0} saved messages already.', maxSaved);
  throw new ZmqError('limitReached', sentence, { hint: t('Delete one first.') });
}

function charactersIn(messages: readonly SavedMessage[]): number {
  return messages.reduce((sum, { frames }) => sum + frames.reduce((inside, { text }) => inside + text.length, 0), 0);
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name.localeCompare(b.name);
}
