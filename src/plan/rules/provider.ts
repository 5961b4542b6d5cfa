import { isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

/** What a provider does differently and this plan does not do by itself. */
const NOTES: Readonly<Record<string, { code: string; text: string }>> = {
  generic: {
    code: 'provider.unknown',
    text: 'Who runs this machine left no mark, so it is not known whether addresses come by DHCP. If the running system has fixed ones, set panther.core.networking.staticAddresses and gateways before the install, or it comes up without a network.',
  },
  hetzner: {
    code: 'provider.ipv6',
    text: 'Hetzner Cloud gives IPv4 by DHCP and IPv6 as a fixed prefix: add it to panther.core.networking.staticAddresses with the gateway fe80::1.',
  },
  digitalocean: {
    code: 'provider.metadata',
    text: 'DigitalOcean gives addresses by metadata and not by DHCP: set panther.core.networking.staticAddresses and gateways before the install.',
  },
  linode: {
    code: 'provider.console',
    text: "Linode's serial console runs at 19200 baud: set panther.hardware.vps.serialConsole to ttyS0,19200n8 if it stays garbled.",
  },
};

export const providerNotes: Rule = {
  id: 'provider/notes',
  source: 'the providers own documents; cloud-init datasources',
  reason: 'What this provider does differently.',
  apply: (context) => {
    const { provider } = context.facts.virtualisation;
    const note = provider === null ? undefined : NOTES[provider];
    // A guest with a person in front of it is nobody's rented server.
    if (note === undefined || (provider === 'generic' && isPersonal(context))) return NOTHING;
    return { gaps: [{ ...note, subject: 'virtualisation.provider' }] };
  },
};
