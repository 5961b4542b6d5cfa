import test from 'ava';
import { readLabels } from '../../scripts/score/labels.ts';
import { scoreText } from '../../scripts/score/print.ts';
import {
  ambiguousConfidence,
  certain,
  classScores,
  confusion,
  laptopScore,
  type Scored,
  scoreFolder,
} from '../../scripts/score/score.ts';

const FOLDER = 'test/profiles/fixtures/labelled';

test('every labelled machine of the sample is what it is, and nobody is sure of an unclear one', async (t) => {
  const rows = await scoreFolder(FOLDER, readLabels(FOLDER));
  t.true(certain(rows).length >= 60);
  t.deepEqual(
    classScores(rows).map(({ profile, precision, recall }) => [profile, precision, recall]),
    ['server', 'vps', 'workstation', 'yoga', 'zephyrus'].map((profile) => [profile, 1, 1]),
  );
  const { right, of } = laptopScore(rows);
  t.is(right, of);
  t.true(of >= 60);
  t.false(ambiguousConfidence(rows).has('high'));
  t.true(rows.some(({ ambiguous }) => ambiguous));
  t.notRegex(scoreText(FOLDER, rows), /MISS/);
});

test('a machine taken for another is counted and named with its evidence', async (t) => {
  const [row] = await scoreFolder(FOLDER, readLabels(FOLDER).slice(0, 1));
  const wrong: Scored[] = [
    { ...(row as Scored), expect: 'server', laptop: false },
    { ...(row as Scored), ambiguous: true, altExpect: 'server' },
    { ...(row as Scored), file: 'gone.json', found: null },
  ];
  t.deepEqual(confusion(wrong).classes, ['none', 'server', 'yoga']);
  const [server] = classScores(wrong);
  t.like(server, { profile: 'server', precision: null, recall: 0, expected: 1 });
  const text = scoreText('a', wrong);
  t.regex(
    text,
    /MISS yoga-0\.json: server, found yoga \(high\), laptop should be false\n {4}yoga \d+: lenovo-yoga 120/,
  );
  t.regex(text, /MISS yoga-0\.json: yoga or server, found yoga \(high\)/);
  t.regex(text, /MISS gone\.json: yoga, found none \(unreadable\)/);
});

test('labels without a file or an expected profile are refused', (t) => {
  t.throws(() => readLabels('test/profiles/fixtures'), { message: /labels\.json/ });
});
