import { t } from '@vscode/l10n';
import path from 'node:path';
import * as vscode from 'vscode';
import { parseLayout } from '../../core/codecs/layout/layout';
import { decoders } from '../../core/codecs/values/decoderNames';
import { decoderNames, decoderStatus, readSchema, type DecoderName, type DecoderRule, type SchemaStatus } from '../../protocol/decoding';
import { decoderRules, removeRule, showRules, writeRule, type SettingsLevel } from '../decoders/decoderSettings';
import { protoFilesOf } from '../decoders/decoderSetting';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { forLabel, forNotification, oneLine } from '../base/plainText';
import { reportProblem } from '../base/problems';
import { besideInspector } from '../files/besideInspector';
import type { DecodeAsParams, ShowDecodersParams } from '../../protocol/inspector';
import { back, cancelled, runSteps, type Answer, type Step } from './stepOrder';
import { input, pick, separator, type Choice } from './steps';

const maxFound = 50;

/** Rules that say which decoder reads what. */
export class DecoderCommands {
  constructor(private readonly engine: EngineSupervisor) {}

  /** Writes a rule; asks for what is left out. @returns false where the person gave up */
  async decodeAs(given: DecodeAsParams): Promise<boolean> {
    const draft: Draft = { ...given };
    const title = t('Decode {0} As', whatOf(given));
    const done = await runSteps(title, [
      this.decoder(draft, given),
      this.layout(draft, given),
      this.protoFile(draft),
      this.messageType(draft),
      this.avroSchema(draft),
      this.module(draft),
    ]);
    const { decoder } = draft;
    if (!done) return false;
    if (decoder === undefined && !saysHow(given)) return this.decodeAutomatically(given);
    const level = await writeRule({
      ...draft,
      ...(decoder === 'protobuf' ? {} : { protoFile: undefined, messageType: undefined }),
      ...(decoder === 'numbers' ? {} : { layout: undefined }),
      ...(decoder === 'avro' ? {} : { avroSchema: undefined }),
      ...(decoder === 'module' ? {} : { module: undefined }),
    });
    await this.engine.reconfigure();
    void this.tell(whatOf(given), decoder, level).catch((error: unknown) => void reportProblem(error));
    return true;
  }

  private async decodeAutomatically({ socket, topic, frame, path }: DecodeAsParams): Promise<boolean> {
    const removed = await removeRule({ socket, topic, frame, path });
    if (removed) await this.engine.reconfigure();
    const what = whatOf({ socket, topic, frame, path });
    const sentence = removed
      ? t('{0} is read by what its bytes are: its rule is gone.', what)
      : t('There is no rule for {0} alone. Others in zmq.decoders may concern it.', what);
    void vscode.window.showInformationMessage(forNotification(sentence));
    return removed;
  }

  /** Opens the rules, or the file at fault. */
  async show({ rule, file, line = 1 }: ShowDecodersParams = {}): Promise<void> {
    if (file === undefined) return showRules({ edit: rule === undefined, rule });
    const start = new vscode.Position(line - 1, 0);
    await vscode.window.showTextDocument(vscode.Uri.file(file), {
      viewColumn: besideInspector(),
      selection: new vscode.Range(start, start),
    });
  }

  /** Says where the rule stands, or why it cannot be followed. */
  private async tell(what: string, decoder: DecoderName | undefined, level: SettingsLevel): Promise<void> {
    const open = t('Open settings.json');
    const how = decoder === undefined ? t('the rule says') : decoders[decoder].label;
    const written =
      level === 'workspace'
        ? t('{0} is read as {1}: the rule stands first in zmq.decoders of the workspace.', what, how)
        : t('{0} is read as {1}: the rule stands first in zmq.decoders of your user settings.', what, how);
    const problem = await this.problemOfFirstRule();
    const pressed =
      problem === undefined
        ? await vscode.window.showInformationMessage(forNotification(written), open)
        : await vscode.window.showWarningMessage(forNotification(t('The rule was written, but cannot be followed: {0}', problem)), open);
    if (pressed === open) await showRules({ level, edit: false });
  }

