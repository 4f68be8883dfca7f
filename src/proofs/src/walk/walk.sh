#!/usr/bin/env bash
# Walks the documents' commands as a new user would, as far as they can run without an AWS account: each block of shell in
# README and docs runs in a copy of the repository, with stand-ins for the programs that would reach out or change the machine.
#
#   src/proofs/src/walk/walk.sh [PAGE...]     by default README.md and everything below docs/
#
# Prints a line for each command: how it ran, and the command. Ends with 1 if one is wrong, or a block stops half-way.
#
# WALK_PARAMETERS  a program that is given template and NAME=VALUE..., and judges them by the template's patterns and rules
# WALK_COMMAND     the command line to run, by default bin/drainguard of the copy
# WALK_LINT        "off" where something else lints the transformed template
# WALK_BUILT       classes:libraries of a function that Maven has built, in place of `sam build`'s Maven steps
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
top=$(cd "$here/../../../.." && pwd -P)
cd "$top"
pages=("$@")
if [ ${#pages[@]} -eq 0 ]; then
  mapfile -t pages < <(printf 'README.md\n'; find docs -name '*.md' | sort)
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/bin" "$work/copy" "$work/blocks" "$work/bucket" "$work/home"
if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
  git ls-files -z -c -o --exclude-standard |
    while IFS= read -r -d '' file; do if [ -f "$file" ]; then printf '%s\0' "$file"; fi; done |
    tar --null -T - -cf - | tar -xf - -C "$work/copy"
else
  tar --exclude=target --exclude=.aws-sam -cf - . | tar -xf - -C "$work/copy"
fi

# What a name in the documents stands for, where its own form would be refused.
placeholders() {
  sed -e "s/CHECKSUM/$(printf '0%.0s' {1..64})/g" \
    -e 's/REPLACE_THIS_WITH_A_LIST_OF_SUBNET_IDS/subnet-0a,subnet-0b/g' -e 's/REPLACE_THIS_WITH_YOUR_SG/sg-0a/g' \
    -e 's/REPLACE_THIS_WITH_YOUR_S3_BUCKET_NAME/bucket-of-mine/g' -e 's/BUCKET_NAME/bucket-of-mine/g' \
    -e 's/REPLACE_THIS_WITH_YOUR_KEY_PAIR_NAME/key/g' -e 's/REPLACE_THIS_WITH_THE_FQDN_OF_YOUR_CRIBL_LEADER/leader.example.com/g' \
    -e 's/REPLACE_THIS_WITH_DISTRIBUTED_AUTH_TOKEN/t0k3n/g' \
    -e 's,REPLACE_THIS_WITH_COMMA_DELIMITED_LIST_OF_DIRECTORIES,/opt/cribl/state/queues,g' "$@"
}

# One file for each block of shell, named after page and line; and a block of JSON that a page calls `NAME.json` under that name.
blocks() { # argument: page
  awk -v page="$1" -v folder="$work/blocks" -v copy="$work/copy" '
    /^ *```(sh|bash|shell)$/ { name = page; gsub("/", "_", name); file = sprintf("%s/%s:%04d", folder, name, NR); inside = 1; next }
    /^ *```json$/ { if (called != "") { file = copy "/" called; inside = 1 } next }
    /^ *```/ { inside = 0; next }
    inside { print > file; next }
    match($0, /`[a-z-]+\.json`/) { called = substr($0, RSTART + 1, RLENGTH - 2) }
  ' "$1"
}

stand_in() { # arguments: name of a program, its text
  printf '#!/usr/bin/env bash\n%s\n' "$2" >"$work/bin/$1"
  chmod +x "$work/bin/$1"
}
export WALK_LOG="$work/log" WALK_WORK="$work" WALK_HERE="$here"
real_aws=$(command -v aws || true)
real_sam=$(command -v sam || true)
export real_aws real_sam
: >"$WALK_LOG"

# shellcheck disable=SC2016 # the stand-ins expand these, when they run
{
  say='say() { printf "%-12s %s\n" "$1" "${*:2}" | tr "\n" " " | sed "s/ *$//" >>"$WALK_LOG"; echo >>"$WALK_LOG"; }'
  for program in mvn git java ln sha256sum man gpg curl scp sudo apt apt-get dnf yum dpkg rpm tar unzip terraform docker make npm open vi; do
    stand_in "$program" "$say
say left $program \"\$@\""
  done
  # A block that waits for something in a loop would wait for ever here.
  stand_in sleep "$say
say left sleep \"\$@\"
"'awk "/^-- /{n=0} /^left +sleep/{n++} END{exit n>2}" "$WALK_LOG" || kill "$PPID"'
  stand_in sam "exec python3 '$here/sam.py' \"\$@\""
  # The AWS CLI checks a command against AWS's own model before it connects, and finds nobody at this address.
  stand_in aws "$say
"'[ -n "$real_aws" ] || { say "no-aws-cli" aws "$@"; echo i-0123456789abcdef0; exit 0; }
  [ "${1-} ${2-}" != "s3 mb" ] || { say left aws "$@"; exit 0; }
  answer=$(AWS_ENDPOINT_URL=http://127.0.0.1:9 AWS_MAX_ATTEMPTS=1 AWS_ACCESS_KEY_ID=walk AWS_SECRET_ACCESS_KEY=walk AWS_DEFAULT_REGION=eu-central-1 \
    AWS_CONFIG_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true "$real_aws" "$@" 2>&1)
  case $answer in
    *"Could not connect to the endpoint URL"* | *"Max attempts exceeded"*) say checked aws "$@"; echo i-0123456789abcdef0 ;;
    *) say WRONG aws "$@"; say ... "$answer"; exit 64 ;;
  esac'
  # 2 is the exit code of a command line that it does not understand; 3 says that AWS could not be asked, as it cannot here.
  stand_in drainguard "$say
"'ls "$WALK_WORK"/copy/src/cli/target/drainguard-cli-*.jar >/dev/null 2>&1 || [ -n "${WALK_COMMAND:-}" ] || { say no-command drainguard "$@"; exit 0; }
  answer=$(AWS_ENDPOINT_URL=http://127.0.0.1:9 AWS_MAX_ATTEMPTS=1 AWS_ACCESS_KEY_ID=walk AWS_SECRET_ACCESS_KEY=walk AWS_REGION=eu-central-1 \
    AWS_CONFIG_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true HOME="$WALK_WORK/home" DRAINGUARD_FAST=off \
    "${WALK_COMMAND:-$WALK_WORK/copy/bin/drainguard}" "$@" 2>&1 </dev/null)
  code=$?
  case $code in
    0 | 3 | 4) say checked drainguard "$@" ;;
    *) say WRONG drainguard "$@"; say ... "ended with $code: $answer"; exit 64 ;;
  esac'
}

walked=0
for page in "${pages[@]}"; do blocks "$page"; done
for block in "$work"/blocks/*; do
  [ -f "$block" ] || continue
  placeholders -i "$block"
  walked=$((walked + 1))
  echo "-- $(basename "$block" | tr _ /)" >>"$WALK_LOG"
  code=0
  (cd "$work/copy" && PATH="$work/bin:$PATH" HOME="$work/home" timeout 120 bash -u "$block" >"$work/out" 2>&1 <<<typed) || code=$?
  # The last command's code is the block's: stand-ins end with 64 where a command is wrong.
  if [ "$code" -eq 64 ] || [ "$code" -eq 124 ] || [ "$code" -eq 127 ] || grep -q 'command not found\|syntax error' "$work/out"; then
    echo "WRONG        block ended with $code: $(tail -n 3 "$work/out" | tr '\n' ' ')" >>"$WALK_LOG"
  fi
done
cat "$WALK_LOG"
wrong=$(grep -c '^WRONG' "$WALK_LOG" || true)
echo "$walked blocks of ${#pages[@]} pages walked: $(grep -c '^checked' "$WALK_LOG" || true) commands checked, $(grep -c '^left' "$WALK_LOG" || true) left to others, $(grep -c '^no-' "$WALK_LOG" || true) without their program, $wrong wrong"
[ "$wrong" -eq 0 ]
