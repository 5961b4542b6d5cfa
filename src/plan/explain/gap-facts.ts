import type { Gap } from '../../model/facts.ts';

/** What a gap follows from besides its subject, which is what was not seen or not understood. */
const FURTHER: Readonly<Record<string, readonly string[]>> = {
  'boot.unseen': ['pci'],
  'gpu.generation': ['gpus'],
  'gpu.legacy': ['gpus'],
  'guest.vmbus': ['virtualisation.kind'],
  'keyboard.unseen': ['answers.encryption', 'answers.profile'],
};

/** The facts that a gap follows from. */
export function gapFacts({ code, subject }: Gap): string[] {
  return [subject, ...(FURTHER[code] ?? [])];
}
