import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { firstQuestion } from '../../src/commands/asking.ts';
import { requireTool } from '../tools.ts';
import {
  bundle,
  environment,
  failsInOneLine,
  filesBelow,
  place,
  recorded,
  run,
  SSH_KEY,
  succeeds,
} from './run.ts';

const ZEPHYRUS = ['--from', recorded('zephyrus')];
const OVH = ['--from', recorded('ovh-vps')];

test('with --ask each missing answer is asked for, and stands in answers.yaml', async (t) => {
  const where = await place(t);
  succeeds(t, await run(where, ['--ask', ...OVH], { stdin: `2\n${SSH_KEY}\n` }));
  const answers = join(where.work, 'pantheros/hosts/vps/answers.yaml');
  const text = await readFile(answers, 'utf8');
  t.regex(text, /^encryption: none$/m);
  t.true(text.includes(SSH_KEY));
});

test('what cannot be an answer is asked again, with what is wrong', async (t) => {
  const where = await place(t);
  const stdin = `3\n\n1\nssh-ed25519 nope\n${SSH_KEY}\n`;
  const asked = await run(where, ['--ask', ...OVH], { stdin });
  succeeds(t, asked);
  t.regex(asked.stderr, /Give the number of one of them/);
  t.regex(asked.stderr, /sshKeys: should be an OpenSSH public key/);
});

test('who does not answer gets the error that names every answer, and nothing is written', async (t) => {
  const where = await place(t);
  for (const stdin of ['', '\n\n\n\n', '9\n8\n7\n6\n']) {
    const { code, stderr } = await run(where, ['--ask', ...ZEPHYRUS], { stdin });
    t.is(code, 3, stderr);
    t.regex(stderr, /panther-discover: disk: 2 disks could take the system/);
    t.deepEqual(await filesBelow(where.work), {});
  }
});

test('nobody is asked through a pipe, nor where standard input is the source', async (t) => {
  const where = await place(t);
  const piped = await run(where, ZEPHYRUS, { stdin: '1\n' });
  t.is(piped.code, 3);
  failsInOneLine(t, await run(where, ['--ask', '--from', '-']), 2, 'standard input is the source');
});

test('at a terminal a person is asked unless --no-ask is given', async (t) => {
  if (!requireTool(t, 'script')) return;
  const where = await place(t);
  const atTerminal = (flags: string): Promise<string> =>
    new Promise((done, fail) => {
      const command = `${process.execPath} ${bundle()} ${ZEPHYRUS.join(' ')} ${flags}`;
      const child = spawn('script', ['-qec', command, '/dev/null'], {
        cwd: where.work,
        env: environment(where, { TERM: 'xterm', NO_COLOR: '1' }),
      });
      let text = '';
      child.stdout.on('data', (chunk) => {
        text += chunk;
        if (text.endsWith('[1-2] ')) child.stdin.write('1\r');
      });
      child.on('error', fail);
      child.on('close', () => done(text));
    });
  t.notRegex(await atTerminal('--no-ask'), /Which one\?/);
  const asked = await atTerminal('');
  t.regex(asked, /Which one\? \[1-2\]/);
  t.regex(asked, /zephyrus is written to/);
});

test('of several questions the first is asked, with the choices that it offers', (t) => {
  const question = firstQuestion(
    "disk: two\n  sda  1 TiB\n  --set disk=/dev/disk/by-path/a\n  --set layout.redundancy=md (both: an array)\nsshKeys: none\n  --set sshKeys='ssh-ed25519 AAAA… you@example'",
  );
  t.deepEqual(question, {
    lines: ['disk: two', '  sda  1 TiB'],
    choices: [
      { pair: 'disk=/dev/disk/by-path/a', remark: '' },
      { pair: 'layout.redundancy=md', remark: 'both: an array' },
    ],
    key: null,
  });
  t.is(firstQuestion('hardware-discovery/x records another machine; give --host'), null);
});
