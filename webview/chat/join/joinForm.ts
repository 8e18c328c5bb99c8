import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { chatPatterns, roleOf, type PatternEndpoints } from '../../../src/core/chat/patterns';
import { chatTitle, isSameChat, specProblems } from '../../../src/core/chat/spec';
import { chatPatternNames, type ChatId, type ChatPattern, type ChatSpec } from '../../../src/protocol/chat';
import '../../shared/controls/choice';
import { endpointError, type EndpointDraft } from '../../shared/forms/endpointDraft';
import { EndpointField } from '../../shared/forms/endpointField';
import { canProbe } from '../../shared/forms/endpointProbe';
import { formFrame, formFrameStyles } from '../../shared/forms/formFrame';
import { icons } from '../../shared/looks/icons';
import { refusal } from '../../shared/forms/refusal';
import { textField } from '../../shared/forms/textField';
import { Follow } from '../../shared/page/follow';
import type { RequestError } from '../../shared/page/requestError';
import { baseStyles, formStyles } from '../../shared/looks/theme';
import type { Checkbox } from '../../shared/controls/toolkit';
import type { Joining } from './joining';
import { formatChoice } from './formatChoice';
import { draftedEndpoints, draftedSpec, newJoinDraft, withEndpoint, withPattern, type JoinDraft } from '../state/joinDraft';

const patterns = () => chatPatternNames.map((pattern) => ({ value: pattern, label: chatPatterns[pattern].label }));

