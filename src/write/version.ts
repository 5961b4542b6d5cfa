/**
 * Orders two versions such as 0.1.0 and 0.2.0-rc.1: negative, zero or positive.
 * As in semver, a pre-release comes before its release; parts that are numbers compare as such.
 */
export function compareVersions(a: string, b: string): number {
  const [coreA = '', preA = ''] = split(a);
  const [coreB = '', preB = ''] = split(b);
  const core = compareParts(coreA, coreB);
  if (core !== 0) return core;
  if (preA === '' || preB === '') return Number(preA === '') - Number(preB === '');
  return compareParts(preA, preB);
}

function split(version: string): string[] {
  const withoutBuild = version.split('+')[0] ?? '';
  const at = withoutBuild.indexOf('-');
  return at < 0 ? [withoutBuild] : [withoutBuild.slice(0, at), withoutBuild.slice(at + 1)];
}

function compareParts(a: string, b: string): number {
  const partsA = a.split('.');
  const partsB = b.split('.');
  for (let index = 0; index < Math.max(partsA.length, partsB.length); index++) {
    const difference = comparePart(partsA[index] ?? '', partsB[index] ?? '');
    if (difference !== 0) return difference;
  }
  return 0;
}

function comparePart(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (!Number.isNaN(difference)) return difference;
  return a < b ? -1 : a > b ? 1 : 0;
}
