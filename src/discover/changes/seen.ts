import type { Facts } from '../../model/facts.ts';

/** Lists that are made of another one, which is what a recording looked at. */
const MADE_OF: Readonly<Record<string, string>> = {
  gpus: 'pci',
  controllers: 'pci',
  cameras: 'usb',
  bluetooth: 'usb',
  fingerprintReaders: 'usb',
};

/** Whether a recording looked at a subject at all: an empty list of it then means that there is none. */
export function wasSeen({ sources }: Facts, subject: string): boolean {
  const looked = MADE_OF[subject] ?? subject;
  return Object.keys(sources).some(
    (path) => path === looked || path.startsWith(`${looked}[`) || path.startsWith(`${looked}.`),
  );
}
