import type { DecoderName, EncodingName } from '../../../protocol/decoding';
import type { Reading } from './reading';

/** Where in some bytes their content is: from here on, up to `to` or to the end. */
export interface Part {
  from: number;
  to?: number;
}

/** The decoder for bytes, as found by looking at them. */
export interface Choice {
  decoder: DecoderName;
  /** A few words. */
  why: string;
  /** What was read in order to choose. */
  reading?: Reading;
  /** Of a `text` that is not UTF-8. */
  encoding?: EncodingName;
  /** Of `prefix`: where what stands behind it is. */
  part?: Part;
  /** It is likely, but not certain. */
  guess?: true;
  /** Another decoder that could fit, too. */
  offer?: DecoderName;
  /** What is inside, where that was found out. */
  inside?: Choice;
}
