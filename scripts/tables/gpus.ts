import { parse } from 'yaml';

/** First letters of NVIDIA's chip names, as pci.ids has them, and the table's word for each. */
const CHIPS: Readonly<Record<string, string>> = {
  GF: 'fermi',
  GK: 'kepler',
  GM: 'maxwell',
  GP: 'pascal',
  GV: 'volta',
  TU: 'turing',
  GA: 'ampere',
  GH: 'hopper',
  AD: 'ada',
  GB: 'blackwell',
};
/** Functions beside the GPU: sound, USB and so on. */
const BESIDE = /audio|usb|ucsi|type-c|nvswitch|bridge/i;

/**
 * The table of GPU generations with the NVIDIA GPUs of pci.ids that are in none of its ranges. Where an
 * id lies in another generation's range, the name in pci.ids may be wrong as well: an Error lists them.
 */
export function refreshGpus(table: string, pciIds: string): string {
  const { nvidia } = parse(table) as { nvidia: Record<string, string[]> };
  const odd: string[] = [];
  const added: Record<string, string[]> = {};
  for (const { id, generation } of nvidiaChips(pciIds)) {
    const has = Object.keys(nvidia).find((name) => nvidia[name]?.some((range) => holds(range, id)));
    if (has === undefined) added[generation] = [...(added[generation] ?? []), `${id}-${id}`];
    else if (has !== generation) odd.push(`${id} is ${generation}, listed as ${has}`);
  }
  if (odd.length > 0) throw new Error(odd.join('\n'));
  let text = table;
  for (const [generation, ranges] of Object.entries(added)) {
    const all = [...(nvidia[generation] ?? []), ...ranges].sort();
    text = text.replace(
      new RegExp(`^  ${generation}: \\[.*\\]$`, 'm'),
      `  ${generation}: [${all.join(', ')}]`,
    );
  }
  return text;
}

function nvidiaChips(text: string): { id: string; generation: string }[] {
  const start = text.indexOf('\n10de  ');
  const rest = start < 0 ? '' : text.slice(start + 1);
  const end = rest.search(/\n[0-9a-f]{4} {2}/);
  return rest
    .slice(0, end < 0 ? undefined : end)
    .split('\n')
    .flatMap((line) => {
      const [, id, chip, name = ''] =
        /^\t([0-9a-f]{4}) {2}([A-Z]{2})\d[0-9A-Z]+(.*)$/.exec(line) ?? [];
      const generation = CHIPS[chip ?? ''];
      return id && generation && !BESIDE.test(name) ? [{ id, generation }] : [];
    });
}

function holds(range: string, id: string): boolean {
  const [first = '', last = ''] = range.split('-');
  return first <= id && id <= last;
}
