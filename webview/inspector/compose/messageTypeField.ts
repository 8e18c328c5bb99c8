import { t } from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import { visibleText } from '../../../src/core/base/preview';
import type { FrameDraft } from '../../../src/protocol/composer';
import type { SchemaStatus } from '../../../src/protocol/decoding';
import '../../shared/controls/choice';

type Schema = NonNullable<FrameDraft['schema']>;

interface MessageTypeField {
  label: string;
  /** Undefined while they are asked for. */
  schemas: readonly SchemaStatus[] | undefined;
  chosen: Schema | undefined;
  choose: (schema: Schema) => void;
  showRules: () => void;
}

/** The message types of all rules to choose from, or how to come by some. */
export function messageTypeField({ label, schemas, chosen, choose, showRules }: MessageTypeField): TemplateResult {
  if (!schemas) return html`<p class="muted">${t('Looking for message types…')}</p>`;
  const known = schemas.flatMap(({ protoFile, messageTypes }) => messageTypes.map((messageType): Schema => ({ protoFile, messageType })));
  const types = chosen && !known.some((type) => keyOf(type) === keyOf(chosen)) ? [...known, chosen] : known;
  const problems = schemas.filter(({ problem }) => problem);
  const options = types.map((type) => ({
    value: keyOf(type),
    label: `${type.messageType}${schemas.length > 1 ? ` (${fileName(type.protoFile)})` : ''}`,
  }));
  return html`${
    types.length > 0
      ? html`<zmq-choice
          label=${label}
          labelled
          .options=${chosen ? options : [{ value: '', label: t('Choose…') }, ...options]}
          .value=${chosen ? keyOf(chosen) : ''}
          .choose=${(value: string) => {
            const type = types.find((one) => keyOf(one) === value);
            if (type) choose(type);
          }}
        ></zmq-choice>`
      : problems.length > 0
        ? ''
        : html`<p class="muted">
            ${t('No message type is known: the setting zmq.decoders needs a rule with the decoder protobuf and a .proto file.')}
          </p>`
  }
  ${problems.map(({ protoFile, problem }) => html`<p class="problem">${problem?.line === undefined ? fileName(problem?.file ?? protoFile) : t('{0}, line {1}', fileName(problem.file ?? protoFile), problem.line)}: ${visibleText(problem?.message ?? '')}</p>`)}
  ${types.length > 0 ? '' : html`<vscode-button class="small" appearance="secondary" @click=${showRules}>${t('Open zmq.decoders')}</vscode-button>`}`;
}

function keyOf({ protoFile, messageType }: Schema): string {
  return `${protoFile}\n${messageType}`;
}

function fileName(path: string): string {
  return visibleText(path.split(/[\\/]/).at(-1) ?? '');
}
