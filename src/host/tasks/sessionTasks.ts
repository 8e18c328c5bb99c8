/** A task that runs. */
export interface RunningTask {
  /** What launch configurations may call it. */
  names: readonly string[];
  terminate(): void;
}

/**
 * Which debug session started which tap: that ends with it. What ran already when a launch began is a person's, and goes on. `running` gives the same
 * object for a task as long as it runs.
 */
export class SessionTasks<T extends RunningTask> {
  private readonly ofPerson = new Set<T>();
  private readonly sessions = new Map<T, Set<string>>();

  constructor(private readonly running: () => readonly T[]) {}

  /** A launch begins that will run the tasks of these names. */
  launching(names: readonly string[]): void {
    for (const task of this.named(names)) if (!this.sessions.has(task)) this.ofPerson.add(task);
  }

  /** The session of that launch runs. */
  started(session: string, names: readonly string[]): void {
    for (const task of this.named(names)) {
      if (this.ofPerson.has(task)) continue;
      this.sessions.set(task, (this.sessions.get(task) ?? new Set()).add(session));
    }
  }

  ended(session: string): void {
    for (const [task, sessions] of this.sessions) {
      if (!sessions.delete(session) || sessions.size > 0) continue;
      this.sessions.delete(task);
      task.terminate();
    }
    this.forgetEnded();
  }

  private named(names: readonly string[]): T[] {
    this.forgetEnded();
    return this.running().filter((task) => task.names.some((name) => names.includes(name)));
  }

  private forgetEnded(): void {
    const running = new Set(this.running());
    for (const task of [...this.ofPerson, ...this.sessions.keys()]) {
      if (running.has(task)) continue;
      this.ofPerson.delete(task);
      this.sessions.delete(task);
    }
  }
}

/** The task and all that it depends on, by the entries of tasks.json. */
export function withDependencies(label: string, entries: readonly unknown[]): string[] {
  const names = new Set<string>();
  const visit = (name: string) => {
    if (names.has(name)) return;
    names.add(name);
    for (const entry of entries) {
      if (typeof entry !== 'object' || entry === null || !('label' in entry) || entry.label !== name) continue;
      const dependsOn = 'dependsOn' in entry ? [entry.dependsOn].flat() : [];
      for (const each of dependsOn) if (typeof each === 'string') visit(each);
    }
  };
  visit(label);
  return [...names];
}
