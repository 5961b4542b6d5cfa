import test from 'ava';
import fc from 'fast-check';
import type { Facts } from '../../src/model/facts.ts';
import { Match } from '../../src/model/match.ts';
import type { Profile } from '../../src/model/profile.ts';
import { matchProfiles } from '../../src/profiles/match.ts';
import { shippedProfiles } from '../../src/profiles/registry.ts';
import { battery, cpuWith, gpu, identity, machine, pciDevice, virtualisation } from './machine.ts';

function match(known: Partial<Facts>): Match {
  return matchProfiles(machine(known), shippedProfiles());
}

function lenovo(version: string, type: number, more: Partial<Facts> = {}): Match {
  const names = identity({ vendor: 'LENOVO', product: '83JR', version, family: version });
  return match({ identity: names, chassis: { type, form: null }, ...more });
}

function asus(product: string, boardName: string, family: string | null = null): Match {
  const vendor = 'ASUSTeK COMPUTER INC.';
  const names = identity({ vendor, boardVendor: vendor, product, boardName, family });
  return match({ identity: names, chassis: { type: 10, form: 'laptop' } });
}

test('every line of Yoga laptops is a yoga, whatever its case', (t) => {
  for (const version of [
    'Yoga 7 2-in-1 14AKP10',
    'Lenovo YOGA 900-13ISK',
    'ThinkPad X1 Yoga Gen 6',
    'ThinkBook 14s Yoga ITL',
    'Yoga Slim 7 14IMH9',
    'Yoga Pro 9 16IMH9',
    'YogaAir 14s APU8',
    'Yoga Duet 7 13ITL6',
  ]) {
    for (const type of [10, 31]) {
      t.like(lenovo(version, type), { profile: 'yoga', confidence: 'high' }, version);
    }
  }
});

test('what shares the name only is no yoga', (t) => {
  t.is(lenovo('Yoga AIO 7 27ARH7', 13).profile, 'workstation');
  t.is(lenovo('Yoga A940-27ICB', 13).profile, 'workstation');
  t.is(lenovo('Lenovo Yoga Book 9 13IRU8', 31).profile, 'workstation');
  t.is(lenovo('Lenovo YOGA Tablet 2-1051F', 30).profile, 'workstation');
  t.is(lenovo('IdeaPad 5 2-in-1 14AHP9', 31).profile, 'workstation');
  const other = identity({ vendor: 'Example', product: 'Yoga Studio' });
  t.not(match({ identity: other, chassis: { type: 10, form: 'laptop' } }).profile, 'yoga');
});

test('a Zephyrus is one by name or by the code of its board', (t) => {
  t.is(asus('ROG Zephyrus M16 GU603ZW_GU603ZW', 'GU603ZW').profile, 'zephyrus');
  t.is(asus('GX501VIK', 'GX501VIK').profile, 'zephyrus');
  t.is(asus('Zephyrus G GU502DU_GA502DU', 'GA502DU').profile, 'zephyrus');
  t.is(asus('ROG Strix G513QC_G513QC', 'G513QC', 'ROG Strix').profile, 'workstation');
  t.is(asus('ROG Flow X16 GV601VV_GV601VV', 'GV601VV').profile, 'workstation');
  t.is(asus('ASUS TUF Gaming A15 FA507NUR_FA507NUR', 'FA507NUR').profile, 'workstation');
});

test('servers are known by their case, their line, their board or their management controller', (t) => {
  const rack = { type: 23, form: 'server' } as const;
  const dell = identity({ vendor: 'Dell Inc.', product: 'PowerEdge R740' });
  t.like(match({ identity: dell, chassis: rack }), { profile: 'server', confidence: 'high' });
  t.is(match({ identity: identity({ product: 'ProLiant ML110 Gen10' }) }).profile, 'server');
  const board = identity({
    boardVendor: 'ASRockRack',
    boardName: 'B450D4U-V1L',
    vendor: 'Hetzner',
  });
  const desk = { type: 3, form: 'desktop' } as const;
  const hoster = match({
    identity: board,
    chassis: desk,
    gpus: [gpu('bmc', '0000:03:00.0')],
    virtualisation: virtualisation('none'),
  });
  t.like(hoster, { profile: 'server', confidence: 'medium' });
});

test('a workstation with several sockets is no server', (t) => {
  const names = identity({
    vendor: 'Dell Inc.',
    product: 'Precision 7920 Tower',
    boardVendor: 'Dell Inc.',
  });
  const facts = {
    identity: names,
    chassis: { type: 7, form: 'desktop' } as const,
    cpu: { ...cpuWith('vmx'), sockets: 2 },
    memory: { totalBytes: 2 ** 37, modules: [], ecc: true },
    gpus: [gpu('nvidia', '0000:01:00.0')],
  };
  t.is(match(facts).profile, 'workstation');
});

test('a desktop, a laptop by its case and a laptop by its battery are workstations', (t) => {
  const board = identity({ boardVendor: 'ASRock', boardName: 'B760M Pro RS/D4 WiFi' });
  t.is(match({ identity: board, chassis: { type: 3, form: 'desktop' } }).profile, 'workstation');
  t.is(match({ chassis: { type: 10, form: 'laptop' } }).profile, 'workstation');
  t.is(match({ power: battery('system') }).profile, 'workstation');
});

