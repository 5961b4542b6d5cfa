import type { HostPlan } from '../../model/plan.ts';

/** The paths of all answers of a plan, sets before what is in them: `layout`, `layout.espSize`. */
export function answerKeys({ answers }: HostPlan): string[] {
  return Object.entries(answers).flatMap(([key, value]) =>
    key === 'schema' ? [] : [key, ...below(key, value)],
  );
}

function below(key: string, value: unknown): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.keys(value)
    .filter((inner) => /^[A-Za-z]+$/.test(inner))
    .map((inner) => `${key}.${inner}`);
}
