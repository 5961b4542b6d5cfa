import { parse } from 'yaml';
import { addRange, holds } from './ranges.ts';

/** The table's word for a generation, by how pci.ids names its chips; the first that fits is taken. */
type Names = readonly (readonly [RegExp, string])[];

const chips = (letters: string): RegExp => new RegExp(`^${letters}[0-9][0-9A-Z]+\\b`);

const NVIDIA: Names = [
  [chips('GF'), 'fermi'],
  [chips('GK'), 'kepler'],
  [chips('GM'), 'maxwell'],
  [chips('GP'), 'pascal'],
  [chips('GV'), 'volta'],
  [chips('TU'), 'turing'],
  [chips('GA'), 'ampere'],
  [chips('GH'), 'hopper'],
  [chips('AD'), 'ada'],
  [chips('GB'), 'blackwell'],
];

const AMD: Names = [
  [/^Polaris ?(10|11|12|20|22)|^(Ellesmere|Baffin|Lexa)\b/, 'polaris'],
  [/^Vega (10|12|20)\b|^(Picasso|Raven Ridge|Renoir|Cezanne|Barcelo|Lucienne)\b/, 'vega'],
  [/^(Arcturus|Aldebaran|Aqua Vanjaram)\b/, 'cdna'],
  [/^Navi 1[0-9]\b|^Cyan Skillfish\b/, 'rdna1'],
  [/^Navi 2[0-9]\b|^(Rembrandt|Raphael|Mendocino|Granite Ridge|Van ?Gogh|Sephiroth)\b/, 'rdna2'],
  [/^Navi 3[0-9]\b|^(Phoenix|HawkPoint)[12]?\b/, 'rdna3'],
  [/^(Strix|Krackan2?|Gorgon)\b/, 'rdna3.5'],
  [/^Navi 4[0-9]\b/, 'rdna4'],
];

const INTEL: Names = [
  [/^Alder Lake-N\b/, 'alder-lake-n'],
  [/^Alder ?Lake\b/, 'alder-lake'],
  [/^(DG1|SG1)\b/, 'dg1'],
  [/^(DG2|ATS-M)\b/, 'alchemist'],
  [/^Raptor Lake\b/, 'raptor-lake'],
  [/^Meteor Lake\b/, 'meteor-lake'],
  [/^Arrow Lake\b/, 'arrow-lake'],
  [/^Lunar Lake\b/, 'lunar-lake'],
  [/^Battlemage\b/, 'battlemage'],
  [/^Panther Lake\b/, 'panther-lake'],
  [/^Wildcat Lake\b/, 'wildcat-lake'],
  [/^(Nova Lake|NVL-)/, 'nova-lake'],
  [/^CRI$|^Crescent Island\b/, 'crescent-island'],
];

const MAKERS: readonly { maker: string; vendor: string; names: Names; only?: RegExp }[] = [
  { maker: 'nvidia', vendor: '10de', names: NVIDIA },
  { maker: 'amd', vendor: '1002', names: AMD },
  // Every part of a platform bears its name; what draws pictures says so besides.
  { maker: 'intel', vendor: '8086', names: INTEL, only: /Graphics|\[Arc|GPU|^NVL-|^CRI$/ },
];

/** Functions beside the GPU: sound, USB and so on. */
const BESIDE =
  /audio|hdmi|usb|ucsi|type-c|nvswitch|bridge|coprocessor|sensor|function|iommu|port|pcie host/i;

/**
 * The table of GPU generations with the GPUs of pci.ids that are in none of its ranges. Where an id
 * lies in another generation's range, the name in pci.ids may be wrong as well: an Error lists them.
 */
export function refreshGpus(table: string, pciIds: string): string {
  const known = parse(table) as Record<string, Record<string, string[]>>;
  const odd: string[] = [];
  let text = table;
  for (const { maker, vendor, names, only } of MAKERS) {
    const ranges = known[maker] ?? {};
    const grown = new Map<string, string[]>();
    for (const { id, name } of devicesOf(pciIds, vendor)) {
      const generation = names.find(([pattern]) => pattern.test(name))?.[1];
      if (generation === undefined || BESIDE.test(name) || only?.test(name) === false) continue;
      const has = Object.keys(ranges).find((each) =>
        ranges[each]?.some((range) => holds(range, id)),
      );
      if (has === undefined) {
        grown.set(generation, addRange(grown.get(generation) ?? ranges[generation] ?? [], id));
      } else if (has !== generation) {
        odd.push(`${vendor}:${id} ${name}: is ${generation}, listed as ${has}`);
      }
    }
    for (const [generation, all] of grown) {
      if (ranges[generation] === undefined) {
        throw new Error(
          `the table has no line for ${maker} ${generation}: write one, and rules for it`,
        );
      }
      text = withRanges(text, maker, generation, all);
    }
  }
  if (odd.length > 0) throw new Error(odd.join('\n'));
  return text;
}

/** Two makers may have a generation of one name, so only the maker's own part of the text is changed. */
function withRanges(text: string, maker: string, generation: string, ranges: string[]): string {
  const start = text.indexOf(`\n${maker}:\n`) + 1;
  const line = new RegExp(`^  ${generation.replace('.', '\\.')}: \\[.*\\]$`, 'm');
  return (
    text.slice(0, start) +
    text.slice(start).replace(line, `  ${generation}: [${ranges.join(', ')}]`)
  );
}

function devicesOf(text: string, vendor: string): { id: string; name: string }[] {
  const start = text.indexOf(`\n${vendor}  `);
  const rest = start < 0 ? '' : text.slice(start + 1);
  const end = rest.search(/\n[0-9a-f]{4} {2}/);
  return rest
    .slice(0, end < 0 ? undefined : end)
    .split('\n')
    .flatMap((line) => {
      const [, id, name] = /^\t([0-9a-f]{4}) {2}(.*)$/.exec(line) ?? [];
      return id !== undefined && name !== undefined ? [{ id, name }] : [];
    });
}