test('the battery of a mouse makes no personal machine', (t) => {
  t.is(match({ power: battery('device') }).profile, null);
});

test('a virtual machine outranks every name that it bears', (t) => {
  const guest = { virtualisation: virtualisation('kvm') };
  t.like(lenovo('Yoga 7 2-in-1 14AKP10', 31, guest), { profile: 'vps' });
  const dell = identity({ vendor: 'Dell Inc.', product: 'PowerEdge R740' });
  t.is(match({ identity: dell, chassis: { type: 23, form: 'server' }, ...guest }).profile, 'vps');
});

test('a guest without any DMI is known by its processor and its devices', (t) => {
  const cpu = cpuWith('aes', 'hypervisor');
  t.like(match({ cpu }), { profile: 'vps', confidence: 'medium' });
  const pci = [pciDevice('010000', '1af4', '1042')];
  t.is(match({ pci }).profile, 'vps');
});

test('a container says nothing about the machine below it', (t) => {
  const desk = { type: 3, form: 'desktop' } as const;
  const found = match({ chassis: desk, virtualisation: virtualisation('docker') });
  t.is(found.profile, 'workstation');
});

test('where nothing is known, nothing matches', (t) => {
  t.like(match({}), { profile: null, confidence: 'none', traits: [] });
});

test('every profile is ranked, best first, with its evidence and the facts behind it', (t) => {
  const found = lenovo('Yoga 7 2-in-1 14AKP10', 31);
  t.deepEqual(
    found.ranked.map(({ profile }) => profile),
    ['yoga', 'server', 'vps', 'workstation', 'zephyrus'].sort(
      (a, b) => scoreOf(found, b) - scoreOf(found, a) || (a < b ? -1 : 1),
    ),
  );
  const [best] = found.ranked;
  t.is(best?.profile, 'yoga');
  t.is(
    best?.score,
    best?.evidence.reduce((sum, { weight }) => sum + weight, 0),
  );
  t.deepEqual(best?.evidence[0]?.facts, [
    'identity.boardVendor',
    'identity.family',
    'identity.product',
    'identity.sku',
    'identity.vendor',
    'identity.version',
  ]);
});

test('two profiles that are too close to call leave the choice to a person', (t) => {
  const profile = (id: string, weight: number): Profile => ({
    id,
    title: id,
    description: id,
    encryption: 'luks',
    needsSshKeys: false,
    modules: [],
    signals: [{ id: 'ipmi', weight, text: 'It is so.', when: { fact: 'ipmi', is: true } }],
  });
  const facts = machine({ ipmi: true });
  const close = matchProfiles(facts, [profile('b', 100), profile('a', 95)]);
  t.like(close, { profile: null, confidence: 'ambiguous' });
  t.is(close.ranked[0]?.profile, 'b');
  t.like(matchProfiles(facts, [profile('a', 50), profile('b', 50)]).ranked[0], { profile: 'a' });
  t.like(matchProfiles(facts, [profile('b', 45), profile('a', 25)]), { confidence: 'low' });
  t.like(matchProfiles(facts, [profile('b', 45), profile('a', 10)]), { confidence: 'medium' });
  t.like(matchProfiles(facts, []), { profile: null, confidence: 'none' });
});

test('nobody is sure of a profile whose own condition for that does not hold', (t) => {
  const sure: Profile = {
    id: 'a',
    title: 'a',
    description: 'a',
    encryption: 'luks',
    needsSshKeys: false,
    highNeeds: { fact: 'chassis.type', is: 23 },
    modules: [],
    signals: [{ id: 'ipmi', weight: 200, text: 'It is so.', when: { fact: 'ipmi', is: true } }],
  };
  t.is(matchProfiles(machine({ ipmi: true }), [sure]).confidence, 'medium');
  const rack = machine({ ipmi: true, chassis: { type: 23, form: 'server' } });
  t.is(matchProfiles(rack, [sure]).confidence, 'high');
});

test('a case that does not fit the name keeps the confidence down', (t) => {
  const names = identity({
    vendor: 'Supermicro',
    product: 'SYS-5019S-MR',
    boardVendor: 'Supermicro',
  });
  const other = match({ identity: names, chassis: { type: 1, form: null }, ipmi: true });
  t.like(other, { profile: 'server', confidence: 'medium' });
  const generic = { ...virtualisation('kvm'), provider: 'generic' };
  const hetzner = { ...virtualisation('kvm'), provider: 'hetzner' };
  const cpu = cpuWith('hypervisor');
  t.like(match({ cpu, virtualisation: generic }), { profile: 'vps', confidence: 'medium' });
  t.like(match({ cpu, virtualisation: hetzner }), { profile: 'vps', confidence: 'high' });
});

test('hostile names neither break the match nor come out of it', (t) => {
  fc.assert(
    fc.property(fc.string({ maxLength: 2000 }), fc.nat(40), (name, type) => {
      const odd = `${name}"$\u0000`;
      const names = identity({ vendor: odd, product: odd, version: odd, boardName: odd });
      const found = match({ identity: names, chassis: { type, form: null } });
      Match.parse(found);
      for (const { evidence } of found.ranked) {
        for (const { text } of evidence) t.false(text.includes(odd));
      }
    }),
  );
});

function scoreOf(found: Match, id: string): number {
  return found.ranked.find(({ profile }) => profile === id)?.score ?? 0;
}
