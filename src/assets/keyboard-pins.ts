import { table } from './read.ts';

/**
 * Modules of the pin controller on the platform of an Intel processor (family 6) by its model; empty
 * where it is built into the kernel, null where the table does not know the model.
 */
export function pinModules(model: number): string[] | null {
  const { rows } = table('keyboard-pins') as { rows: { models: number[]; modules: string[] }[] };
  return rows.find(({ models }) => models.includes(model))?.modules ?? null;
}
