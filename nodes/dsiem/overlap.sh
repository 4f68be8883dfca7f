#!/bin/sh
# How long two backends of one name go on side by side. It needs jq, and of its caller say, now and OVERLAP (seconds).

compare_overlap() { # argument: folder of directives; says how long their rules wait, and warns when OVERLAP is shorter
  timeouts=$(jq -rs '[.[].directives[]? | select(.disabled != true) | .rules[]?.timeout] as $all
    | [$all[] | numbers | ceil] as $some | "\($some | max // 0) \(($all | length) - ($some | length))"' "$1"/directives_*.json)
  : "${timeouts:=? ?}"
  text="OVERLAP=$OVERLAP s, the longest timeout of a rule is ${timeouts% *} s"
  if [ "${timeouts#* }" = 0 ] && [ "${timeouts% *}" -le "$OVERLAP" ]; then
    say "$text"
  else
    say "WARNING: $text, ${timeouts#* } rules have no number: a hand-over may lose correlations"
  fi
}

# Waits until one successor has served for OVERLAP seconds without a break. argument: a command that prints who serves; it
# returns 1 when it does not know, 2 when nobody is to follow. Who serves before and after such a silence has not paused.
wait_overlap() {
  successor=
  while [ "$OVERLAP" -gt 0 ]; do
    serving=$("$1")
    known=$?
    if [ "$known" = 2 ]; then return 0; fi
    if [ "$known" = 0 ]; then
      case " $serving " in
        *" ${successor:-?} "*) [ "$(($(now) - since))" -lt "$OVERLAP" ] || return 0 ;;
        *)
          successor=${serving%% *}
          since=$(now)
          say "OVERLAP=$OVERLAP s beside ${successor:-nobody yet}"
          ;;
      esac
    fi
    sleep 5
  done
}
