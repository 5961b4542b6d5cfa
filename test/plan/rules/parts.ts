import { blankObservation } from '../../../src/discover/observation.ts';
import type { Facts } from '../../../src/model/facts.ts';
import { subject } from './builders.ts';

// Parts that several test machines have.
export const bareMetal = subject('virtualisation', { kind: 'none' });
export const kvm = subject('virtualisation', { kind: 'kvm', provider: 'generic' });
export const uefi = subject('firmware', { mode: 'uefi', width: 64 });
export const intel = (model: number) =>
  subject('cpu', { vendor: 'GenuineIntel', family: 6, model, flags: ['vmx'] });
export const amd = (family: number, model: number, ...flags: string[]) =>
  subject('cpu', { vendor: 'AuthenticAMD', family, model, flags: ['svm', ...flags] });
export const guestCpu = subject('cpu', {
  vendor: 'AuthenticAMD',
  family: 23,
  model: 1,
  flags: ['hypervisor'],
});
export const named = (known: Partial<Facts['identity']>) => ({
  ...blankObservation().identity,
  ...known,
});
export const battery = {
  name: 'BAT0',
  scope: 'system' as const,
  technology: 'Li-ion',
  chargeLimit: true,
};
export const laptop = subject('chassis', { type: 10, form: 'laptop' });
export const held = (type: string) => ({
  partition: null,
  type,
  identity: null,
  mounts: [],
  alsoOn: [],
});
export const big = subject('memory', { totalBytes: 32e9 });
