/**
 * What must never get past an evaluation, by what it is, and a fragment of the sentence that one of
 * our assertions has for it. Each fragment is one of a refusal's, so each is tried.
 */
export const CONTRADICTIONS: Readonly<Record<string, string>> = {
  'hibernation into a swap with a random key': 'hibernation is lost in a swap with a random key',
  'hibernation without swap on disk': 'hibernation needs swap on disk',
  'hibernation with protectKernelImage': 'security.protectKernelImage boots with `nohibernate`',
  'hibernation with nohibernate': 'security.protectKernelImage and nohibernate forbid hibernation',
  'hibernation with lockdown': 'a locked down kernel refuses to hibernate',
  'hibernation with a lockdown parameter': 'a kernel in lockdown refuses to hibernate',
  'hibernation into a swap file without UEFI':
    'without UEFI systemd cannot find the image in a swap file',
  'a resume that looks for a swap file at the start of the disk':
    'boot.resumeDevice makes the kernel look at the start of the disk',
  'a resume after the reset of the root':
    'the reset must come after any resume and before / is mounted',
  'a TPM that unlocks by itself without Secure Boot':
    'a TPM without Secure Boot and without PIN gives the key to whoever',
  'Secure Boot from a BIOS': 'only UEFI firmware has Secure Boot',
  'two power daemons': 'more than one power daemon is enabled',
  'nobody with a key or a password': 'nobody could log in, since panther has neither',
  'keys that no sshd takes': 'has keys and no password, but no sshd runs',
  'an sshd that knows nobody': 'sshd runs, but no user has an authorized key',
  'a password that the reset takes away': 'nobody could log in after a reset of the root',
  'an encrypted root that nothing opens': 'nothing opens other-crypt in stage 1',
  'an encrypted root that nobody can unlock': 'nobody can unlock the root',
  'a remote unlock without a network driver': 'stage 1 has no driver for the network',
  'a remote unlock that nobody may use': 'nobody may log in to stage 1',
  'a remote unlock with the host key of the system':
    'stage 1 must not have a host key of the running system',
  '/boot inside of a root that is reset': '/boot lies in the root',
  '/boot inside of an encrypted root': '/boot lies in the encrypted volume',
  '/nix inside of a root that is reset': '/nix lies in the root',
  'a gateway that the kernel refuses': 'with a /32 every gateway lies outside of the subnet',
};
