import type { Reading } from '../../model/capture.ts';
import { expandBraces, FILE_PROBES } from '../manifest.ts';
import { redactCommandLine } from './command-line.ts';
import { isEdid, redactEdid, redactEdidText } from './edid.ts';
import { redactFields } from './fields.ts';
import type { Replace } from './identifiers.ts';
import { isDmidecode, withoutMakerTables } from './maker-tables.ts';
import { redactMountPoints } from './mount-points.ts';
import { redactNames } from './names.ts';
import { redactReport } from './report.ts';

/** Strings longer than this are not worth remembering. */
const REMEMBERED = 256;
const EFI_VARIABLES = '/sys/firmware/efi/efivars/';

export interface Redactor {
  id(id: string): string;
  reading(id: string, reading: Reading): Reading;
}

/**
 * Redacts readings of every kind. `replace` gets what stands in a place made for an identifier,
 * `everywhere` the whole text afterwards, to find in it what else there is. `known` is what short texts
 * became before.
 */
export function readingRedactor(
  replace: Replace,
  everywhere: (text: string) => string,
  known = new Map<string, string>(),
): Redactor {
  const whole = (id: string, text: string) => {
    const told = isDmidecode(id) ? withoutMakerTables(text) : text;
    const started = redactCommandLine(id, redactEdidText(told, replace), replace);
    const mounted = redactMountPoints(redactFields(id, started, replace), replace);
    return everywhere(redactNames(mounted, replace));
  };
  /** Text whose reading says nothing about it: names, link targets, strings of a report. */
  const plain = (text: string): string => {
    if (text.length < 4) return text;
    if (text.length > REMEMBERED) return whole('', text);
    const found = known.get(text);
    if (found !== undefined) return found;
    const redacted = whole('', text);
    known.set(text, redacted);
    return redacted;
  };
  const binary = (id: string, data: string): string => {
    if (id.startsWith(EFI_VARIABLES)) return data;
    const bytes = Buffer.from(data, 'base64');
    if (isEdid(bytes)) return Buffer.from(redactEdid(bytes, replace)).toString('base64');
    // One character a byte: what is not text comes out as it went in.
    return Buffer.from(whole(id, bytes.toString('latin1')), 'latin1').toString('base64');
  };
  return {
    id: plain,
    reading(id, reading) {
      if (reading.status !== 'ok') return { ...reading, reason: plain(reading.reason) };
      switch (reading.kind) {
        case 'text':
          return { ...reading, data: isLocalOnly(id) ? '' : whole(id, reading.data) };
        case 'command':
          return { ...reading, data: whole(id, reading.data) };
        case 'link':
          return { ...reading, data: plain(reading.data) };
        case 'list':
          return { ...reading, data: reading.data.map((name) => nameIn(id, name, plain)) };
        case 'binary':
          return { ...reading, data: isLocalOnly(id) ? '' : binary(id, reading.data) };
        case 'report':
          return { ...reading, data: redactReport(reading.data, replace, plain) };
      }
    },
  };
}

/** A name in a directory, redacted as the path that it is a part of. */
function nameIn(directory: string, name: string, plain: (text: string) => string): string {
  if (!directory.startsWith('/dev/disk/')) return plain(name);
  const path = plain(`${directory}/${name}`);
  return path.slice(path.lastIndexOf('/') + 1);
}

let localOnly: ReadonlySet<string> | null = null;

function isLocalOnly(id: string): boolean {
  localOnly ??= new Set(
    FILE_PROBES.filter(({ privacy }) => privacy === 'local-only').flatMap(({ glob }) =>
      expandBraces(glob),
    ),
  );
  return localOnly.has(id);
}
