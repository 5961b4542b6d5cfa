import { VERSION } from '../assets/read.ts';
import type { Cause } from '../model/host-check.ts';
import { RULES_VERSION } from '../model/rules-version.ts';
import type { RepositoryManifest } from '../model/tree.ts';
import type { Change } from '../write/change.ts';
import { sha256 } from '../write/diff.ts';
import type { RecordedCase } from '../write/repository.ts';

/** What is known of how a repository came to be. */
export interface Provenance {
  manifest: RepositoryManifest | null;
  /** Paths that differ from the last commit; null: git is not at hand. */
  uncommitted: ReadonlySet<string> | null;
}

/** What a drifted host was made of, as it stands now. */
export interface Made {
  recorded: RecordedCase;
  drift: readonly Change[];
  captureText: string | null;
  answersText: string | null;
}

/** Why a host is not what the tool makes of it: every cause that can be proven, or the ones that are left. */
export function causesOf(made: Made, { manifest, uncommitted }: Provenance): Cause[] {
  const { recorded, drift, captureText, answersText } = made;
  const sums = recorded.fixture ? null : (manifest?.files ?? null);
  const wasTouched = (path: string, text: string | null): boolean => {
    const sum = sums?.[path];
    if (text === null) return false;
    if (sum !== undefined) return sha256(text) !== sum;
    return uncommitted?.has(path) ?? false;
  };
  const rules = /^rules: *([0-9]+)/m.exec(answersText ?? '')?.[1];
  const edited = drift
    .filter(
      ({ path, before }) =>
        path !== recorded.capture && before !== null && wasTouched(path, before),
    )
    .map(({ path }) => path);
  const missing = drift
    .filter(
      ({ path, before }) =>
        before === null && (sums === null || path in sums || path.endsWith('/default.nix')),
    )
    .map(({ path }) => path);
  const wasRecorded = sums === null ? uncommitted?.has(recorded.capture) : recorded.capture in sums;
  if (captureText === null && wasRecorded) missing.push(recorded.capture);
  const causes: Cause[] = [];
  if (manifest !== null && !recorded.fixture && manifest.tool !== VERSION) {
    causes.push({
      code: 'tool',
      text: `new version of the tool: this was written by ${manifest.tool}, and this is ${VERSION}`,
    });
  }
  if (wasTouched(recorded.capture, captureText)) {
    causes.push({
      code: 'capture',
      text: `changed recording: ${recorded.capture} is not the one that the host was made of`,
    });
  }
  const answers = [recorded.answers, 'config/panther.yaml'].filter((path) =>
    uncommitted?.has(path),
  );
  if (answers.length > 0) {
    causes.push({ code: 'answers', text: `changed answers: ${answers.join(', ')}` });
  }
  if (edited.length > 0) {
    causes.push({ code: 'edited', text: `edited by hand: ${edited.join(', ')}` });
  }
  if (missing.length > 0) causes.push({ code: 'missing', text: `missing: ${missing.join(', ')}` });
  // Last: a host may come out the same by other rules, and what stands above was seen to be other.
  if (rules !== undefined && Number(rules) !== RULES_VERSION) {
    causes.push({
      code: 'rules',
      text: `new version of the rules: it was made by rules ${rules}, and these are ${RULES_VERSION}`,
    });
  }
  if (causes.length > 0) return causes;
  return [remaining(sums !== null, recorded, drift)];
}

/** What nothing proves: with a manifest it is what the files were made with, and facts rest on no answer. */
function remaining(isWritten: boolean, { answers }: RecordedCase, drift: readonly Change[]): Cause {
  if (isWritten && drift.some(({ path }) => path.endsWith('/facts.json'))) {
    return {
      code: 'tool',
      text: 'another build of the tool: it reads other facts from the same recording',
    };
  }
  return isWritten
    ? {
        code: 'answers',
        text: `changed answers: recording and files are as they were written, so ${answers}, config/panther.yaml or a profile of your own is other than it was, or the tool is another build`,
      }
    : {
        code: 'unknown',
        text: 'unknown: edited by hand and committed, or made by another version of the tool; nothing here tells when it was written',
      };
}
