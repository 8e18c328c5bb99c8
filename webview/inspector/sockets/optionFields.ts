import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { optionProblem, optionsOf, socketOptions, type OptionName } from '../../../src/core/socket/socketOptions';
import type { SocketOptions, SocketType } from '../../../src/protocol/sockets';
import { readDraft, type BytesDraft } from '../../shared/bytes/bytesDraft';
import '../../shared/bytes/bytesField';
import { fault } from '../../shared/forms/fault';
import { baseStyles, formStyles } from '../../shared/looks/theme';
import type { Checkbox, Dropdown, TextField } from '../../shared/controls/toolkit';
import type { OpenDraft } from '../state/panelState';

type Typed = BytesDraft | string | boolean;

/** The value that was typed, or why it is none; neither where the field was left at its default. */
export function readOption(
  name: OptionName,
  typed: Typed | undefined,
): { value?: Uint8Array | number | boolean | string; problem?: string } {
  const traits = socketOptions[name];
  if (typed === undefined || (typeof typed === 'string' && typed.trim() === '')) return {};
  let value: Uint8Array | number | boolean | string;
  if (typeof typed === 'object') {
    if (typed.text === '') return {};
    const read = readDraft(typed);
    if (read.bytes === undefined) return { problem: read.problem };
    value = read.bytes;
  } else value = typeof typed === 'string' && traits.kind === 'integer' ? Number(typed) : typed;
  const problem = optionProblem(traits, value);
  return problem ? { problem: `${traits.label} ${problem}.` } : { value };
}

/** What of the typed options belongs to the type and differs from the default; undefined while one is wrong. */
export function readOptions(type: SocketType, typed: OpenDraft['options']): SocketOptions | undefined {
  const options: Record<string, unknown> = {};
  for (const name of optionsOf(type)) {
    const { value, problem } = readOption(name, typed[name]);
    if (problem) return undefined;
    if (value !== undefined && value !== socketOptions[name].default) options[name] = value;
  }
  return options;
}

/** The options of one socket type with their defaults. */
@customElement('zmq-option-fields')
export class OptionFields extends LitElement {
  static override styles = [
    baseStyles,
    formStyles,
    css`
      .option p {
        font-size: 12px;
      }
      .fields {
        padding: 6px 0 4px 12px;
      }
    `,
  ];

  @property() type!: SocketType;
  @property({ attribute: false }) typed!: OpenDraft['options'];
  @property({ attribute: false }) edit!: (typed: OpenDraft['options']) => void;

  override render() {
    const names = optionsOf(this.type);
    const set = names.filter(
      (name) => readOption(name, this.typed[name]).value !== undefined || readOption(name, this.typed[name]).problem,
    ).length;
    return html`<details>
      <summary>${set > 0 ? t('Options ({0} set)', set) : t('Options')}</summary>
      <div class="fields">${names.map((name) => this.option(name))}</div>
    </details>`;
  }

  private option(name: OptionName) {
    const traits = socketOptions[name];
    const typed = this.typed[name];
    const { problem } = readOption(name, typed);
    const set = (value: Typed): void => this.edit({ ...this.typed, [name]: value });
    const description = html`<p class=${problem ? 'problem' : 'muted'}>${problem ?? traits.description}</p>`;
    if (traits.kind === 'boolean') {
      return html`<div class="option">
        <vscode-checkbox
          .checked=${typeof typed === 'boolean' ? typed : traits.default}
          @change=${(event: Event) => set((event.target as Checkbox).checked)}
          >${traits.label}</vscode-checkbox
        >
        ${description}
      </div>`;
    }
    if (traits.kind === 'choice') {
      return html`<div class="option">
        <label for=${name}>${traits.label}</label>
        <vscode-dropdown
          id=${name}
          .value=${typeof typed === 'string' && typed !== '' ? typed : traits.default}
          @change=${(event: Event) => set((event.target as Dropdown).value)}
        >
          ${traits.choices.map((choice) => html`<vscode-option value=${choice}>${choice}</vscode-option>`)}
        </vscode-dropdown>
        ${description}
      </div>`;
    }
    if (traits.kind === 'bytes') {
      const draft: BytesDraft = typeof typed === 'object' ? typed : { format: 'text', text: '' };
      return html`<div class="option">
        <zmq-bytes-field
          .label=${traits.label}
          placeholder="${t('none')}"
          .draft=${draft}
          .problem=${problem ?? ''}
          .edit=${set}
        ></zmq-bytes-field>
        ${problem ? nothing : description}
      </div>`;
    }
    return html`<div class="option">
      <vscode-text-field
        inputmode="numeric"
        placeholder=${t('{0} (default)', traits.default)}
        .value=${typeof typed === 'string' ? typed : ''}
        ${fault(problem)}
        @input=${(event: Event) => set((event.target as TextField).value)}
        >${traits.label}${traits.unit ? ` (${traits.unit === 'messages' ? t('messages') : traits.unit})` : ''}</vscode-text-field
      >
      ${description}
    </div>`;
  }
}