/** The form `Join chat`. Fires `joined` and `close-form`. */
@customElement('zmq-join-form')
export class JoinForm extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    baseStyles,
    formStyles,
    formFrameStyles,
    css`
      :host {
        border: 0;
      }
      form {
        max-width: 520px;
      }
      .example {
        font-size: 12px;
        overflow-wrap: anywhere;
      }
      .last {
        max-width: 100%;
      }
      .last::part(control) {
        justify-content: flex-start;
        min-width: 0;
        text-align: start;
      }
      /* What is said there comes and goes while one types. */
      .problem {
        font-size: 12px;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) joining!: Joining;

  private shownError: RequestError | undefined;

  constructor() {
    super();
    new Follow(this, () => [this.joining]);
  }

  /** Not the button that closes the form, though it comes first. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('vscode-text-field')?.focus();
  }

  override render() {
    const { draft, form, chats, strict, busy, error } = this.joining;
    const traits = chatPatterns[draft.pattern];
    const problems = specProblems(draftedSpec(draft));
    const hosts = draft.pattern === 'room' && draft.host;
    const last = form?.last;
    const known = last && chats.find(({ spec }) => isSameChat(spec, last));
    const content = html`${
        last && known?.state !== 'joined'
          ? html`<vscode-button
              class="last"
              appearance="secondary"
              ?disabled=${busy}
              title="${t('Rejoin last: {0}', chatTitle(last))}"
              @click=${() => this.rejoin(last, known?.id)}
              >${t('Rejoin last: {0}', chatTitle(last))}</vscode-button
            >`
          : nothing
      }
      ${textField(t('Nick'), draft.nick, draft.nick === '' && !strict ? undefined : problems.nick, (nick) => this.set({ nick }))}
      <zmq-choice
        label="${t('Pattern')}"
        labelled
        .options=${patterns()}
        .value=${draft.pattern}
        .choose=${(pattern: string) => this.choosePattern(pattern as ChatPattern)}
      ></zmq-choice>
      <p class="muted example">${traits.summary}.</p>
      ${
        draft.pattern === 'room'
          ? html`<vscode-checkbox
              class="host"
              .checked=${draft.host}
              @change=${(event: Event) => this.set({ host: (event.target as Checkbox).checked })}
              >${t('Host the room on this computer')}</vscode-checkbox
            >`
          : nothing
      }
      ${traits.endpoints.map((place) => this.endpoints(place, problems[place.field]))}
      ${traits.hasRooms ? textField(draft.pattern === 'room' || draft.pattern === 'group' ? t('Rooms') : t('Topics'), draft.rooms, problems.rooms, (rooms) => this.set({ rooms }), { placeholder: t('all; or lab, workshop') }) : nothing}
      ${formatChoice(draft.pattern, draft.format, (format) => this.set({ format }))}
      <vscode-checkbox .checked=${draft.history} @change=${(event: Event) => this.set({ history: (event.target as Checkbox).checked })}
        >${t('Keep history in this workspace')}</vscode-checkbox
      >
      ${error ? refusal(error, draftedEndpoints(draft), (index, endpoint) => this.replace(index, endpoint)) : nothing}
      <div class="row">
        <vscode-button class="join" ?disabled=${busy} @click=${() => this.submit()}>${this.buttonText}</vscode-button>
        ${hosts ? nothing : html`<vscode-button appearance="secondary" @click=${() => this.hostRoom()}>${t('Host a Room')}</vscode-button>`}
      </div>`;
    return formFrame(
      t('Join chat'),
      chats.length > 0 ? () => this.dispatchEvent(new CustomEvent('close-form')) : undefined,
      html`<div class="fields" @keydown=${this.keydown}>${content}</div>`,
    );
  }

  protected override updated(): void {
    const { error } = this.joining;
    if (error && error !== this.shownError) this.renderRoot.querySelector('.error')?.scrollIntoView({ block: 'nearest' });
    this.shownError = error;
  }

  private endpoints({ field, label, hostLabel }: PatternEndpoints, problem: string | undefined) {
    const { draft, strict, form } = this.joining;
    const typed = draft.endpoints[field] ?? [''];
    const role = roleOf(field, draft.host);
    const single = field === 'publishers' || field === 'subscribers';
    const name = (draft.host && hostLabel) || label;
    // What is wrong with one endpoint stands below it; here, what is wrong with all of them.
    const own = typed.some((text) => text !== '' && endpointError({ role, text }));
    const shown = !own && (strict || typed.some((text) => text.trim() !== '')) ? problem : undefined;
    return keyed(
      name,
      html`<div class="fields">
        ${typed.map(
          (text, index) =>
            html`<zmq-endpoint-field
                .label=${index === 0 ? name : `${name} (${index + 1})`}
                fixed
                .recent=${form?.recentEndpoints ?? []}
                .problem=${(index === 0 && shown) || ''}
                ?removable=${typed.length > 1}
                .draft=${{ role, text }}
                .edit=${(changed: EndpointDraft) => this.editEndpoint(withEndpoint(draft, field, index, changed.text))}
                @remove=${() => this.set({ endpoints: { ...draft.endpoints, [field]: typed.toSpliced(index, 1) } })}
              ></zmq-endpoint-field>
              ${
                role === 'connect' && canProbe(text)
                  ? html`<zmq-endpoint-probe .connection=${this.joining.connection} .endpoint=${text}></zmq-endpoint-probe>`
                  : nothing
              }`,
        )}
        ${shown ? html`<p class="problem">${shown}</p>` : nothing}
        ${
          single || (typed[0] ?? '').trim() === ''
            ? nothing
            : html`<div class="row">
                <vscode-button
                  class="small"
                  appearance="secondary"
                  aria-label="${t('Add endpoint: {0}', name)}"
                  @click=${() => this.set({ endpoints: { ...draft.endpoints, [field]: [...typed, ''] } })}
                  >${t('Add endpoint')}<span slot="start">${icons.add}</span></vscode-button
                >
              </div>`
        }
      </div>`,
    );
  }

  private set(change: Partial<JoinDraft>): void {
    this.joining.edit({ ...this.joining.draft, ...change });
  }

  private editEndpoint(draft: JoinDraft): void {
    this.joining.editAnew(draft);
  }

  private choosePattern(pattern: ChatPattern): void {
    this.joining.editAnew(withPattern(this.joining.draft, pattern), false);
  }

  private get buttonText(): string {
    const { draft, busy } = this.joining;
    if (draft.pattern === 'room' && draft.host) return busy ? t('Hosting…') : t('Host Room');
    return busy ? t('Joining…') : t('Join');
  }

  /** The form is about hosting then: what says so comes into sight. */
  private async hostRoom(): Promise<void> {
    this.joining.editAnew({ ...withPattern(this.joining.draft, 'room'), host: true }, false);
    await this.updateComplete;
    const box = this.renderRoot.querySelector<HTMLElement>('.host');
    box?.scrollIntoView({ block: 'nearest' });
    box?.focus();
  }

  /** Where that is refused, the form shows what was tried, to be mended there. */
  private async rejoin(spec: ChatSpec, id?: ChatId): Promise<void> {
    this.joining.edit(newJoinDraft(this.joining.form, spec, id));
    await this.join(spec, id);
  }

  /** Puts another endpoint in the place of the one that was refused; a room that cannot be hosted here is joined. */
  private replace(index: number, { role, text }: EndpointDraft): void {
    const place = draftedEndpoints(this.joining.draft)[index];
    if (!place) return;
    const { field } = place;
    if (role === place.role) this.editEndpoint(withEndpoint(this.joining.draft, field, place.index, text));
    else if (field === 'publishers' || field === 'subscribers') this.editEndpoint({ ...this.joining.draft, host: false });
    else this.editEndpoint(this.moved(place.field, place.index, text));
  }

  /** An endpoint that is to be connected to in place of being bound. */
  private moved(field: PatternEndpoints['field'], index: number, text: string): JoinDraft {
    const { draft } = this.joining;
    const { endpoints } = draft;
    const to = draft.pattern === 'pipeline' && field === 'bind' ? 'pushConnect' : 'connect';
    const rest = (endpoints[field] ?? []).toSpliced(index, 1);
    const there = (endpoints[to] ?? []).filter((other) => other.trim() !== '');
    return { ...draft, endpoints: { ...endpoints, [field]: rest.length > 0 ? rest : [''], [to]: [...there, text] } };
  }

  private keydown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.isComposing || !(event.composedPath()[0] instanceof HTMLInputElement)) return;
    event.preventDefault();
    void this.submit();
  }

  private async submit(): Promise<void> {
    this.joining.beStrict();
    const spec = draftedSpec(this.joining.draft);
    if (Object.keys(specProblems(spec)).length > 0) {
      await this.focusFault();
      return;
    }
    await this.join(spec, this.joining.draft.id);
  }

  private async focusFault(): Promise<void> {
    await this.updateComplete;
    for (const field of this.renderRoot.querySelectorAll<HTMLElement>('vscode-text-field, zmq-endpoint-field')) {
      const wrong = field instanceof EndpointField ? await field.wrongField() : field.matches('[aria-invalid=true]') && field;
      if (wrong) return wrong.focus();
    }
  }

  private async join(spec: ChatSpec, id?: ChatId): Promise<void> {
    if (await this.joining.join(spec, id)) this.dispatchEvent(new CustomEvent('joined'));
  }
}
