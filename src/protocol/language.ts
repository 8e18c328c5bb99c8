import * as v from 'valibot';

/** The language in which a process speaks to people, where that is not English. */
export const language = v.strictObject({
  /** BCP 47, as numbers are written, too: `de`. */
  tag: v.pipe(v.string(), v.maxLength(35), v.check(isTag, 'must be the tag of a language')),
  /** By the English text; what is missing is said in English. */
  texts: v.pipe(
    v.record(v.string(), v.string()),
    v.check((texts) => Object.keys(texts).length <= 10_000, 'must have at most 10,000 texts'),
  ),
});
export type Language = v.InferOutput<typeof language>;

function isTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
