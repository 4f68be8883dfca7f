
# What changes from day to day: groups and nodes as the last command read them, and the profiles on this machine.
function _drainguard_names() {
  local kind=$1 profile=${AWS_PROFILE:-${AWS_DEFAULT_PROFILE:-}} region=${AWS_REGION:-${AWS_DEFAULT_REGION:-}}
  local word previous=
  for word in "${COMP_WORDS[@]}"; do
    if [ "$word" = "=" ]; then continue; fi
    if [ "$previous" = "--profile" ]; then profile=$word; fi
    if [ "$previous" = "--region" ]; then region=$word; fi
    previous=$word
  done
  local file="${XDG_CACHE_HOME:-$HOME/.cache}/drainguard/names-${profile//[^A-Za-z0-9._]/_}-${region//[^A-Za-z0-9._]/_}"
  if [ -r "$file" ]; then sed -n "s/^$kind //p" "$file"; fi
}

function _drainguard_profiles() {
  cat "${AWS_CONFIG_FILE:-$HOME/.aws/config}" "${AWS_SHARED_CREDENTIALS_FILE:-$HOME/.aws/credentials}" 2>/dev/null |
    sed -n -e '/^\[sso-session /d' -e '/^\[services /d' -e 's/^\[\(profile \)\{0,1\}\(.*\)\].*/\2/p' | sort -u
}

function _drainguard_offer() {
  local current=${COMP_WORDS[COMP_CWORD]//\\/} name
  COMPREPLY=()
  while IFS= read -r name; do
    case $name in
      "$current"*) COMPREPLY+=("$(printf %q "$name")") ;;
    esac
  done
}

function _drainguard() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
  if [ "$previous" = "=" ]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi
  case $previous in
    --group) _drainguard_offer < <(_drainguard_names group); return ;;
    --profile) _drainguard_offer < <(_drainguard_profiles); return ;;
    --region) _drainguard_offer < <(printf '%s\n' @REGIONS@); return ;;
  esac
  if [ "$COMP_CWORD" -gt 1 ] && [ "${current#-}" = "$current" ]; then
    case ${COMP_WORDS[1]} in
      @NODES@) _drainguard_offer < <(_drainguard_names node); return ;;
      @GROUPS@) _drainguard_offer < <(_drainguard_names group); return ;;
      help) _drainguard_offer < <(printf '%s\n' @COMMANDS@); return ;;
    esac
  fi
  _complete_drainguard
}
complete -F _drainguard -o default drainguard drainguard.sh drainguard.bash
