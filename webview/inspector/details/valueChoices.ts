import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { visibleText } from '../../../src/core/base/preview';
import { innermost } from '../../../src/core/codecs/values/inner';
import { nodeAt, parsePath } from '../../../src/core/codecs/values/path';
import type { Decoded, DecoderChoice, DecoderName, ValueNode } from '../../../src/protocol/decoding';
import '../../shared/controls/choice';
import { icons } from '../../shared/looks/icons';
import './bytes/pictureView';
import { decoderOptions } from './decoderOptions';
import { layersOf } from './frameDisplays';

/** Bytes of a picture that are asked for at most. */
export const maxPicture = 16 * 1024 * 1024;

export interface ValueChoices {
  chosen: DecoderChoice | undefined;
  /** Path of a value whose decoder is still to be chosen. */
  asking: string | undefined;
  /** The whole value of the frame. */
  value: ValueNode | undefined;
  /** Without a decoder the value is read as before. */
  choose(path: string, decoder: DecoderName | undefined): void;
  makeRule(path: string, decoder: DecoderName | undefined): void;
  /** The first bytes of what lies in a value, `depth` unwrappings inside. */
  fetch(place: { path: string; depth: number }, count: number): Promise<Uint8Array | undefined>;
}

/** A line for each value that is read by a decoder of its own, with the picture in it where there is one. */
export function valueChoices({ chosen, asking, value, choose, makeRule, fetch }: ValueChoices): TemplateResult | typeof nothing {
  const values: { path: string; decoder?: DecoderName }[] = [...(chosen?.values ?? [])];
  if (asking !== undefined && !values.some(({ path }) => path === asking)) values.push({ path: asking });
  if (values.length === 0) return nothing;
  return html`${values.map(({ path, decoder }) => {
    const shown = visibleText(path);
    const inner = value && nodeAt(value, parsePath(path).steps)?.inner;
    return html`<div class="value-choice" role="group" aria-label="${t('Value {0}', shown)}">
        <span class="data clip" title=${shown}>${shown}</span>
        <zmq-choice
          label="${t('Decoder of {0}', shown)}"
          .value=${decoder ?? ''}
          .options=${decoderOptions(decoder, undefined, true)}
          .choose=${(name: string) => choose(path, name === '' ? undefined : (name as DecoderName))}
        ></zmq-choice>
        <vscode-button class="small" appearance="secondary" ?disabled=${!decoder} @click=${() => makeRule(path, decoder)}
          >${t('Make a Rule')}</vscode-button
        >
        <vscode-button
          appearance="icon"
          aria-label="${t('Read {0} as before', shown)}"
          title="${t('Read as before')}"
          @click=${() => choose(path, undefined)}
          >${icons.close}</vscode-button
        >
      </div>
      ${inner?.problem ? html`<p class="problem" role="note">${inner.problem.message}</p>` : nothing}
      ${inner ? pictureIn(inner, shown, (depth, count) => fetch({ path, depth }, count)) : nothing}`;
  })}`;
}

function pictureIn(
  inner: Decoded,
  label: string,
  fetch: (depth: number, count: number) => Promise<Uint8Array | undefined>,
): TemplateResult | typeof nothing {
  const { picture, size } = innermost(inner);
  if (!picture) return nothing;
  const depth = layersOf(inner).length - 1;
  return html`<zmq-picture-view
    class="picture"
    label=${label}
    .picture=${picture}
    .size=${size}
    .fetch=${() => fetch(depth, Math.min(size, maxPicture))}
  ></zmq-picture-view>`;
}
