/** The name of a system or libzmq error (`EAGAIN`), undefined for errors of another kind. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
