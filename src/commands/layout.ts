import type { Console } from '../console.ts';
import { drawLayout, type Entry } from '../main.ts';
import type { HostFlags } from './flags.ts';
import { deriveHost } from './request.ts';

/** `layout`: the disk plan as a picture, with what it would destroy; writes nothing. */
export async function runLayout(
  flags: HostFlags,
  reading: Promise<Entry>,
  out: Console,
): Promise<void> {
  const { plan } = await deriveHost(flags, reading);
  if (flags.json) {
    out.json({ host: plan.host, layout: plan.layout, warnings: plan.warnings });
    return;
  }
  out.data(drawLayout(plan.layout, Math.min(process.stdout.columns ?? 100, 120)));
  for (const warning of plan.warnings) out.say(out.warn(`warning: ${warning.text}`));
}
