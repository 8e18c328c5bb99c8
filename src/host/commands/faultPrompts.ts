import { t } from '@vscode/l10n';
import { countText } from '../../core/base/quantities';
import { parseQuery } from '../../core/query/parse';
import type { Fault, FaultKind, FaultWay } from '../../protocol/faults';
import { forLabel } from '../base/plainText';
import { faultMeanings, faultText, wayText } from '../relays/faultTexts';
import { back, cancelled, runSteps, type Step } from './stepOrder';
import { input, more, pick, separator, type Choice } from './steps';

/** What a fault has of numbers, in the order in which they are asked for. */
type NumberName = 'ms' | 'jitter' | 'percent' | 'window' | 'bytesPerSecond' | 'messagesPerSecond' | 'afterSeconds' | 'afterMessages';
const allKinds = Object.keys(faultMeanings) as FaultKind[];

interface NumberTraits {
  of: readonly FaultKind[];
  prompt(): string;
  value: string;
  least: number;
  most: number;
  isWhole?: true;
}
const numbers: Readonly<Record<NumberName, NumberTraits>> = {
  ms: { of: ['delay'], prompt: () => t('By how many ms'), value: '500', least: 0, most: 600_000 },
  jitter: { of: ['delay'], prompt: () => t('Give or take how many ms'), value: '0', least: 0, most: 600_000 },
  percent: {
    of: ['drop', 'duplicate', 'corrupt'],
    prompt: () => t('Of the messages that are meant so many per cent'),
    value: '100',
    least: 0,
    most: 100,
  },
  window: {
    of: ['reorder'],
    prompt: () => t('How many messages change places with one another, 2 to 1,000'),
    value: '5',
    least: 2,
    most: 1000,
    isWhole: true,
  },
  bytesPerSecond: { of: ['limit'], prompt: () => t('bytes in a second'), value: '10000', least: 1, most: 1e12 },
  messagesPerSecond: { of: ['limit'], prompt: () => t('messages in a second'), value: '10', least: 0.01, most: 1e12 },
  afterSeconds: { of: ['black hole'], prompt: () => t('How many seconds after a connection was made'), value: '0', least: 0, most: 1e6 },
  afterMessages: { of: ['reset'], prompt: () => t('At which message of a connection'), value: '10', least: 1, most: 1e9, isWhole: true },
};

interface Asked {
  /** One more; absent where faults are only to go. */
  kind?: FaultKind;
  /** Those that are to stay. */
  rest: readonly Fault[];
  unit?: 'bytesPerSecond' | 'messagesPerSecond';
  values: Partial<Record<NumberName, string>>;
  way?: FaultWay;
  filter: string;
}

/** Asks for one fault more of these kinds, or fewer. @returns those that are to be on; undefined where the person gave up */
export async function askFaults(faults: readonly Fault[], kinds: readonly FaultKind[] = allKinds): Promise<Fault[] | undefined> {
  const asked: Asked = { rest: faults, values: {}, filter: '' };
  const done = await runSteps(t('Faults'), [
    choiceStep(asked, faults, kinds),
    unitStep(asked),
    ...(Object.keys(numbers) as NumberName[]).map((name) => numberStep(asked, name)),
    wayStep(asked),
    filterStep(asked),
  ]);
  return done ? [...asked.rest, ...(asked.kind === undefined ? [] : [faultOf(asked, asked.kind)])] : undefined;
}

function choiceStep(asked: Asked, faults: readonly Fault[], kinds: readonly FaultKind[]): Step {
  const choices: Choice<Pick<Asked, 'kind' | 'rest'>>[] = [
    ...(faults.length > 0
      ? [
          { label: t('Switch all faults off'), value: { rest: [] } },
          separator(t('on now: choose one to switch it off')),
          ...faults.map((fault) => ({
            label: `$(check) ${forLabel(faultText(fault))}`,
            description: faultMeanings[fault.kind](),
            value: { rest: faults.filter((other) => other !== fault) },
          })),
          separator(t('one more')),
        ]
      : []),
    ...kinds.map((kind) => ({ label: kind, description: faultMeanings[kind](), value: { kind, rest: faults } })),
  ];
  return {
    ask: async (frame) => {
      const answer = await pick(frame, { placeholder: t('What is to become of messages that pass'), choices: () => choices });
      if (answer === back || answer === cancelled) return answer;
      Object.assign(asked, { kind: undefined, ...answer });
    },
  };
}

