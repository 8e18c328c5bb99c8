import path from 'node:path';
import { root } from './paths.mjs';

/**
 * Circles of imports: files that need each other, types included, and folders that do. A folder is a directory with the files that
 * lie in it, without those below: so a folder and one within it may make a circle, too.
 * @param {string[]} folders
 * @param {string} [baseDir] what `folders` are relative to; the checkout
 * @returns {Promise<string[]>} a line for each group of files or folders of which each needs each, by whatever way
 */
export async function circlesIn(folders, baseDir = root) {
  // Not before somebody asks: scripts that begin with the set-up import this file, too.
  const { cruise } = await import('dependency-cruiser');
  const { output } = await cruise(folders, {
    baseDir,
    tsPreCompilationDeps: true,
    includeOnly: `^(${folders.join('|')})/`,
  });
  const files = new Map();
  const rooms = new Map();
  for (const { source, dependencies } of output.modules) {
    const needed = dependencies.map(({ resolved }) => resolved);
    files.set(source, new Set(needed));
    const room = path.posix.dirname(source);
    const others = rooms.get(room) ?? new Set();
    rooms.set(room, others);
    for (const file of needed) if (path.posix.dirname(file) !== room) others.add(path.posix.dirname(file));
  }
  return [
    ...circles(files).map((circle) => `Files in a circle: ${circle.join(', ')}`),
    ...circles(rooms).map((circle) => `Folders in a circle: ${circle.join(', ')}`),
  ];
}

/** Groups of nodes of which each reaches each. */
function circles(graph) {
  const reached = new Map([...graph.keys()].map((node) => [node, reachableFrom(graph, node)]));
  const grouped = new Set();
  const found = [];
  for (const [node, others] of reached) {
    if (grouped.has(node) || !others.has(node)) continue;
    const circle = [...others].filter((other) => reached.get(other)?.has(node)).sort();
    for (const member of circle) grouped.add(member);
    found.push(circle);
  }
  return found;
}

/** What can be reached from a node by one step or more. */
function reachableFrom(graph, start) {
  const seen = new Set();
  const open = [start];
  while (open.length > 0)
    for (const next of graph.get(open.pop()) ?? [])
      if (!seen.has(next)) {
        seen.add(next);
        open.push(next);
      }
  return seen;
}
