import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SessionTasks, withDependencies, type RunningTask } from '../../../../src/host/tasks/sessionTasks';

describe('tasks of debug sessions', () => {
  function tasks() {
    const running = new Set<RunningTask>();
    const ended: string[] = [];
    const run = (name: string) => {
      const task: RunningTask = {
        names: [name, `zmq-tap: ${name}`],
        terminate: () => {
          running.delete(task);
          ended.push(name);
        },
      };
      running.add(task);
      return task;
    };
    return { ended, run, running, sessions: new SessionTasks(() => [...running]) };
  }

  it('end with the session whose launch started them', () => {
    const { ended, run, sessions } = tasks();
    sessions.launching(['tap']);
    run('tap');
    run('other');
    sessions.started('1', ['tap']);
    sessions.ended('2');
    assert.deepEqual(ended, []);
    sessions.ended('1');
    assert.deepEqual(ended, ['tap']);
  });

  it('end too where nothing was told of the launch, which began before the extension was there', () => {
    const { ended, run, sessions } = tasks();
    run('tap');
    sessions.started('1', ['zmq-tap: tap']);
    sessions.ended('1');
    assert.deepEqual(ended, ['tap']);
  });

  it('go on where a person started them', () => {
    const { ended, run, sessions } = tasks();
    run('tap');
    sessions.launching(['tap']);
    sessions.started('1', ['tap']);
    sessions.ended('1');
    assert.deepEqual(ended, []);
  });

  it('end with the last of several sessions', () => {
    const { ended, run, sessions } = tasks();
    run('tap');
    sessions.started('1', ['tap']);
    sessions.launching(['tap']);
    sessions.started('2', ['tap']);
    sessions.ended('1');
    assert.deepEqual(ended, []);
    sessions.ended('2');
    assert.deepEqual(ended, ['tap']);
  });

  it('are new ones where those of before have ended', () => {
    const { ended, run, running, sessions } = tasks();
    const first = run('tap');
    sessions.launching(['tap']);
    running.delete(first);
    run('tap');
    sessions.started('1', ['tap']);
    sessions.ended('1');
    assert.deepEqual(ended, ['tap']);
  });

  it('are found behind the tasks that depend on them', () => {
    const entries = [
      { label: 'prepare', dependsOn: ['build', 'tap'] },
      { label: 'tap', type: 'zmq-tap' },
      { label: 'build', dependsOn: 'prepare' },
      { label: 'other', dependsOn: ['tap'] },
      null,
    ];
    assert.deepEqual(withDependencies('prepare', entries), ['prepare', 'build', 'tap']);
    assert.deepEqual(withDependencies('tap', entries), ['tap']);
    assert.deepEqual(withDependencies('unknown', []), ['unknown']);
  });
});
