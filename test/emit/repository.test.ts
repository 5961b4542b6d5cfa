import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { parse } from 'yaml';
import { renderRepository } from '../../src/emit/repository.ts';
import { GivenAnswers } from '../../src/model/answers.ts';

const folder = 'src/emit/repository';

test('what people fill in is theirs, all else is the tool’s', (t) => {
  for (const [path, { ownership }] of Object.entries(renderRepository())) {
    const theirs =
      ['README.md', '.gitignore', 'config/panther.yaml'].includes(path) || path.startsWith('home/');
    t.is(ownership, theirs ? 'once' : 'owned', path);
  }
});

test('every file of the template stands at the root, dot- as a dot', (t) => {
  const tree = renderRepository();
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`);
  t.true(paths.length > 8);
  for (const path of paths) {
    const place = path.slice(folder.length + 1).replace(/^dot-/, '.');
    t.is(tree[place]?.content, readFileSync(path, 'utf8'), place);
  }
});

test('the example answers are answers, also with every comment sign taken away', (t) => {
  const text = renderRepository()['config/panther.yaml']?.content ?? '';
  t.notThrows(() => GivenAnswers.parse(parse(text)));
  const open = text.replace(/^# (?=[a-zA-Z]+:| {2})/gm, '').replace(/AAAA… you@.*/, 'A'.repeat(68));
  const answers = GivenAnswers.parse(parse(open));
  t.true(Object.keys(answers).length >= 10);
});

test('every specification is in OpenSpec’s form', (t) => {
  const specs = Object.entries(renderRepository()).filter(([path]) =>
    /^openspec\/specs\/.+\/spec\.md$/.test(path),
  );
  t.true(specs.length >= 4);
  for (const [path, { content }] of specs) {
    t.regex(content, /^# .+ Specification\n\n## Purpose\n\n.+\n\n## Requirements\n/, path);
    const requirements = content.split(/^### Requirement: /m).slice(1);
    t.true(requirements.length > 0, path);
    for (const requirement of requirements) {
      t.regex(requirement.split('####')[0] ?? '', /\b(SHALL|MUST)\b/, path);
      t.regex(requirement, /^#### Scenario: .+\n\n- \*\*WHEN\*\* .+\n- \*\*THEN\*\* /m, path);
    }
  }
});
