import * as z from 'zod';
import { GivenAnswers, HostName } from './answers.ts';

export const INVENTORY_SCHEMA = 'panther.inventory/1';

/** As ssh takes it: nothing in it can be an option of ssh, or means anything to a shell. */
export const Address = z
  .string()
  .max(253)
  .regex(
    /^[A-Za-z0-9_][A-Za-z0-9_.-]*$|^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9_.-]+)?$/,
    'a host name or an address, and may not begin with -',
  );
const loginName = z
  .string()
  .max(60)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/, 'a login name');
/** Tags, groups and providers: safe in a table, a shell word and every exported format. */
export const Tag = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,62}$/, 'a word of letters, digits, _ . : and -');
/** A fingerprint as `ssh-keygen -l` prints it. */
export const Fingerprint = z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/);
export const HostKey = z
  .string()
  .regex(
    /^SHA256:[A-Za-z0-9+/]{43}$|^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]{43,1500}={0,3}( [\x20-\x7e]{0,200})?$/,
    'a fingerprint such as SHA256:… or a public key such as ssh-ed25519 AAAA…',
  );

/** One machine of a fleet: how it is reached, and what hardware cannot tell of it. */
export const InventoryHost = z.strictObject({
  name: HostName,
  address: Address,
  port: z.int().min(1).max(65_535),
  user: loginName,
  tags: z.array(Tag),
  provider: Tag.nullable().describe('Machines of one provider share a limit.'),
  hostKeys: z.array(HostKey).describe('What its sshd must show at first contact; empty: unknown.'),
  answers: z.array(GivenAnswers).describe('By rank, the strongest last.'),
});
export type InventoryHost = z.infer<typeof InventoryHost>;

export const Inventory = z.strictObject({
  schema: z.literal(INVENTORY_SCHEMA),
  format: z.enum(['panther', 'csv', 'ansible', 'opentofu']).describe('How it was written.'),
  hosts: z.array(InventoryHost),
});
export type Inventory = z.infer<typeof Inventory>;
