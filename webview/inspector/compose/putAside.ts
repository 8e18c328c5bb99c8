import type { ComposeDraft } from '../state/panelState';

/** A draft in the place of another, which is put aside where it has anything that would be lost. */
export function replaced(before: ComposeDraft, next: Omit<ComposeDraft, 'putAside'>): ComposeDraft {
  const { putAside, ...draft } = before;
  const isBlank = draft.frames.every(({ text }) => text === '');
  const isSame = JSON.stringify(draft.frames) === JSON.stringify(next.frames);
  const kept = isBlank || isSame ? putAside : draft;
  return { ...next, ...(kept ? { putAside: kept } : {}) };
}

/** The draft that was put aside, in exchange for the one that is there. */
export function restored({ putAside, ...draft }: ComposeDraft): ComposeDraft {
  return putAside ? replaced(draft, putAside) : draft;
}
