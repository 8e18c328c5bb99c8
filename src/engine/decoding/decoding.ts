import { checkRules, type NumberedRule } from '../../core/codecs/rules';
import type { MessageContext, RuleStatus, SchemaStatus } from '../../protocol/decoding';
import { DecoderThread } from './decoderThread';

/** Longest time to read one schema, ms. */
const schemaLimit = 5000;

/** Whether a schema could be read at all: where it could not, no thread tries again before the next configuration. */
function isUsable(status: SchemaStatus): boolean {
  return status.messageTypes.length > 0;
}

/**
 * Rules, schemas, and the two threads that decode by them: one for what a person looks at, one that searches through many records,
 * so that nobody waits for a search.
 */
export class Decoding {
  readonly reader = new DecoderThread(() => this.setup());
  readonly searcher = new DecoderThread(() => this.setup());
  /** Grows whenever frames may read differently than before. */
  revision = 0;
  rules: readonly NumberedRule[] = [];
  private problems: RuleStatus[] = [];
  private schemas = new Map<string, SchemaStatus>();
  private reading: Promise<void> = Promise.resolve();

  constructor(private readonly onChange: () => void) {}

  /** Takes the setting `zmq.decoders`, and reads its schemas anew. */
  configure(setting: readonly unknown[]): void {
    const { rules, problems } = checkRules(setting);
    if (rules.length + this.rules.length + problems.length + this.problems.length === 0) return;
    this.rules = rules;
    this.problems = problems;
    this.schemas = new Map();
    this.reader.refresh();
    const files = new Set(rules.flatMap(({ protoFile }) => protoFile ?? []));
    this.reading = this.readAll([...files]);
  }

  private async readAll(files: readonly string[]): Promise<void> {
    const { schemas } = this;
    for (const file of files) {
      const status = await this.read(file);
      if (schemas !== this.schemas) return;
      schemas.set(file, status);
    }
    this.searcher.refresh();
    this.revision++;
    this.onChange();
  }

  private async read(protoFile: string): Promise<SchemaStatus> {
    try {
      return await this.reader.runOne('schema', { protoFile }, schemaLimit);
    } catch (error) {
      return { protoFile, messageTypes: [], problem: { message: `${protoFile} could not be read: ${error instanceof Error ? error.message : String(error)}`, file: protoFile } };
    }
  }

  async status(): Promise<{ rules: RuleStatus[]; schemas: SchemaStatus[] }> {
    await this.reading;
    const schemas = [...this.schemas.values()];
    const rules = this.problems.map((status) => {
      const rule = this.rules.find(({ rule }) => rule === status.rule);
      const schema = rule?.protoFile === undefined ? undefined : this.schemas.get(rule.protoFile);
      if (status.problem || !rule || !schema) return status;
      if (schema.problem) return { ...status, problem: schema.problem };
      if (rule.messageType !== undefined && !schema.messageTypes.includes(rule.messageType)) {
        return { ...status, problem: { message: `${rule.protoFile} has no message ${rule.messageType}.`, file: rule.protoFile } };
      }
      return status;
    });
    return { rules, schemas };
  }

  /** Reads a schema that no rule names. */
  async readSchema(protoFile: string): Promise<SchemaStatus> {
    await this.reading;
    const status = this.schemas.get(protoFile) ?? (await this.read(protoFile));
    this.schemas.set(protoFile, status);
    return status;
  }

  /** Whether frames of such a message may be meant by a rule. */
  concerns({ socketName }: MessageContext): boolean {
    return this.rules.some(({ socket }) => socket === undefined || socket === socketName);
  }

  private setup() {
    return { rules: this.rules, schemas: [...this.schemas.values()].filter(isUsable).map(({ protoFile }) => protoFile) };
  }
}
