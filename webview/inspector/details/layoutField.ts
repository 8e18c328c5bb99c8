import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { parseLayout } from '../../../src/core/codecs/layout/layout';
import '../../shared/controls/choice';
import type { TextField } from '../../shared/controls/toolkit';

const maxLength = 1000;

/** What is no layout is not worth to be remembered. */
export function isLayout(text: string): boolean {
  return 'layout' in parseLayout(text);
}

/** A field for the layout of numbers in bytes, and those that were written before. */
export function layoutField(
  index: number,
  layout: string | undefined,
  earlier: readonly string[],
  choose: (layout: string | undefined) => void,
): TemplateResult {
  const changed = (text: string): void => choose(text.trim() === '' ? undefined : text.trim().slice(0, maxLength));
  const others = earlier.filter((other) => other !== layout);
  return html`<div class="reading" role="group" aria-label="${t('Layout of the numbers in frame {0}', index + 1)}">
    <vscode-text-field
      class="layout data"
      size="28"
      spellcheck="false"
      placeholder="<If   f4[]   seq:u4 temp:f4"
      title="${t("As in Python's struct, little-endian and without padding unless it begins with @, > or !; or types such as u4, f4, complex64, with [] to the end; names stand before a colon. Empty: numbers in a text.")}"
      .value=${layout ?? ''}
      @change=${(event: Event) => changed((event.target as TextField).value)}
      >${t('Layout')}</vscode-text-field
    >
    ${
      others.length === 0
        ? nothing
        : html`<zmq-choice
            labelled
            label="${t('Earlier layouts')}"
            .value=${''}
            .options=${[{ value: '', label: '…' }, ...others.map((other) => ({ value: other, label: other }))]}
            .choose=${changed}
          ></zmq-choice>`
    }
  </div>`;
}
