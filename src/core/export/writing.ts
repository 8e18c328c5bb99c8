import type { CopyForm } from '../../protocol/export';
import { cProgram } from './code/c';
import { omqScript } from './code/omq';
import { pythonProgram } from './code/python';
import { Senders, type Sender, type UsedEndpoint } from './code/senders';
import { zeromqJsProgram } from './code/zeromqJs';
import { csvForm } from './csv';
import type { ExportedRecord } from '../capture/exportedRecord';
import { hexForm } from './hex';
import { jsonForm } from './jsonLines';
import { markdownForm } from './markdown';
import { textForm } from './text';
import type { TextForm } from './textForm';

type CodeForm = Extract<CopyForm, 'pyzmq' | 'zeromq.js' | 'c' | 'omq'>;

const textForms: Readonly<Record<Exclude<CopyForm, CodeForm>, TextForm>> = {
  text: textForm,
  hex: hexForm,
  json: jsonForm,
  csv: csvForm,
  markdown: markdownForm,
};

const programs: Readonly<Record<CodeForm, (senders: readonly Sender[]) => string>> = {
  pyzmq: pythonProgram,
  'zeromq.js': zeromqJsProgram,
  c: cProgram,
  omq: omqScript,
};

function isCode(form: CopyForm): form is CodeForm {
  return Object.hasOwn(programs, form);
}

/** Records on their way into one text. */
export interface Writing {
  add(record: ExportedRecord): void;
  /** Characters so far, roughly. */
  readonly length: number;
  /** Records that have no place in this form. */
  readonly passedOver: number;
  finish(): string;
}

/** `endpointsOf` tells where the sockets of a source are, for programs that send. */
export function writingIn(form: CopyForm, endpointsOf: (source: string) => readonly UsedEndpoint[]): Writing {
  return isCode(form) ? new Program(programs[form], endpointsOf) : new Lines(textForms[form]);
}

class Lines implements Writing {
  readonly passedOver = 0;
  length = 0;
  private readonly records: string[] = [];

  constructor(private readonly form: TextForm) {}

  add(record: ExportedRecord): void {
    const text = this.form.record(record);
    this.length += text.length;
    this.records.push(text);
  }

  finish(): string {
    const { head, between, tail } = this.form;
    return head + this.records.join(between) + tail;
  }
}

/** Bytes become up to four characters each. */
const perByte = 4;

class Program implements Writing {
  length = 0;
  private readonly senders: Senders;

  constructor(
    private readonly program: (senders: readonly Sender[]) => string,
    endpointsOf: (source: string) => readonly UsedEndpoint[],
  ) {
    this.senders = new Senders(endpointsOf);
  }

  get passedOver(): number {
    return this.senders.passedOver;
  }

  add(record: ExportedRecord): void {
    this.senders.add(record);
    this.length += record.kept * perByte;
  }

  finish(): string {
    return this.senders.all.length === 0 ? '' : this.program(this.senders.all);
  }
}
