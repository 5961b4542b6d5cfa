import { table } from '../../assets/read.ts';
import type { GivenAnswers } from '../../model/answers.ts';
import { PantherError } from '../../model/errors.ts';
import { nearest } from '../explain/asked.ts';

interface KeyMaps {
  otherNames: Record<string, string>;
  names: string[];
}

/**
 * Holds a locale and a key map against what the emitted system has. Of a locale in another charset than
 * UTF-8 or of none NixOS builds nothing; a key map that is none leaves the US layout at the passphrase prompt.
 *
 * @throws PantherError `usage` that names the answer and what comes near to it.
 */
export function checkRegion({ locale, keyMap }: GivenAnswers): void {
  if (locale !== undefined) {
    const { names } = table('locales') as { names: string[] };
    // NixOS takes these spellings for the one of glibc (i18n.supportedLocales).
    const spelled = locale.replace(/utf8|utf-8|UTF8/, 'UTF-8');
    if (!names.includes(spelled)) {
      const same = names.find((name) => name === `${spelled.split('.')[0]}.UTF-8`);
      const near = same === undefined ? nearest(spelled, names) : [same];
      refuse('locale', locale, 'glibc has no such locale in UTF-8', near);
    }
  }
  if (keyMap !== undefined) {
    const { names, otherNames } = table('key-maps') as KeyMaps;
    if (!names.includes(keyMap)) {
      const meant = Object.hasOwn(otherNames, keyMap) ? otherNames[keyMap] : undefined;
      const near = meant === undefined ? nearest(keyMap, names) : [meant];
      refuse('keyMap', keyMap, 'kbd has no such console key map', near);
    }
  }
}

function refuse(key: string, value: string, why: string, near: readonly string[]): never {
  const instead = near.length === 0 ? '' : `; perhaps ${near.join(', ')}`;
  throw new PantherError('usage', `${key} ${value}: ${why}${instead}`);
}
