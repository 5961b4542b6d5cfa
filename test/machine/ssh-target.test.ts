import test from 'ava';
import fc from 'fast-check';
import { sshWords } from '../../src/machine/ssh.ts';
import { parseSshTarget } from '../../src/machine/ssh-target.ts';

const options = { acceptNewHostKey: false, connectSeconds: 1, wholeMs: 1, maxBytes: 1 };

test('user and port may be left out, and are left to the configuration of ssh then', (t) => {
  t.deepEqual(parseSshTarget('ssh://host'), { host: 'host', user: null, port: null });
  t.deepEqual(parseSshTarget('ssh://host/'), { host: 'host', user: null, port: null });
  t.deepEqual(parseSshTarget('ssh://ops@vps-1.example.org:2222'), {
    host: 'vps-1.example.org',
    user: 'ops',
    port: 2222,
  });
  t.deepEqual(parseSshTarget('ssh://root@[fe80::1%eth0]:22'), {
    host: 'fe80::1%eth0',
    user: 'root',
    port: 22,
  });
  t.is(parseSshTarget('ssh://my_alias')?.host, 'my_alias');
});

test('nothing that ssh or a shell would understand otherwise is an address', (t) => {
  const hostile = [
    'ssh://',
    'ssh://-oProxyCommand=reboot',
    'ssh://-oProxyCommand=reboot@host',
    'ssh://user@-oProxyCommand=reboot',
    'ssh://user@',
    'ssh://@host',
    'ssh://a b',
    'ssh://host;reboot',
    'ssh://$(reboot)',
    'ssh://`reboot`@host',
    'ssh://host\nProxyCommand reboot',
    'ssh://host\n',
    'ssh://user:password@host',
    'ssh://host:0',
    'ssh://host:65536',
    'ssh://host:22:22',
    'ssh://host:-1',
    'ssh://host/path',
    'ssh://host?query',
    'ssh://%h',
    'ssh://[::1',
    'ssh://[-F]',
    `ssh://${'a'.repeat(300)}`,
    'SSH://host',
  ];
  for (const address of hostile) t.is(parseSshTarget(address), null, address);
});

test('whatever is taken for an address, its parts are plain words behind options of their own', (t) => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[!-~]*$/)), (text) => {
      const target = parseSshTarget(`ssh://${text}`);
      if (target === null) return;
      t.regex(`${target.user ?? ''} ${target.host}`, /^(?:[\w][\w.+-]*)? [\w:][\w.:%-]*$/);
    }),
  );
  const words = sshWords({ host: 'h', user: 'u', port: 1 }, options);
  t.deepEqual(words.slice(-7), ['-l', 'u', '-p', '1', '--', 'h', '/bin/sh']);
});

test('a new host key is remembered only when that is asked for', (t) => {
  const target = { host: 'h', user: null, port: null };
  t.false(sshWords(target, options).some((word) => word.includes('StrictHostKeyChecking')));
  const asked = sshWords(target, { ...options, acceptNewHostKey: true });
  t.true(asked.includes('StrictHostKeyChecking=accept-new'));
});
