import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { PantherError } from '../../../src/model/errors.ts';
import { type Inventory, InventoryHost } from '../../../src/model/inventory.ts';
import { readInventory } from '../../../src/provision/inventory/read.ts';

const KEY = `SHA256:${'A'.repeat(43)}`;

async function refused(t: ExecutionContext, text: string): Promise<string> {
  const error = await t.throwsAsync(() => readInventory(text, 'hosts.file'), {
    instanceOf: PantherError,
  });
  t.is(error?.failure, 'input');
  return error?.message ?? '';
}

function brief({ hosts }: Inventory): object[] {
  return hosts.map(({ name, address, port, user, tags, provider, answers }) => ({
    name,
    at: `${user}@${address}:${port}`,
    tags,
    provider,
    answers,
  }));
}

test('the own format: groups share, what is nearer wins, and each answer keeps its rank', async (t) => {
  const text = `
answers: { encryption: none }
groups:
  web: { user: admin, tags: [front], provider: Hetzner, answers: { user: ops } }
hosts:
  web-1: { address: 192.0.2.1, groups: [web], hostKey: ${KEY}, answers: { locale: de_DE.UTF-8 } }
  db-1: 2001:db8::7
`;
  const inventory = await readInventory(text, 'fleet.yaml');
  t.is(inventory.format, 'panther');
  t.deepEqual(brief(inventory), [
    {
      name: 'web-1',
      at: 'admin@192.0.2.1:22',
      tags: ['web', 'front'],
      provider: 'hetzner',
      answers: [{ encryption: 'none' }, { user: 'ops' }, { locale: 'de_DE.UTF-8' }],
    },
    {
      name: 'db-1',
      at: 'root@2001:db8::7:22',
      tags: [],
      provider: null,
      answers: [{ encryption: 'none' }],
    },
  ]);
  t.deepEqual(inventory.hosts[0]?.hostKeys, [KEY]);
});

test('the same in JSON, indented with tabs or not, and a bare list of hosts', async (t) => {
  const value = { hosts: [{ name: 'a', address: '192.0.2.1', port: 2222, tags: ['x'] }] };
  const wanted = [
    { name: 'a', at: 'root@192.0.2.1:2222', tags: ['x'], provider: null, answers: [] },
  ];
  for (const text of [
    JSON.stringify(value),
    JSON.stringify(value, null, '\t'),
    JSON.stringify(value, null, 2),
    JSON.stringify(value.hosts),
  ]) {
    t.deepEqual(brief(await readInventory(text, 'x')), wanted, text);
  }
});

test('CSV: quoted cells, answers by column, empty cells say nothing', async (t) => {
  const text = [
    'name,address,port,tags,provider,hostKey,answers.encryption,answers.sshKeys,answers.layout.swapSize',
    `a,192.0.2.1,2222,"web ""x"" eu",hetzner,${KEY},none,,2G`,
    '',
    'b,b.example.org,,,,,luks,,none',
  ].join('\r\n');
  const inventory = await readInventory(text, 'fleet.csv');
  t.is(inventory.format, 'csv');
  t.deepEqual(brief(inventory), [
    {
      name: 'a',
      at: 'root@192.0.2.1:2222',
      tags: ['web', '_x_', 'eu'],
      provider: 'hetzner',
      answers: [{ encryption: 'none', layout: { swapSize: '2G' } }],
    },
    {
      name: 'b',
      at: 'root@b.example.org:22',
      tags: [],
      provider: null,
      answers: [{ encryption: 'luks', layout: { swapSize: null } }],
    },
  ]);
});

const ANSIBLE_WANTED = [
  {
    name: 'web01',
    at: 'deploy@192.0.2.1:22',
    tags: ['prod', 'web'],
    provider: null,
    answers: [{ encryption: 'none' }, { user: 'ops' }],
  },
  {
    name: 'web02',
    at: 'deploy@web02.example.org:2222',
    tags: ['prod', 'web'],
    provider: null,
    answers: [{ encryption: 'none' }, { user: 'ops' }],
  },
];

