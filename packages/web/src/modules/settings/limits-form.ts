import type { AssignerLimits, ChangeLimits } from '@architect/contracts/assigner-limits';

/** The limits as fields of a form: an empty field is no limit. */
export interface LimitsForm {
  atWork: number | '';
  perNode: number | '';
  /** `claude=3`, one for each provider that has a limit. */
  perProvider: string[];
  directoryRule: AssignerLimits['directory_rule'];
  memoryPerAgentMb: number | '';
  memoryReserveMb: number | '';
  headlessSessions: number | '';
}

export function formOf(limits: AssignerLimits): LimitsForm {
  return {
    atWork: limits.max_at_work ?? '',
    perNode: limits.max_per_node ?? '',
    perProvider: Object.entries(limits.max_per_provider).map(([name, most]) => `${name}=${most}`),
    directoryRule: limits.directory_rule,
    memoryPerAgentMb: limits.memory_per_agent_mb,
    memoryReserveMb: limits.memory_reserve_mb,
    headlessSessions: limits.headless_sessions,
  };
}

const onePair = /^([a-z][a-z0-9_-]*)\s*=\s*([1-9]\d{0,3})$/;

/** What is wrong with the limits per provider, in words; null when nothing is. */
export function providerFault(pairs: readonly string[]): string | null {
  const wrong = pairs.find((pair) => !onePair.test(pair));
  return wrong === undefined ? null : `"${wrong}" is not like claude=3.`;
}

/** Only what differs from what holds: somebody else may change another field meanwhile. */
export function changeOf(form: LimitsForm, before: AssignerLimits): ChangeLimits {
  const wanted: ChangeLimits = {
    max_at_work: form.atWork === '' ? null : form.atWork,
    max_per_node: form.perNode === '' ? null : form.perNode,
    directory_rule: form.directoryRule,
    memory_per_agent_mb: form.memoryPerAgentMb || 0,
    memory_reserve_mb: form.memoryReserveMb || 0,
    headless_sessions: form.headlessSessions || 0,
  };
  const known: Record<string, unknown> = before;
  const changed = Object.fromEntries(Object.entries(wanted).filter(([name, value]) => known[name] !== value));
  const perProvider = providerChanges(form.perProvider, before.max_per_provider);
  return Object.keys(perProvider).length === 0 ? changed : { ...changed, max_per_provider: perProvider };
}

function providerChanges(
  pairs: readonly string[],
  before: AssignerLimits['max_per_provider'],
): Record<string, number | null> {
  const wanted = new Map(
    pairs.flatMap((pair): [string, number][] => {
      const [, name, most] = onePair.exec(pair) ?? [];
      return name === undefined ? [] : [[name, Number(most)]];
    }),
  );
  const gone = Object.keys(before).filter((name) => !wanted.has(name));
  const set = [...wanted].filter(([name, most]) => before[name] !== most);
  return Object.fromEntries([...set, ...gone.map((name): [string, null] => [name, null])]);
}
