#!/usr/bin/env bash
# What a pull request of this repository is checked by, on any machine:
#
#   bash docs/ci/check.sh [BASE]        # BASE: what it is compared with (default: origin/main)
#
# 1. every host is derived anew from its recording and compared with what is committed;
# 2. each host that the change touches is evaluated by Nix: nothing is built;
# 3. proposals are checked, where OpenSpec is installed.
#
# A summary in Markdown goes to standard output, the rest to standard error. Exit: 0 all holds, 1 something
# does not, 2 it could not be tried. PANTHER_DISCOVER names the tool (default: tools/panther-discover.mjs,
# else panther-discover on the PATH); with PANTHER_CHECK_ALL=1 every host is evaluated.
set -euo pipefail
cd "$(git rev-parse --show-toplevel)"
export NO_COLOR=1 OPENSPEC_TELEMETRY=0 DO_NOT_TRACK=1

fail() {
  printf 'check.sh: %s\n' "$*" >&2
  exit 2
}

# Text that somebody else wrote, as an indented block: nothing in it is markup.
quoted() { tail -n 40 | tr -d '\000-\010\013-\037\177' | sed 's/^/    /'; }

base=${1:-origin/main}
start=$(git merge-base "$base" HEAD 2>/dev/null) ||
  fail "$base: no such revision, or nothing in common with it; fetch it (git fetch origin main)"

if [[ -n ${PANTHER_DISCOVER:-} ]]; then
  tool=("$PANTHER_DISCOVER")
elif [[ -f tools/panther-discover.mjs ]]; then
  tool=(node tools/panther-discover.mjs)
elif command -v panther-discover >/dev/null; then
  tool=(panther-discover)
else
  fail 'no panther-discover: put panther-discover.mjs into tools/, or set PANTHER_DISCOVER'
fi
command -v nix >/dev/null || fail 'nix is not installed, and nothing else evaluates hosts'

failed=0

# 1. The summary of check is Markdown already.
status=0
"${tool[@]}" check --markdown --base "$start" || status=$?
case $status in
  0) ;;
  1) failed=1 ;;
  *) fail "panther-discover check ended with $status" ;;
esac

# 2. A change of what all hosts share is a change of all of them.
shared='^(flake\.nix|flake\.lock|lib/|modules/|home/)'
changed=$(git -c core.quotePath=true diff --name-only "$start" HEAD)
hosts=()
for path in hosts/*/default.nix; do
  [[ -f $path ]] || continue
  host=${path#hosts/} && host=${host%/default.nix}
  [[ $host =~ ^[a-z][a-z0-9-]*$ ]] || fail "hosts/ holds a folder whose name is no host name"
  if [[ ${PANTHER_CHECK_ALL:-} == 1 ]] || grep -Eq "$shared|^hosts/$host/" <<<"$changed"; then
    hosts+=("$host")
  fi
done

printf '\n### Evaluation\n\n'
if ((${#hosts[@]} == 0)); then
  printf 'No host is touched.\n'
elif [[ ! -f flake.lock ]]; then
  failed=1
  printf '**flake.lock is not committed**, so nothing says what the hosts are built of: run `nix flake lock`.\n'
else
  errors=$(mktemp)
  trap 'rm -f "$errors"' EXIT
  for host in "${hosts[@]}"; do
    printf 'evaluating %s\n' "$host" >&2
    attribute="nixosConfigurations.$host.config.system.build.toplevel.drvPath"
    if drv=$(nix --extra-experimental-features 'nix-command flakes' \
      eval --no-update-lock-file --raw ".#$attribute" 2>"$errors"); then
      printf -- '- `%s` evaluates: `%s`\n' "$host" "$drv"
    else
      failed=1
      printf -- '- **`%s` does not evaluate:**\n\n' "$host"
      quoted <"$errors" | sed 's/^/  /'
      printf '\n'
    fi
  done
fi

# 3. Proposals and specifications.
if command -v openspec >/dev/null; then
  printf '\n### Proposals\n\n'
  if output=$(openspec validate --all --strict --no-interactive 2>&1); then
    printf 'Every proposal and specification is valid.\n'
  else
    failed=1
    printf '**Not all are valid:**\n\n'
    quoted <<<"$output"
  fi
fi

exit "$failed"
