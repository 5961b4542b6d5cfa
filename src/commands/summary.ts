import { wrapText } from '../console/wrap.ts';
import type { Console } from '../console.ts';
import {
  type Change,
  type Derivation,
  drawingOf,
  drawLayout,
  speaksUtf8,
  unseenDisks,
} from '../main.ts';
import type { Capture } from '../model/capture.ts';
import { machineName, shownBytes, shownText, signed } from '../model/display.ts';
import type { Facts } from '../model/facts.ts';

/** Wider lines are hard to read; a pipe gets these. */
const WIDEST = 100;
const PICTURE = 80;

/** What the main job did and why, for a person. */
export function summary(
  { known, plan }: Pick<Derivation, 'known' | 'plan'>,
  changes: readonly Change[],
  place: string,
  out: Console,
): string {
  const columns = Math.min(out.columns ?? WIDEST, WIDEST);
  const ascii = out.columns !== null && !speaksUtf8(process.env);
  const drawing = drawingOf(Math.min(columns, PICTURE), { ascii, color: out.color });
  const lines = [
    `${out.strong(plan.host)} is written to ${place}/hosts/${plan.host}`,
    '',
    ...(known === null ? [] : [row('Machine', machineLine(known.facts))]),
    ...(known?.capture ? readingsRows(known.capture) : []),
    row('Profile', `${said(plan.profile.id)}, ${said(plan.profile.confidence)} confidence`),
    ...plan.profile.evidence.map(({ text, weight }) => row('', `${signed(weight)} ${said(text)}`)),
    row('Traits', said(plan.profile.traits.join(', ')) || 'none'),
    row('Modules', said(plan.modules.map(({ module }) => module).join(', '))),
    row(
      'Settings',
      `${plan.settings.length}; \`panther-discover explain\` tells the reason of each`,
    ),
    '',
  ];
  const findings = [
    ...plan.warnings.map(({ text }) => `${out.warn('warning')}  ${said(text)}`),
    ...plan.gaps.map(({ text }) => `gap      ${said(text)}`),
    '',
    row('Files', countChanges(changes)),
  ];
  return [
    wrapText(lines.join('\n'), columns),
    // Drawn for this width, and commands are there to be copied.
    drawLayout(plan.layout, drawing, unseenDisks(plan)),
    wrapText(findings.join('\n'), columns),
    row('Next', `read ${place}/hardware-discovery/${plan.host}/report.md`),
    row('', `cd ${place} && git init -q . && git add . && nix flake lock`),
    wrapText(row('', '(flakes see only what git knows)'), columns),
  ].join('\n');
}

/** A sentence of the plan, which may come from a file. */
function said(text: string): string {
  return shownText(text, 2000);
}

function machineLine({ identity, cpu, memory, disks }: Facts): string {
  const name = machineName(identity);
  return [
    name === null ? 'unnamed machine' : shownText(name, 80),
    cpu.name === null ? 'processor unknown' : shownText(cpu.name, 50),
    memory.totalBytes === null ? 'memory unknown' : `${shownBytes(memory.totalBytes)} memory`,
    `${disks.length} ${disks.length === 1 ? 'disk' : 'disks'}`,
  ].join(' · ');
}

/** What could not be read, and why; nothing where all went well. */
function readingsRows({ readings }: Capture): string[] {
  const entries = Object.entries(readings);
  const failed = entries.flatMap(([id, reading]) =>
    reading.status === 'failed' ? [`${shownText(id, 60)} (${shownText(reading.reason, 40)})`] : [],
  );
  const denied = entries.filter(([, { status }]) => status === 'denied').length;
  const parts = [
    ...(failed.length === 0 ? [] : [`${failed.length} failed: ${failed.slice(0, 5).join(', ')}`]),
    ...(denied === 0 ? [] : [`${denied} denied, which root may read`]),
  ];
  return parts.length === 0 ? [] : [row('Readings', parts.join('; '))];
}

function countChanges(changes: readonly Change[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of changes) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
}

const LABEL = 10;

function row(label: string, text: string): string {
  return `${label.padEnd(LABEL)}${text}`;
}