  private async problemOfFirstRule(): Promise<string | undefined> {
    if (this.engine.state !== 'running') return undefined;
    const { rules } = await this.engine.request(decoderStatus, {});
    return rules.find(({ rule }) => rule === 1)?.problem?.message;
  }

  private decoder(draft: Draft, given: DecodeAsParams): Step {
    const ask: Step['ask'] = async (frame) => {
      const choices: Choice<DecoderName | typeof automatic>[] = [
        { label: t('Automatic'), description: t('without a rule, by what the bytes are'), value: automatic },
        ...decoderNames.map((value) => ({ label: decoders[value].label, description: decoders[value].summary, value })),
      ];
      const answer = await pick(frame, { placeholder: t('How to read its frames'), choices: () => choices });
      return take(answer, (decoder) => {
        draft.decoder = decoder === automatic ? undefined : decoder;
      });
    };
    return { applies: () => given.decoder === undefined && !saysHow(given), ask };
  }

  private layout(draft: Draft, given: DecodeAsParams): Step {
    const ask: Step['ask'] = async (frame) => {
      const answer = await input(frame, {
        prompt: t('How the numbers lie in the bytes; nothing for numbers in a text'),
        placeholder: '<If   f4[]   seq:u4 temp:f4',
        value: draft.layout ?? '',
        problem: (typed) => {
          const parsed = typed.trim() === '' ? undefined : parseLayout(typed);
          return parsed && 'problem' in parsed ? parsed.problem : undefined;
        },
      });
      return take(answer, (layout) => {
        draft.layout = typeof layout === 'string' && layout.trim() !== '' ? layout.trim() : undefined;
      });
    };
    return { applies: () => draft.decoder === 'numbers' && given.layout === undefined && given.decoder === undefined, ask };
  }

  private protoFile(draft: Draft): Step {
    const ask: Step['ask'] = async (frame) => {
      const known = protoFilesOf(decoderRules());
      const found = (await vscode.workspace.findFiles('**/*.proto', '**/node_modules/**', maxFound))
        .map(({ fsPath }) => fsPath)
        .filter((file) => !known.includes(file));
      const answer = await pick<string | typeof noSchema | typeof another>(frame, {
        placeholder: t('File that describes its messages: a .proto file or a descriptor set'),
        choices: () => [
          ...section(t('in use'), known),
          ...section(t('in this workspace'), found),
          separator(''),
          { label: t('Choose File…'), iconPath: new vscode.ThemeIcon('folder-opened'), value: another },
          { label: t('Without a Schema'), description: t('fields by their numbers'), value: noSchema },
        ],
      });
      const protobuf = { Protobuf: ['proto', 'pb', 'desc', 'protoset', 'bin'] };
      const chosen = answer === another ? await chooseFile(t('Schema of Protobuf Messages'), protobuf) : answer;
      return take(chosen, (file) => {
        draft.protoFile = file === noSchema ? undefined : file;
        draft.messageType = undefined;
      });
    };
    return { applies: () => draft.decoder === 'protobuf', ask };
  }

  private messageType(draft: Draft): Step {
    const ask: Step['ask'] = async (frame) => {
      const schema = await this.engine.request(readSchema, { protoFile: draft.protoFile ?? '' });
      const answer = await pick(frame, { placeholder: t('Type of its messages'), choices: () => typesIn(schema) });
      return take(answer, (messageType) => {
        draft.messageType = messageType;
      });
    };
    return { applies: () => draft.decoder === 'protobuf' && draft.protoFile !== undefined, ask };
  }

