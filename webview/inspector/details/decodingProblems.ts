import { filled } from '../../shared/text/filled';
import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { decoders } from '../../../src/core/codecs/values/decoderNames';
import type { Decoded, DecodedFrame } from '../../../src/protocol/decoding';
import { countText, counted } from '../../../src/core/base/quantities';
import { layersOf } from './frameDisplays';

export interface DecodingProblemActions {
  /** Shows where a rule goes wrong. */
  showCause: (rule: number) => void;
  /** Shows a byte of what lies `depth` unwrappings inside. */
  showByte: (byte: number, depth: number) => void;
}

function layerText({ decoder, size, atLeast, text = '', encoding }: Decoded): string {
  const name =
    decoder === 'prefix' && text !== ''
      ? t('Prefix "{0}"', text.length > maxPrefix ? `${text.slice(0, maxPrefix)}…` : text)
      : encoding
        ? t('Text in {0}', encoding.toUpperCase())
        : decoders[decoder].label;
  return atLeast ? t('{0}, at least {1}', name, counted(size, 'byte')) : `${name}, ${counted(size, 'byte')}`;
}

/** Characters of a prefix that are shown. */
const maxPrefix = 60;

/** Lines that tell what is packed in a frame, what could not be decoded and why, and what was cut. */
export function decodingProblems(
  decoded: DecodedFrame | undefined,
  { showCause, showByte }: DecodingProblemActions,
): TemplateResult | typeof nothing {
  if (!decoded) return nothing;
  const { ruleProblem, brokenRule } = decoded;
  const layers = layersOf(decoded);
  const jump = (byte: number, depth: number): TemplateResult =>
    html`<vscode-button class="small" appearance="secondary" @click=${() => showByte(byte, depth)}
      >${t('Show byte {0}', countText(byte))}</vscode-button
    >`;
  return html`${layers.length > 1 || decoded.encoding ? html`<p class="muted">${layers.map(layerText).join(' › ')}</p>` : nothing}
  ${
    ruleProblem
      ? html`<p class="warning" role="note">
          ${ruleProblem}
          <vscode-button class="small" appearance="secondary" @click=${() => brokenRule !== undefined && showCause(brokenRule)}
            >${t('Show Cause')}</vscode-button
          >
        </p>`
      : nothing
  }
  ${layers.map(
    ({ problem, notes = [], badByte }, depth) =>
      html`${problem ? html`<p class="problem" role="note">${problem.message} ${problem.at === undefined ? nothing : jump(problem.at, depth)}</p>` : nothing}
      ${badByte === undefined || problem?.at === badByte ? nothing : html`<p class="warning" role="note">${filled(t('not UTF-8 {0}'), jump(badByte, depth))}</p>`}
      ${notes.map((note) => html`<p class="muted" role="note">${note}</p>`)}`,
  )}`;
}
