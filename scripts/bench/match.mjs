// Thousands of dmidecode outputs, matched by one run of the tool from a list.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const DUMPS = 20_000;
/** So many different ones are made; the list names each of them again and again. */
const DIFFERENT = 500;
const BUNDLE = 'dist/panther-discover.mjs';

/** Processor seconds of the run, start-up included, and the most memory that it took. */
export function timeMatch(folder) {
  const dumps = join(folder, 'dumps');
  mkdirSync(dumps);
  for (let number = 0; number < DIFFERENT; number += 1) {
    writeFileSync(join(dumps, `${number}.txt`), dump(number));
  }
  const names = Array.from({ length: DUMPS }, (_, at) => join(dumps, `${at % DIFFERENT}.txt`));
  const list = join(folder, 'dumps.list');
  writeFileSync(list, names.join('\n'));
  const output = join(folder, 'matched.jsonl');
  const file = openSync(output, 'w');
  // What the run used is written where its standard error would go.
  const use =
    'process.on("exit", () => process.stderr.write(JSON.stringify(process.resourceUsage())))';
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(use)}`,
      BUNDLE,
      'match',
      '--json',
      '--inputs-from',
      list,
    ],
    { stdio: ['ignore', file, 'pipe'], encoding: 'utf8' },
  );
  closeSync(file);
  const lines = readFileSync(output, 'utf8').trimEnd().split('\n').length;
  if (status !== 0 || lines !== DUMPS) throw new Error(`match failed: ${lines} lines, ${stderr}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(stderr);
  return { seconds: (userCPUTime + systemCPUTime) / 1e6, mebibytes: maxRSS / 1024 };
}

/** About as long as those of real machines: 40 structures that nobody reads among those that count. */
function dump(number) {
  const machines = [
    ['LENOVO', '83JR', 'Yoga 7 2-in-1 14AKP10', 'Convertible'],
    ['ASUSTeK COMPUTER INC.', 'ROG Zephyrus M16 GU603ZW_GU603ZW', '1.0', 'Notebook'],
    ['Dell Inc.', 'PowerEdge R740', 'Not Specified', 'Rack Mount Chassis'],
    ['Dell Inc.', 'OptiPlex 7090', 'Not Specified', 'Desktop'],
    ['QEMU', 'Standard PC (Q35 + ICH9, 2009)', 'pc-q35-8.2', 'Other'],
  ];
  const [maker, product, version, chassis] = machines[number % machines.length];
  const structures = [
    [0, 'BIOS Information', [`Vendor: ${maker}`, `Version: ${number}`, 'Release Date: 01/02/2024']],
    [
      1,
      'System Information',
      [
        `Manufacturer: ${maker}`,
        `Product Name: ${product}`,
        `Version: ${version}`,
        'Serial Number: --',
        'UUID: --',
      ],
    ],
    [2, 'Base Board Information', [`Manufacturer: ${maker}`, `Product Name: B${number}`]],
    [3, 'Chassis Information', [`Manufacturer: ${maker}`, `Type: ${chassis}`]],
    [
      4,
      'Processor Information',
      [
        'Status: Populated, Enabled',
        'Flags:',
        ...Array(30).fill('\tFPU (Floating-point unit on-chip)'),
      ],
    ],
    ...Array(4).fill([
      17,
      'Memory Device',
      ['Size: 8 GB', 'Form Factor: SODIMM', 'Type: DDR5', ...Array(20).fill('Rank: 1')],
    ]),
    ...Array(40).fill([
      221,
      'OEM-specific Type',
      ['Header and Data:', ...Array(6).fill('\tDD 1A 08 00 03 01 00 00 00 00 00 00')],
    ]),
    [127, 'End Of Table', []],
  ];
  const text = structures.map(([type, title, fields], at) => {
    const handle = at.toString(16).toUpperCase().padStart(4, '0');
    return `Handle 0x${handle}, DMI type ${type}, 26 bytes\n${[title, ...fields.map((field) => `\t${field}`)].join('\n')}\n`;
  });
  return `# dmidecode 3.5\nGetting SMBIOS data from sysfs.\nSMBIOS 3.3.0 present.\n\n${text.join('\n')}\n`;
}
