import { table } from '../../assets/read.ts';
import type { GivenAnswers } from '../../model/answers.ts';
import { nearest } from '../explain/asked.ts';

interface KeyMaps {
  otherNames: Record<string, string>;
  names: string[];
}

export interface RegionProblem {
  key: 'locale' | 'keyMap';
  /** What is wrong, and what comes near. */
  text: string;
}

/**
 * What of a locale and a key map the emitted system does not have; null where it has both. Of a locale in another
 * charset than UTF-8, or of none, NixOS builds nothing; a key map that is none leaves the US layout at the
 * passphrase prompt.
 */
export function regionProblem({ locale, keyMap }: GivenAnswers): RegionProblem | null {
  const ofLocale = locale === undefined ? null : localeProblem(locale);
  if (ofLocale !== null) return { key: 'locale', text: ofLocale };
  const ofKeyMap = keyMap === undefined ? null : keyMapProblem(keyMap);
  return ofKeyMap === null ? null : { key: 'keyMap', text: ofKeyMap };
}

function localeProblem(locale: string): string | null {
  const { names } = table('locales') as { names: string[] };
  // NixOS takes these spellings for the one of glibc (i18n.supportedLocales).
  const spelled = locale.replace(/utf8|utf-8|UTF8/, 'UTF-8');
  if (names.includes(spelled)) return null;
  const [place = ''] = spelled.split('.');
  const same = names.filter((name) => name === place || name === `${place}.UTF-8`);
  const near = same.length > 0 ? same : nearest(spelled, names);
  return `glibc has no locale ${locale} in UTF-8${perhaps(near)}`;
}

function keyMapProblem(keyMap: string): string | null {
  const { names, otherNames } = table('key-maps') as KeyMaps;
  if (names.includes(keyMap)) return null;
  const meant = Object.hasOwn(otherNames, keyMap) ? otherNames[keyMap] : undefined;
  const near = meant === undefined ? nearest(keyMap, names) : [meant];
  return `kbd has no console key map ${keyMap}${perhaps(near)}`;
}

function perhaps(near: readonly string[]): string {
  return near.length === 0 ? '' : `; perhaps ${near.join(', ')}`;
}
