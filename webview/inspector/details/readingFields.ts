import { t } from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import { encodingNames, type DecoderChoice, type EncodingName } from '../../../src/protocol/decoding';
import '../../shared/controls/choice';
import type { TextField } from '../../shared/controls/toolkit';

/** Whether more is said of a frame than its decoder. */
export function hasReadingOptions({ encoding, skip, after, offset }: DecoderChoice = {}): boolean {
  return (encoding ?? skip ?? after ?? offset) !== undefined;
}

/** Fields that say where in a frame its content begins, and which encoding its text has. */
export function readingFields(index: number, choice: DecoderChoice, choose: (choice: DecoderChoice) => void): TemplateResult {
  const { skip, after, encoding } = choice;
  const change = (part: Partial<DecoderChoice>): void => choose({ ...choice, offset: undefined, ...part });
  const valueOf = (event: Event): string => (event.target as TextField).value;
  const skipped = (text: string): number | undefined => (/^\d{1,7}$/.test(text.trim()) && Number(text) > 0 ? Number(text) : undefined);
  return html`<div class="reading" role="group" aria-label="${t('How frame {0} is read', index + 1)}">
    <vscode-text-field
      inputmode="numeric"
      size="6"
      placeholder="0"
      title="${t('Bytes at the beginning that are left out')}"
      .value=${skip === undefined ? '' : String(skip)}
      @change=${(event: Event) => change({ skip: skipped(valueOf(event)) })}
      >${t('Skip bytes')}</vscode-text-field
    >
    <vscode-text-field
      size="10"
      spellcheck="false"
      placeholder="${t('nothing')}"
      title="${t('All up to this text is left out, and the text itself; \\n, \\0 and \\x1f are escapes')}"
      .value=${after ?? ''}
      @change=${(event: Event) => change({ after: valueOf(event) === '' ? undefined : valueOf(event).slice(0, 100) })}
      >${t('Begin after')}</vscode-text-field
    >
    <zmq-choice
      labelled
      label="${t('Encoding of texts')}"
      .value=${encoding ?? ''}
      .options=${[{ value: '', label: t('found out') }, ...encodingNames.map((name) => ({ value: name, label: name }))]}
      .choose=${(name: string) => change(name === '' ? { encoding: undefined } : { encoding: name as EncodingName, decoder: 'text' })}
    ></zmq-choice>
  </div>`;
}
