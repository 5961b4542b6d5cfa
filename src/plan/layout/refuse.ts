import { PantherError } from '../../model/errors.ts';

/** Ends the plan: a layout broke a rule of its own. */
export function refuse(why: string): never {
  throw new PantherError('refused', `layout: ${why}`);
}