test('an Ansible inventory reads the same in INI, YAML and the JSON of a dynamic one', async (t) => {
  const ini = `
[web]
web01.example.org ansible_host=192.0.2.1 # the first
web[02:02].example.org ansible_port=2222
[prod:children]
web
[all:vars]
ansible_user = deploy
panther_answers = {"encryption": "none"}
[web:vars]
panther_answer_user=ops
`;
  const yaml = `
all:
  vars: { ansible_user: deploy, panther_answers: { encryption: none } }
  children:
    prod:
      children:
        web:
          hosts:
            web01.example.org: { ansible_host: 192.0.2.1 }
            web02.example.org: { ansible_port: 2222 }
          vars: { panther_answer_user: ops }
`;
  const list = JSON.stringify({
    _meta: {
      hostvars: {
        'web01.example.org': { ansible_host: '192.0.2.1' },
        'web02.example.org': { ansible_port: 2222 },
      },
    },
    all: {
      children: ['prod'],
      vars: { ansible_user: 'deploy', panther_answers: { encryption: 'none' } },
    },
    prod: { children: ['web'] },
    web: {
      hosts: ['web01.example.org', 'web02.example.org'],
      vars: { panther_answer_user: 'ops' },
    },
  });
  for (const text of [ini, yaml, list]) {
    const inventory = await readInventory(text, 'inventory');
    t.is(inventory.format, 'ansible');
    t.deepEqual(brief(inventory), ANSIBLE_WANTED, text);
  }
});

test('a plain list of addresses is an inventory too', async (t) => {
  const { hosts } = await readInventory('192.0.2.1\n# one more\nweb2.example.org\n', 'hosts.txt');
  t.deepEqual(
    hosts.map(({ name, address }) => [name, address]),
    [
      ['host-192-0-2-1', '192.0.2.1'],
      ['web2', 'web2.example.org'],
    ],
  );
});

test('OpenTofu: a state, what show prints of it, and an output', async (t) => {
  const attributes = {
    name: 'web-1',
    ipv4_address: '192.0.2.1',
    ipv6_address: '2001:db8::1',
    labels: { role: 'web', 'cost/center': '7', eu: '' },
  };
  const state = {
    version: 4,
    terraform_version: '1.9.0',
    resources: [
      { mode: 'data', type: 'hcloud_server', instances: [{ attributes: { name: 'not-ours' } }] },
      { mode: 'managed', type: 'hcloud_ssh_key', instances: [{ attributes: { name: 'key' } }] },
      { mode: 'managed', type: 'hcloud_server', instances: [{ attributes }] },
    ],
  };
  const shown = {
    format_version: '1.0',
    values: {
      root_module: {
        child_modules: [
          { resources: [{ mode: 'managed', type: 'hcloud_server', values: attributes }] },
        ],
      },
    },
  };
  const wanted = [
    {
      name: 'web-1',
      at: 'root@192.0.2.1:22',
      tags: ['role:web', 'cost_center:7', 'eu'],
      provider: 'hetzner',
      answers: [],
    },
  ];
  for (const value of [state, shown]) {
    const inventory = await readInventory(JSON.stringify(value, null, 2), 'x');
    t.is(inventory.format, 'opentofu');
    t.deepEqual(brief(inventory), wanted);
  }
  const output = { panther_hosts: { sensitive: false, type: 'object', value: { a: '192.0.2.9' } } };
  const { hosts } = await readInventory(JSON.stringify(output), 'x');
  t.deepEqual(
    hosts.map(({ name, address }) => [name, address]),
    [['a', '192.0.2.9']],
  );
  t.regex(await refused(t, JSON.stringify({ other: output.panther_hosts })), /panther_hosts/);
});

test('every defect is named with its file and line, all of them at once', async (t) => {
  const message = await refused(
    t,
    `hosts:
  a: { address: 192.0.2.1, port: 0 }
  b: { address: -oProxyCommand=x }
  C: 192.0.2.3
  d: { adress: 192.0.2.4 }
  e: { address: 192.0.2.5, answers: { encryption: maybe } }
  f: { address: 224.0.0.1 }
  g: { address: 192.0.2.8, groups: [nobody] }
`,
  );
  const lines = message.split('\n');
  for (const [line, word] of [
    [2, 'port'],
    [3, 'begin with -'],
    [4, 'host name'],
    [5, 'adress'],
    [6, 'encryption'],
    [7, 'multicast'],
    [8, 'nobody'],
  ] as const) {
    const found = lines.find((text) => text.startsWith(`hosts.file:${line}: `));
    t.true(found?.includes(word), `line ${line} (${word}): ${message}`);
  }
});