  private avroSchema(draft: Draft): Step {
    const ask: Step['ask'] = async (frame) => {
      const found = (await vscode.workspace.findFiles('**/*.avsc', '**/node_modules/**', maxFound)).map(({ fsPath }) => fsPath);
      const answer = await pick<string | typeof noSchema | typeof another>(frame, {
        placeholder: t('File with the schema of its messages, in JSON'),
        choices: () => [
          ...section(t('in this workspace'), found),
          separator(''),
          { label: t('Choose File…'), iconPath: new vscode.ThemeIcon('folder-opened'), value: another },
          { label: t('Without a Schema'), description: t('for files that have their own'), value: noSchema },
        ],
      });
      const chosen = answer === another ? await chooseFile(t('Schema of Avro Messages'), { Avro: ['avsc', 'json'] }) : answer;
      return take(chosen, (file) => {
        draft.avroSchema = file === noSchema ? undefined : file;
      });
    };
    return { applies: () => draft.decoder === 'avro', ask };
  }

  private module(draft: Draft): Step {
    const ask: Step['ask'] = async (frame) => {
      const found = (await vscode.workspace.findFiles('**/*.{js,cjs,mjs}', '**/node_modules/**', maxFound)).map(({ fsPath }) => fsPath);
      const answer = await pick<string | typeof another>(frame, {
        placeholder: t('JavaScript file that exports decode(bytes, context)'),
        choices: () => [
          ...section(t('in this workspace'), found),
          separator(''),
          { label: t('Choose File…'), iconPath: new vscode.ThemeIcon('folder-opened'), value: another },
        ],
      });
      const chosen = answer === another ? await chooseFile(t('Module That Decodes'), { JavaScript: ['js', 'cjs', 'mjs'] }) : answer;
      return take(chosen, (file) => {
        draft.module = file;
      });
    };
    return { applies: () => draft.decoder === 'module', ask };
  }
}

/** A rule without a decoder says something all the same. */
function saysHow({ encoding, skip, after, offset }: DecodeAsParams): boolean {
  return (encoding ?? skip ?? after ?? offset) !== undefined;
}

/** A rule as it grows from step to step. */
type Draft = DecoderRule;

const automatic = Symbol('automatic');
const noSchema = Symbol('without a schema');
const another = Symbol('another file');

function take<T>(answer: Answer<T>, use: (value: T) => void): Answer<void> {
  if (answer === back) return back;
  if (answer === cancelled) return cancelled;
  use(answer as T);
}

async function chooseFile(title: string, filters: Record<string, string[]>): Promise<Answer<string>> {
  const [file] = (await vscode.window.showOpenDialog({ title, filters: { ...filters, [t('All Files')]: ['*'] } })) ?? [];
  return file ? file.fsPath : cancelled;
}

function section(label: string, files: readonly string[]): Choice<string>[] {
  const choices = files.map((file) => ({ label: forLabel(path.basename(file)), description: forLabel(path.dirname(file)), value: file }));
  return choices.length > 0 ? [separator(label), ...choices] : [];
}

/** The message types to choose from; what keeps the file from being read stands among them. */
function typesIn({ messageTypes, problem }: SchemaStatus): Choice<string>[] {
  const explained: Choice<string>[] = problem
    ? [
        {
          label: forLabel(problem.message),
          description: [problem.file, problem.line].filter((part) => part !== undefined).join(':'),
          iconPath: new vscode.ThemeIcon('error'),
        },
      ]
    : [];
  const none: Choice<string>[] =
    !problem && messageTypes.length === 0
      ? [{ label: t('This file describes no messages.'), iconPath: new vscode.ThemeIcon('error') }]
      : [];
  return [...explained, ...none, ...messageTypes.map((value) => ({ label: forLabel(value), value }))];
}

/** The frames that a rule is for, in words. */
function whatOf({ socket, topic, frame, path }: DecodeAsParams): string {
  const parts = [
    ...(topic === undefined ? [] : [t('Topic {0}', oneLine(topic))]),
    ...(socket === undefined ? [] : [t('Socket {0}', oneLine(socket))]),
    ...(frame === undefined ? [] : [t('Frame {0}', frame)]),
    ...(path === undefined ? [] : [oneLine(path)]),
  ];
  return parts.length > 0 ? parts.join(', ') : t('Everything');
}
