/** Keeps values as VS Code keeps them for a workspace: as JSON. */
export function jsonMemory(initial: Record<string, unknown> = {}) {
  const values = new Map(Object.entries(initial));
  return {
    get: (key: string) => values.get(key),
    update: async (key: string, value: unknown) =>
      void (value === undefined ? values.delete(key) : values.set(key, JSON.parse(JSON.stringify(value)))),
  };
}
