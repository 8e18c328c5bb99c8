import { t } from '@vscode/l10n';
import { checkRules, type NumberedRule } from '../../core/codecs/rules';
import type { RuleStatus, SchemaStatus } from '../../protocol/decoding';
import type { MessageContext } from '../../core/codecs/messageContext';
import { speak, spokenLanguage } from '../../core/base/language';
import { DecoderThread } from './decoderThread';
import type { Language } from '../../protocol/language';
import type { Setup, Tasks } from './tasks';

/** Longest time to read one schema, ms. */
const schemaLimit = 5000;
/** Longest time to load one module with what it requires, ms. */
const moduleLimit = 2000;

/** Whether a schema could be read at all: where it could not, no thread tries again before the next configuration. */
function isUsable({ status }: Tasks['schema']['result']): boolean {
  return status.problem === undefined;
}

/**
 * Rules, schemas, and the two threads that decode by them: one for what a person looks at, one that searches through many records,
 * so that nobody waits for a search.
 */
export class Decoding {
  readonly reader = new DecoderThread(() => this.setup());
  readonly searcher = new DecoderThread(() => ({ ...this.setup(), givesWay: true }));
  /** Grows whenever frames may read differently than before. */
  revision = 0;
  rules: readonly NumberedRule[] = [];
  private problems: RuleStatus[] = [];
  private schemas = new Map<string, Tasks['schema']['result']>();
  /** What is wrong with each, if anything. */
  private modules = new Map<string, RuleStatus['problem']>();
  private reading: Promise<void> = Promise.resolve();

  constructor(private readonly onChange: () => void) {}

  /** Settles once all threads have ended, which they may never do. */
  async ended(): Promise<void> {
    await Promise.all([this.reader.ended(), this.searcher.ended()]);
  }

  /** From now on this process and its threads speak the language. */
  speak(language: Language): void {
    if (JSON.stringify(language) === JSON.stringify(spokenLanguage())) return;
    speak(language);
    this.reader.refresh();
    this.searcher.refresh();
    this.revision++;
  }

  /** Takes the setting `zmq.decoders`, and reads its schemas anew. */
  configure(setting: readonly unknown[], mayRunModules: boolean): void {
    const { rules, problems } = checkRules(setting, mayRunModules);
    if (rules.length + this.rules.length + problems.length + this.problems.length === 0) return;
    this.rules = rules;
    this.problems = problems;
    this.schemas = new Map();
    this.modules = new Map();
    this.reader.refresh();
    const files = new Set(rules.flatMap(({ protoFile, avroSchema }) => protoFile ?? avroSchema ?? []));
    this.reading = this.readAll([...files], new Set(rules.flatMap(({ module }) => module ?? [])));
  }

  private async readAll(files: readonly string[], moduleFiles: ReadonlySet<string>): Promise<void> {
    const { schemas, modules, rules } = this;
    for (const file of moduleFiles) {
      const { problem } = await this.load(file);
      if (schemas !== this.schemas) return;
      modules.set(file, problem);
    }
    for (const file of files) {
      const schema = await this.read(
        file,
        rules.flatMap(({ protoFile, messageType }) => (protoFile === file ? (messageType ?? []) : [])),
      );
      if (schemas !== this.schemas) return;
      schemas.set(file, schema);
    }
    this.searcher.refresh();
    this.revision++;
    this.onChange();
  }

  private async read(protoFile: string, named: string[]): Promise<Tasks['schema']['result']> {
    try {
      return await this.reader.runOne('schema', { protoFile, named }, schemaLimit);
    } catch (error) {
      const message = t('{0} could not be read: {1}', protoFile, error instanceof Error ? error.message : String(error));
      return { status: { protoFile, messageTypes: [], problem: { message, file: protoFile } }, unknown: [] };
    }
  }

  private async load(file: string): Promise<Tasks['module']['result']> {
    try {
      return await this.reader.runOne('module', { file }, moduleLimit);
    } catch (error) {
      const message = t('{0} could not be loaded: {1}', file, error instanceof Error ? error.message : String(error));
      return { problem: { message, file } };
    }
  }

  async status(): Promise<{ rules: RuleStatus[]; schemas: SchemaStatus[] }> {
    await this.reading;
    const schemas = [...this.schemas.values()].map(({ status }) => status);
    const rules = this.problems.map((status) => {
      const rule = this.rules.find(({ rule }) => rule === status.rule);
      const schema = this.schemas.get(rule?.protoFile ?? rule?.avroSchema ?? '');
      const module = rule?.module === undefined ? undefined : this.modules.get(rule.module);
      if (!status.problem && module) return { ...status, problem: module };
      if (status.problem || !rule || !schema) return status;
      if (schema.status.problem) return { ...status, problem: schema.status.problem };
      if (rule.messageType !== undefined && schema.unknown.includes(rule.messageType)) {
        return {
          ...status,
          problem: { message: t('{0} has no message {1}.', rule.protoFile ?? '', rule.messageType), file: rule.protoFile },
        };
      }
      return status;
    });
    return { rules, schemas };
  }

  /** Reads a file as it is now, whether or not a rule names it. */
  async readSchema(protoFile: string): Promise<SchemaStatus> {
    await this.reading;
    return (await this.read(protoFile, [])).status;
  }

  /** Whether frames of such a message may be meant by a rule. */
  concerns({ socketName }: MessageContext): boolean {
    return this.rules.some(({ socket }) => socket === undefined || socket === socketName);
  }

  private setup(): Setup {
    return {
      language: spokenLanguage(),
      rules: this.rules,
      schemas: [...this.schemas.values()].filter(isUsable).map(({ status }) => status.protoFile),
      modules: [...this.modules].map(([file, problem]) => ({ file, ...(problem ? { problem } : {}) })),
    };
  }
}
