import { t } from '@vscode/l10n';
import { LitElement, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { QueryProblem } from '../../../src/core/query/ast';
import type { CompletionItem } from '../../../src/core/query/complete';
import type { Filters } from '../../../src/protocol/inspector';
import { Follow } from '../../shared/page/follow';
import { icons } from '../../shared/looks/icons';
import { menuPlace, menuStyles } from '../../shared/controls/menuStyles';
import { baseStyles } from '../../shared/looks/theme';
import { filterBoxStyles } from './filterBoxStyles';
import './filterMenu';
import type { SearchControl } from './searchControl';
import { suggest, type Suggestions } from './suggestions';
const problemsShown = 3;

/** A searchbox, as that of the filter: completes what is typed, underlines what is wrong, and goes from match to match. */
@customElement('zmq-filter-box')
export class FilterBox extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [baseStyles, menuStyles, filterBoxStyles];

  @property({ attribute: false }) filter!: SearchControl;
  /** Accessible name. */
  @property() label = '';
  /** What stands in it while it is empty. */
  @property() placeholder = '';
  @property({ attribute: false }) filters: Filters = { recent: [], saved: [] };
  /** Names of sockets, to complete. */
  @property({ attribute: false }) sockets: readonly string[] = [];
  @state() private suggestions: Suggestions | undefined;
  /** Of the suggestions. */
  @state() private active = -1;
  @state() private focused = false;
  @query('input') private input!: HTMLInputElement;
  @query('.behind') private behind!: HTMLElement;
  @query('.below') private below!: HTMLElement;
  /** Grows with each wish for suggestions, so that a late answer is known as late. */
  private wish = 0;

  constructor() {
    super();
    new Follow(this, () => [this.filter]);
  }

  override render() {
    const { suggestions, active, shownProblems, filter } = this;
    const { text, found, remark, offer } = filter;
    const isWrong = shownProblems.length > 0;
    return html`<div class="field ${isWrong ? 'wrong' : ''}">
        <div class="behind" aria-hidden="true"><span>${underlined(text, shownProblems)}</span></div>
        <input
          type="search"
          aria-label=${this.label}
          placeholder=${this.placeholder}
          title="${t('Ctrl+Space lists what can be written here')}"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          aria-autocomplete="list"
          aria-expanded=${suggestions ? 'true' : 'false'}
          aria-controls="suggestions"
          aria-activedescendant=${suggestions && active >= 0 ? `suggestion-${active}` : nothing}
          aria-invalid=${isWrong ? 'true' : 'false'}
          aria-describedby=${isWrong ? 'problems' : nothing}
          .value=${text}
          @input=${() => this.type()}
          @keydown=${this.keydown}
          @scroll=${() => this.align()}
          @focus=${() => (this.focused = true)}
          @blur=${() => this.left()}
        />
        ${
          filter.save
            ? html`<zmq-filter-menu
                .filters=${this.filters}
                .current=${isWrong ? '' : text}
                .use=${(chosen: string) => this.use(chosen)}
                .save=${filter.save}
              ></zmq-filter-menu>`
            : nothing
        }
      </div>
      ${
        text === ''
          ? nothing
          : html`<span class="found ${isWrong ? 'problem' : 'muted'}" title=${found}>${found}</span>
              ${
                offer === undefined
                  ? nothing
                  : html`<button class="decoded" title=${offer.says} @click=${() => this.use(offer.filter)}>${offer.label}</button>`
              }
              <span class="steps">
                ${this.stepButton(t('Previous match'), t('Previous match (Shift+F3)'), icons.up, -1)}
                ${this.stepButton(t('Next match'), t('Next match (F3)'), icons.down, 1)}
              </span>`
      }
      <span class="unseen" role="status">${remark || (suggestions ? t('{0} suggestions', suggestions.items.length) : '')}</span>
      <div class="menu below" popover="manual" @mousedown=${(event: Event) => event.preventDefault()}>
        <div id="problems" ?hidden=${!isWrong}>
          ${shownProblems.slice(0, problemsShown).map(({ message }) => html`<p class="fault">${message}</p>`)}
        </div>
        <div id="suggestions" role="listbox" aria-label="${t('Suggestions')}" ?hidden=${!suggestions}>
          ${suggestions?.items.map((item, index) => this.suggestion(item, index))}
        </div>
      </div>`;
  }

  /** What stands there is selected, to be typed over. */
  override focus(): void {
    this.input.focus();
    this.input.select();
  }

  /** Puts a filter into the box and applies it. */
  private use(filter: string): void {
    this.filter.use(filter);
    this.input.focus();
  }

  protected override updated(): void {
    this.align();
    // The popover is above everything, so it must not stay when there is nothing to say.
    const wanted = this.suggestions !== undefined || (this.focused && this.shownProblems.length > 0);
    const shown = this.below.matches(':popover-open');
    if (wanted && !shown) this.below.showPopover();
    else if (!wanted && shown) this.below.hidePopover();
    if (!wanted) return;
    menuPlace(this.below, this);
    this.renderRoot.querySelector(`#suggestion-${this.active}`)?.scrollIntoView({ block: 'nearest' });
  }

  private stepButton(label: string, title: string, icon: unknown, by: 1 | -1) {
    return html`<vscode-button appearance="icon" aria-label=${label} title=${title} @click=${() => this.filter.step(by)}
      >${icon}</vscode-button
    >`;
  }

  /** Not while one is typing, and what is merely unfinished only once one has left: neither is wrong yet. */
  private get shownProblems(): readonly QueryProblem[] {
    if (this.filter.isTyped) return [];
    return this.filter.problems.filter(({ unfinished }) => !unfinished || !this.focused);
  }

  private suggestion(item: CompletionItem, index: number) {
    return html`<div
      id="suggestion-${index}"
      class="item"
      role="option"
      aria-selected=${index === this.active ? 'true' : 'false'}
      @click=${() => this.accept(item)}
    >
      <span class="data">${item.label}</span> <span class="muted">${item.detail}</span>
    </div>`;
  }

  /** The text below scrolls with that of the field. */
  private align(): void {
    this.behind.scrollLeft = this.input.scrollLeft;
  }

  private left(): void {
    this.focused = false;
    this.close();
    this.filter.apply();
    this.filter.noteUse();
  }

  private type(): void {
    this.filter.type(this.input.value);
    void this.suggest(false);
  }

  /** `asked`: lists also what could begin here, where nothing of it was typed yet. */
  private async suggest(asked: boolean): Promise<void> {
    const wish = ++this.wish;
    const text = this.input.value;
    const { sockets, filters } = this;
    const { findTopics } = this.filter;
    const found = await suggest(text, this.input.selectionStart ?? text.length, { sockets, filters, findTopics, asked });
    if (wish !== this.wish || !this.focused) return;
    this.active = -1;
    this.suggestions = found.items.length > 0 ? found : undefined;
  }

  private close(): void {
    this.wish++;
    this.suggestions = undefined;
    this.active = -1;
  }

  private accept(item: CompletionItem): void {
    const { suggestions, input } = this;
    if (!suggestions) return;
    input.setRangeText(item.insert, suggestions.from, suggestions.to, 'end');
    this.close();
    this.type();
  }

  private keydown(event: KeyboardEvent): void {
    if (this.suggestions && this.keyInList(event, this.suggestions)) return handled(event);
    if (event.key === ' ' && event.ctrlKey) {
      void this.suggest(true);
      return handled(event);
    }
    if (event.key === 'ArrowDown' && this.input.value === '') {
      void this.suggest(true);
      return handled(event);
    }
    if (event.key === 'Enter') {
      if (this.filter.isTyped) this.filter.apply();
      else this.filter.step(event.shiftKey ? -1 : 1);
      this.close();
      this.filter.noteUse();
      return handled(event);
    }
    if (event.key === 'Escape' && this.filter.leave) {
      this.filter.leave();
      return handled(event);
    }
    if (event.key === 'Escape' && this.input.value !== '') {
      this.filter.type('');
      this.filter.apply();
      return handled(event);
    }
  }

  /** True where the key was one for the open list. */
  private keyInList(event: KeyboardEvent, { items }: Suggestions): boolean {
    const { active } = this;
    const chosen = items[active];
    switch (event.key) {
      case 'ArrowDown':
        this.active = (active + 1) % items.length;
        return true;
      case 'ArrowUp':
        this.active = (active <= 0 ? items.length : active) - 1;
        return true;
      case 'Escape':
        this.close();
        return true;
      case 'Enter':
        if (chosen) this.accept(chosen);
        return chosen !== undefined;
      case 'Tab': {
        // Of a list that opened while typing the first one is meant; from an empty box one only wants to leave.
        const meant = chosen ?? (this.input.value === '' || event.shiftKey ? undefined : items[0]);
        if (meant) this.accept(meant);
        return meant !== undefined;
      }
    }
    return false;
  }
}

function handled(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

/** The text again, unseen below what is typed, for its underlines. */
function underlined(text: string, problems: readonly QueryProblem[]) {
  const parts: unknown[] = [];
  let end = 0;
  for (const problem of problems) {
    const from = Math.max(end, Math.min(problem.from, text.length));
    // What is missing at the end is marked behind it.
    const to = Math.max(problem.to, from + 1);
    parts.push(text.slice(end, from), html`<span class="squiggle">${text.slice(from, to) || ' '}</span>`);
    end = to;
  }
  return parts.length === 0 ? nothing : html`${parts}${text.slice(end)}`;
}
