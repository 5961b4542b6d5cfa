import { table } from '../../assets/read.ts';
import type { Chassis, Identity } from '../../model/facts.ts';

type Form = NonNullable<Chassis['form']>;

interface Entry {
  form: Form;
  names: RegExp;
  vendor: RegExp | null;
}

const PORTABLE: readonly (Form | null)[] = ['laptop', 'convertible', 'tablet'];
/** Forms that firmware states for want of a better one. */
const VAGUE: readonly (Form | null)[] = ['laptop', 'desktop', 'embedded', null];

let entries: readonly Entry[] | null = null;

/**
 * The form factor by chassis number, unless the product's own name says that the number is wrong: an
 * iMac with the number of a notebook, a ThinkPad with that of a desktop. Names only decide between
 * what carries about and what does not; a number that says more of the same is kept.
 */
export function formOf(byNumber: Form | null, identity: Identity): Form | null {
  const named = formByName(identity);
  if (named === null || named === byNumber || byNumber === 'server') return byNumber;
  if (named === 'laptop' || named === 'tablet') {
    return PORTABLE.includes(byNumber) || byNumber === 'all-in-one' ? byNumber : named;
  }
  return VAGUE.includes(byNumber) || PORTABLE.includes(byNumber) ? named : byNumber;
}

function formByName({ product, version, family, vendor, boardVendor }: Identity): Form | null {
  const names = [product, version, family].filter((name) => name !== null).join('\n');
  if (names === '') return null;
  const makers = `${vendor ?? ''}\n${boardVendor ?? ''}`;
  const found = known().find(
    (entry) => entry.names.test(names) && (entry.vendor === null || entry.vendor.test(makers)),
  );
  return found?.form ?? null;
}

function known(): readonly Entry[] {
  entries ??= (
    table('form-names') as { forms: { form: Form; names: string; vendor?: string }[] }
  ).forms.map(({ form, names, vendor }) => ({
    form,
    names: new RegExp(names, 'im'),
    vendor: vendor === undefined ? null : new RegExp(vendor, 'im'),
  }));
  return entries;
}