test('two hosts of one name, or of one address and port, are an error that names both lines', async (t) => {
  const rows = ['name,address,port', 'a,192.0.2.1,', 'b,192.0.2.1,22', 'a,192.0.2.3,'];
  const message = await refused(t, rows.join('\n'));
  t.regex(message, /hosts\.file:3: .*192\.0\.2\.1 port 22: the host of line 2 is there too/);
  t.regex(message, /hosts\.file:4: .*a: the host of line 2 has this name too/);
  t.regex(await refused(t, '{"hosts": {"a": "192.0.2.1", "a": "192.0.2.2"}}'), /unique/i);
  const ports = await readInventory('name,address,port\na,192.0.2.1,22\nb,192.0.2.1,23', 'x');
  t.is(ports.hosts.length, 2, 'two machines behind one address');
});

test('what is no inventory is refused in one line', async (t) => {
  for (const text of ['', '  \n', '[]', '{}', '{"a": 1}', '- 7', 'a: {b: c}']) {
    t.notRegex(await refused(t, text), /\n/, text);
  }
});

const hostile = fc.oneof(
  fc.constantFrom(
    '-oProxyCommand=touch /tmp/x',
    '$(reboot)',
    '`id`',
    'a;b',
    "a'b",
    'a\nb',
    '\u001b[2J',
    '../../etc',
    '__proto__',
    'constructor',
    'a b',
    '192.0.2.1 -o x',
    '\u202egpj',
    '',
    'x'.repeat(5000),
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

/** Whatever comes out is safe in ssh's command line, a table and a file name. */
function isSafe(host: InventoryHost): boolean {
  return (
    InventoryHost.safeParse(host).success &&
    !/[\s'"`$;\\]|^-/.test(`${host.address}`) &&
    !/[\s'"`$;\\]|^-/.test(host.user) &&
    /^[a-z][a-z0-9-]*$/.test(host.name) &&
    host.tags.every((tag) => /^[A-Za-z0-9_][A-Za-z0-9_.:-]*$/.test(tag))
  );
}

async function neverMore(text: string): Promise<boolean> {
  try {
    return (await readInventory(text, 'x')).hosts.every(isSafe);
  } catch (error) {
    if (error instanceof PantherError && error.failure === 'input') return true;
    throw error;
  }
}

test('hostile words in any field and format are refused, or harmless', async (t) => {
  const host = fc.record({
    name: hostile,
    address: hostile,
    user: hostile,
    tag: hostile,
    provider: hostile,
  });
  await fc.assert(
    fc.asyncProperty(host, async ({ name, address, user, tag, provider }) => {
      const fields = { name, address, user, tags: [tag], provider };
      const variables = { ansible_host: address, ansible_user: user, panther_tags: tag };
      const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
      const texts = [
        JSON.stringify({ hosts: [fields] }),
        JSON.stringify({ hosts: { [name]: { address, user, tags: [tag], provider } } }),
        JSON.stringify({ [name]: { hosts: [name] }, _meta: { hostvars: { [name]: variables } } }),
        JSON.stringify({ all: { hosts: { [name]: variables } } }),
        JSON.stringify({
          version: 4,
          resources: [
            {
              mode: 'managed',
              type: 'hcloud_server',
              instances: [{ attributes: { name, ipv4_address: address, labels: { [tag]: tag } } }],
            },
          ],
        }),
        `name,address,user,tags,provider\n${[name, address, user, tag, provider].map(cell).join(',')}\n`,
        `[${tag}]\n${name} ansible_host=${address} ansible_user='${user}'\n`,
      ];
      for (const text of texts) if (!(await neverMore(text))) return false;
      return true;
    }),
    { numRuns: 150 },
  );
  t.pass();
});

test('any text at all is read or refused, never a crash', async (t) => {
  const noise = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.json().map((json) => json),
    fc
      .array(
        fc.constantFrom(
          'hosts:',
          '[web]',
          '[a:b]',
          'a:',
          ' - ',
          '{',
          '}',
          '"',
          "'",
          ',',
          '\n',
          'x=',
          '&a',
          '*a',
          '<<:',
          '\t',
          'address',
          '[1:9]',
        ),
        { maxLength: 40 },
      )
      .map((parts) => parts.join('')),
  );
  await fc.assert(fc.asyncProperty(noise, neverMore), { numRuns: 600 });
  const deep = `hosts: ${'['.repeat(20_000)}`;
  t.true(await neverMore(deep));
  t.true(await neverMore(`hosts: &a [*a]`));
  t.true(await neverMore(`{"hosts": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`));
});

test('what a program printed: a defect has its line in the JSON of Ansible, of a state and of an output', async (t) => {
  const text = (value: object): string => JSON.stringify(value, null, 2);
  const ansible = text({
    all: { hosts: ['a', 'b'] },
    _meta: {
      hostvars: { a: { ansible_host: '192.0.2.1' }, b: { ansible_host: '-oProxyCommand' } },
    },
  });
  const state = text({
    version: 4,
    resources: [
      {
        mode: 'managed',
        type: 'hcloud_server',
        instances: [
          { attributes: { name: 'a', ipv4_address: '192.0.2.1' } },
          { attributes: { name: 'b', ipv4_address: '0.0.0.0' } },
        ],
      },
    ],
  });
  const output = text({
    panther_hosts: { type: 'map', value: { a: '192.0.2.1', b: { address: '192.0.2.2', port: 0 } } },
  });
  const near: Record<string, [string, string]> = {
    ansible: [ansible, '"-oProxyCommand"'],
    state: [state, '"name": "b"'],
    output: [output, '"port"'],
  };
  for (const [name, [document, place]] of Object.entries(near)) {
    const line = document.split('\n').findIndex((one) => one.includes(place)) + 1;
    const message = await refused(t, document);
    const told = Number(/^hosts\.file:([0-9]+): b: /.exec(message)?.[1]);
    t.true(Math.abs(told - line) <= 1, `${name}: ${message}, not near line ${line}`);
  }
});

test('a byte order mark, line ends of Windows and quoted cells change nothing', async (t) => {
  const csv = ['name,address,tags', '"a",192.0.2.1,"x y"', 'b,"192.0.2.2",', ''].join('\n');
  const json = JSON.stringify({ hosts: { a: '192.0.2.1', b: '192.0.2.2' } }, null, 2);
  const yaml = 'hosts:\n  a: 192.0.2.1\n  b: 192.0.2.2\n';
  const ini = '[web]\na ansible_host=192.0.2.1\nb ansible_host=192.0.2.2\n';
  for (const text of [csv, json, yaml, ini]) {
    for (const spelled of [text, text.replaceAll('\n', '\r\n'), `\ufeff${text}`]) {
      const { hosts } = await readInventory(spelled, 'x');
      t.deepEqual(
        hosts.map(({ name, address }) => `${name} ${address}`),
        ['a 192.0.2.1', 'b 192.0.2.2'],
        JSON.stringify(spelled),
      );
    }
  }
});

test('what is made to be too much is refused, in a moment and in few words', async (t) => {
  const tenfold = (key: string, of: string): string =>
    `${key}: &${key} [${`*${of},`.repeat(9)}*${of}]`;
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]', tenfold('b', 'a'), tenfold('c', 'b')];
  const cases = {
    'aliases of aliases': [...bomb, tenfold('d', 'c'), 'hosts: [*d, *d]'].join('\n'),
    'an alias of itself': 'hosts: &h\n  a: *h\n',
    'lists in lists': '['.repeat(50_000) + ']'.repeat(50_000),
    'mappings in mappings': `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
    'a name without an end': `hosts: { ${'a'.repeat(2 ** 20)}: 192.0.2.1 }`,
    'ranges of ranges': 'h[0:9999][0:9999][0:9999]',
    'more than any fleet': 'x'.repeat(33 * 2 ** 20),
  };
  for (const [name, text] of Object.entries(cases)) {
    const start = performance.now();
    const message = await refused(t, text);
    t.true(performance.now() - start < 20_000, name);
    t.true(message.length < 4000, name);
  }
});

test('ten thousand hosts are read in every format, and as many defects are told in twenty lines', async (t) => {
  const names = Array.from({ length: 10_000 }, (_, at) => `h${at}`);
  const at = (index: number): string => `10.1.${index >> 8}.${index % 256}`;
  const formats = {
    csv: ['name,address', ...names.map((name, index) => `${name},${at(index)}`)].join('\n'),
    yaml: `hosts:\n${names.map((name, index) => `  ${name}: ${at(index)}\n`).join('')}`,
    ini: names.map((name, index) => `${name} ansible_host=${at(index)}`).join('\n'),
    range: 'h[0:9999].example.org',
  };
  for (const [format, text] of Object.entries(formats)) {
    t.is((await readInventory(text, 'x')).hosts.length, 10_000, format);
  }
  const message = await refused(t, formats.csv.replaceAll(',10.', ',-10.'));
  t.is(message.split('\n').length, 21);
  t.regex(message, /and 9980 more$/);
});
