import { endpointProblem } from '../../core/socket/endpoint';
import type { EndpointRole } from '../../protocol/sockets';
import type { Memory } from './workspaceMemory';

const kept = 10;
const key = (role: EndpointRole) => `recentEndpoints.${role}`;

/** The endpoints last used in this workspace, the latest first. */
export class RecentEndpoints {
  constructor(private readonly memory: Memory) {}

  list(role: EndpointRole): string[] {
    const stored = this.memory.get(key(role));
    if (!Array.isArray(stored)) return [];
    return stored
      .filter((endpoint): endpoint is string => typeof endpoint === 'string' && endpointProblem(endpoint, role) === undefined)
      .slice(0, kept);
  }

  async note(endpoint: string, role: EndpointRole): Promise<void> {
    await this.memory.update(key(role), [endpoint, ...this.list(role).filter((other) => other !== endpoint)].slice(0, kept));
  }
}
