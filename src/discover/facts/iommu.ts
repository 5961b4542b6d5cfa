import type { Iommu } from '../../model/facts.ts';
import type { Readings } from '../readings.ts';
import { type Part, readWell } from './part.ts';

const GROUPS = '/sys/kernel/iommu_groups';
const TABLES = '/sys/firmware/acpi/tables';
const KINDS = [
  ['DMAR', 'dmar'],
  ['IVRS', 'ivrs'],
  ['IORT', 'iort'],
] as const;

/** Whether devices are in IOMMU groups, and whether the firmware describes an IOMMU at all. */
export function readIommu(readings: Readings): Part {
  const groups = readings.list(GROUPS);
  const tables = readings.list(TABLES);
  const iommu: Iommu = {
    active: groups === null ? null : groups.length > 0,
    table: tables === null ? null : tableOf(tables),
  };
  const sources: Record<string, string[]> = {};
  if (groups !== null) sources['iommu.active'] = readWell(readings, [GROUPS]);
  if (tables !== null) sources['iommu.table'] = readWell(readings, [TABLES]);
  return { iommu, sources };
}

/** Several tables of one kind are numbered: SSDT1, SSDT2. */
function tableOf(tables: readonly string[]): Iommu['table'] {
  const found = KINDS.find(([name]) =>
    tables.some((table) => table.replace(/[0-9]+$/, '') === name),
  );
  return found?.[1] ?? 'none';
}
