import type { LitElement } from 'lit';

/** Gives the focus to an element that may belong to a part of the page that is not loaded yet. */
export async function focusOnceDrawn(element: HTMLElement | null): Promise<void> {
  if (!element) return;
  await customElements.whenDefined(element.localName);
  await (element as LitElement).updateComplete;
  element.focus();
}
