import type { Gap } from '../../model/facts.ts';

/** What a gap follows from besides its subject, which is what was not seen or not understood. */
const FURTHER: Readonly<Record<string, readonly string[]>> = {
  'boot.unseen': ['pci', 'deviceTree'],
  'gpu.generation': ['gpus'],
  'gpu.legacy': ['gpus'],
  'guest.vmbus': ['virtualisation.kind'],
  'keyboard.unseen': ['answers.encryption', 'answers.profile'],
};

/** The facts that a gap follows from. */
export function gapFacts({ code, subject }: Gap): string[] {
  // The device itself, by whose ids a gap is reported, where the gap is about one field of it.
  const device = /^[A-Za-z]+\[[^\]]+\]/.exec(subject)?.[0];
  return [
    ...(device === undefined ? [] : [device]),
    subject,
    ...((Object.hasOwn(FURTHER, code) ? FURTHER[code] : undefined) ?? []),
  ];
}