function unitStep(asked: Asked): Step {
  return {
    applies: () => asked.kind === 'limit',
    ask: async (frame) => {
      const units = ['messagesPerSecond', 'bytesPerSecond'] as const;
      const answer = await pick<(typeof units)[number]>(frame, {
        placeholder: t('What is limited'),
        choices: () => units.map((value) => ({ label: numbers[value].prompt(), value })),
      });
      if (answer === back || answer === cancelled) return answer;
      asked.unit = answer;
    },
  };
}

function numberStep(asked: Asked, name: NumberName): Step {
  const { of, prompt, value, least, most } = numbers[name];
  return {
    applies: () => asked.kind !== undefined && of.includes(asked.kind) && (asked.kind !== 'limit' || asked.unit === name),
    ask: async (frame) => {
      const answer = await input(frame, {
        prompt: prompt(),
        value: asked.values[name] ?? value,
        problem: (typed) => {
          const number = Number(typed);
          const fits = typed.trim() !== '' && number >= least && number <= most;
          return fits ? undefined : t('A number from {0} to {1}.', countText(least), countText(most));
        },
      });
      if (answer === back || answer === cancelled) return answer;
      if (answer !== more) asked.values[name] = answer;
    },
  };
}

function wayStep(asked: Asked): Step {
  const ways = [undefined, 'to target', 'from target'] as const;
  return {
    applies: () => asked.kind !== undefined,
    ask: async (frame) => {
      const answer = await pick<{ way: FaultWay | undefined }>(frame, {
        placeholder: t('Which messages'),
        choices: () => ways.map((way) => ({ label: way === undefined ? t('both ways') : wayText(way), value: { way } })),
      });
      if (answer === back || answer === cancelled) return answer;
      asked.way = answer.way;
    },
  };
}

function filterStep(asked: Asked): Step {
  return {
    applies: () => asked.kind !== undefined && asked.kind !== 'black hole',
    ask: async (frame) => {
      const answer = await input(frame, {
        prompt: t('A filter as in the log, such as topic:weather. or json:.temp>20; empty: all messages'),
        value: asked.filter,
        problem: (typed) => parseQuery(typed).problems[0]?.message,
      });
      if (answer === back || answer === cancelled) return answer;
      if (answer !== more) asked.filter = answer.trim();
    },
  };
}

function faultOf({ values, unit, way, filter }: Asked, kind: FaultKind): Fault {
  const chosen = { ...(way === undefined ? {} : { way }), ...(filter === '' ? {} : { filter }) };
  const number = (name: NumberName) => {
    const given = Number(values[name] ?? numbers[name].value);
    return numbers[name].isWhole ? Math.round(given) : given;
  };
  switch (kind) {
    case 'delay':
      return { kind, ...chosen, ms: number('ms'), ...(number('jitter') > 0 ? { jitter: number('jitter') } : {}) };
    case 'drop':
    case 'duplicate':
    case 'corrupt':
      return { kind, ...chosen, ...(number('percent') < 100 ? { share: number('percent') / 100 } : {}) };
    case 'reorder':
      return { kind, ...chosen, window: number('window') };
    case 'limit':
      return { kind, ...chosen, [unit ?? 'messagesPerSecond']: number(unit ?? 'messagesPerSecond') };
    case 'black hole':
      return { kind, ...(way === undefined ? {} : { way }), afterSeconds: number('afterSeconds') };
    case 'reset':
      return { kind, ...chosen, afterMessages: number('afterMessages') };
    case 'hold':
      return { kind, ...chosen };
  }
}
