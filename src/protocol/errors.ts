/**
 * Why a request was refused. The name travels in `ErrorData.code`; the number beside it is the JSON-RPC error code.
 * -32700 to -32600 are JSON-RPC's own (2.0 specification, section 5.1).
 */
export const errorCodes = {
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  invalidEndpoint: -32001,
  unsupportedTransport: -32002,
  addressInUse: -32003,
  addressUnavailable: -32004,
  noSuchSocket: -32005,
  noSuchEndpoint: -32006,
  noSuchRecord: -32007,
  noSuchView: -32008,
  invalidOption: -32009,
  notSupportedByType: -32010,
  limitReached: -32011,
  engineStopped: -32012,
  noSuchChat: -32013,
  noSuchEntry: -32014,
  invalidChat: -32015,
  invalidQuery: -32016,
  noSuchSeries: -32017,
  noSuchJob: -32018,
  invalidFrame: -32019,
  invalidSchema: -32020,
  tooSlow: -32021,
  noSuchCapture: -32022,
  readOnlyCapture: -32023,
  needsKey: -32024,
  noSuchTap: -32025,
  invalidTap: -32026,
  noSuchProxy: -32027,
  invalidProxy: -32028,
  noSuchRelay: -32029,
  invalidFault: -32030,
  exportFailed: -32031,
  recordingUnreadable: -32032,
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** The `data` of every error answer. */
export interface ErrorData {
  code: ErrorCode;
  /** What to try next, a sentence. */
  hint?: string;
  /** The endpoint the error is about, as it was given. */
  endpoint?: string;
  /** An endpoint that would work instead (a free port, a reachable host). */
  suggestion?: string;
  /** Characters of a query or a draft that the error is about. */
  at?: { from: number; to: number };
  /** The message names that place itself. */
  saysPlace?: true;
}
