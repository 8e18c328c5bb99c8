import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { TextField } from '../controls/toolkit';
import { fault } from './fault';

/** A labelled text field with what is wrong with its text below it. */
export function textField(
  label: string,
  value: string,
  problem: string | undefined,
  edit: (text: string) => void,
  { placeholder = '', numeric = false } = {},
): unknown {
  // A field keeps the accessible name it was made with.
  return keyed(
    label,
    html`<div>
      <vscode-text-field
        spellcheck="false"
        inputmode=${numeric ? 'numeric' : 'text'}
        placeholder=${placeholder}
        .value=${value}
        ${fault(problem)}
        @input=${(event: Event) => edit((event.target as TextField).value)}
        >${label}</vscode-text-field
      >
      ${problem ? html`<p class="problem">${problem}</p>` : nothing}
    </div>`,
  );
}
