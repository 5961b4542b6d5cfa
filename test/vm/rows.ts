import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiskLayout } from '../../src/model/layout.ts';

/** A row of the decision table: what was planned, and the script that disko makes of it. */
export interface Row {
  layout: DiskLayout;
  script: string;
}

const ROWS = 'test/vm/rows';

/** A recorded row; null where it was not recorded. */
export function readRow(row: string): Row | null {
  const place = (ending: string) => join(ROWS, `${row}.${ending}`);
  if (!existsSync(place('json')) || !existsSync(place('sh'))) return null;
  return {
    layout: DiskLayout.parse(JSON.parse(readFileSync(place('json'), 'utf8'))),
    script: readFileSync(place('sh'), 'utf8'),
  };
}
