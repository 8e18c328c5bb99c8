import type { ActionServices } from '../../src/host/actions/actionServices';

type Given = { [Part in keyof ActionServices]?: Partial<ActionServices[Part]> };

/** What actions are made of, as far as a test gives it; anything else that an action asks for fails by its name. */
export function scriptedServices(given: Given): ActionServices {
  return whole('services', {
    ...given,
    show: whole('show', given.show ?? {}),
    chats: whole('chats', given.chats ?? {}),
  }) as ActionServices;
}

function whole(name: string, part: object): object {
  return new Proxy(part, {
    get: (target, key, receiver) => {
      if (key in target) return Reflect.get(target, key, receiver) as unknown;
      throw new Error(`${name}.${String(key)} is not part of this test.`);
    },
  });
}
