import { join, resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { requireTool } from '../../tools.ts';
import { comesTo, PASSPHRASE, PASSWORD, type StandIn, standIn, whyNoStandIn } from './stand-in.ts';
import { type Screen, terminal } from './terminal.ts';

const reason = whyNoStandIn();

function atTerminal(
  name: string,
  body: (t: ExecutionContext, start: () => Screen, target: StandIn) => Promise<void>,
) {
  test.serial(name, async (t) => {
    if (!requireTool(t, 'tmux')) return;
    if (reason !== null) {
      if (process.env['PANTHER_REQUIRE_TOOLS'] === '1') t.fail(reason);
      else t.log(`SKIPPED: ${reason}`);
      t.pass();
      return;
    }
    t.timeout(5 * 60_000);
    const target = await standIn(t);
    const tool = [process.execPath, resolve('dist/panther-discover.mjs'), 'install'];
    const words = target.inside(...tool, '--out', join(target.folder, 'os'));
    let count = 0;
    const start = () => {
      count += 1;
      return terminal(t, `panther-${process.pid}-${count}`, words);
    };
    await body(t, start, target);
  });
}

const wiped = (target: StandIn) =>
  target.calls().some((call) => call[0] === 'disko' && !call.includes('--dry-run'));

atTerminal('a person reads what is lost, names it, and installs', async (t, start, target) => {
  target.put('state', 'used');
  const screen = start();
  const asked = await screen.shows('Type the names of all that nvme0n1 loses (2):');
  t.regex(
    asked,
    /nvme0n1, Stand-in Disk, .*: ALL OF THIS WILL BE LOST\n {2}nvme0n1p1 {2}1 GiB, ntfs "Windows"\n {2}nvme0n1p2 {2}2 GiB, BitLocker, whose contents cannot be looked at/,
  );
  screen.type('nvme0n1p2, nvme0n1p1');
  await screen.shows('Type "os" and the last four characters of its serial number (nvme0n1)');
  screen.type('OS  7f3a');
  await screen.shows('The passphrase of the disk:');
  screen.type(PASSPHRASE);
  await screen.shows('The same again:');
  screen.type('something else');
  await screen.shows('These two are not the same.');
  screen.type(`${PASSPHRASE}x`);
  // A key that was wrong is taken back unseen.
  screen.press('Enter');
  await screen.shows(
    'These two are not the same.\nThe passphrase of the disk:\nThe same again:\nThese',
  );
  for (const secret of [PASSPHRASE, PASSPHRASE]) screen.type(secret);
  await screen.shows('The password of panther:');
  for (const secret of [PASSWORD, PASSWORD]) screen.type(secret);
  const key = 'cbdefghi-jklnrtuv-cbdefghi-jklnrtuv-cbdefghi-jklnrtuv-cbdefghi-jklnrtuv';
  const shown = await screen.shows('Press Enter when it is written down.');
  t.true(shown.includes(key));
  for (const secret of [PASSPHRASE, PASSWORD]) t.false(shown.includes(secret));
  screen.press('Enter');
  const end = await screen.shows('ended with');
  t.false(end.includes(key), 'the recovery key is shown once');
  t.regex(end, /\[6\/8\] install: [\s\S]*\[7\/8\] verify-system: [\s\S]*\[8\/8\] done: /);
  t.regex(
    end,
    /os is installed and verified\. What comes next:\n {2}umount --recursive \/mnt && reboot/,
  );
  t.regex(end, /ended with 0$/);
  t.log(end);
});

atTerminal('who does not confirm keeps the disk', async (t, start, target) => {
  target.put('state', 'used');
  const unnamed = start();
  await unnamed.shows('Type the names of all');
  for (const line of ['yes', 'nvme0n1p1', 'nvme0n1p1 nvme0n1p2 nvme0n1p3']) unnamed.type(line);
  const refused = await unnamed.shows('ended with');
  t.regex(
    refused,
    /it was not confirmed; no disk was touched\nNo disk was changed\.[\s\S]*ended with 4$/,
  );

  target.put('state', 'blank');
  const unknown = start();
  await unknown.shows('Type "os" and the last four');
  for (const line of ['os', 'os 0000', 'other 7F3A']) unknown.type(line);
  t.regex(await unknown.shows('ended with'), /it was not confirmed[\s\S]*ended with 4$/);
  t.false(wiped(target));
});

atTerminal('a Ctrl-C at a question says that nothing was changed', async (t, start, target) => {
  const screen = start();
  await screen.shows('Type "os" and the last four');
  screen.type('os 7F3A');
  await screen.shows('The passphrase of the disk:');
  screen.press('C-c');
  const end = await screen.shows('ended with');
  t.regex(
    end,
    /step secrets: interrupted\nNo disk was changed\.[\s\S]*The log: [\s\S]*ended with 130$/,
  );
  t.false(wiped(target));
  t.deepEqual(target.lines('ls', '-A', '/run/panther'), []);
});

atTerminal('a Ctrl-C while the disk is formatted says what is lost', async (t, start, target) => {
  target.put('hold', '');
  const screen = start();
  await screen.shows('Type "os" and the last four');
  screen.type('os 7F3A');
  await screen.shows('The passphrase of the disk:');
  // What is typed before a secret is asked for is no answer to it.
  screen.type(PASSPHRASE);
  await screen.shows('The same again:');
  screen.type(PASSPHRASE);
  await screen.shows('The password of panther:');
  screen.type(PASSWORD);
  await screen.shows('The password of panther:\nThe same again:');
  screen.type(PASSWORD);
  await comesTo(target, 'held');
  screen.press('C-c');
  const end = await screen.shows('ended with');
  t.regex(end, /step disk: interrupted\nThe disk is partly formatted: [\s\S]*ended with 130$/);
  t.deepEqual(target.lines('ls', '-A', '/run/panther'), ['disko.nix']);
});
