import * as v from 'valibot';

/** An id, or a name where no other of the kind has the same. */
export const named = v.pipe(v.string(), v.minLength(1));
/** What something is to be called. */
export const newName = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200));
