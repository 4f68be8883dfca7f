#!/bin/sh
# How long two backends of one name go on side by side. It needs jq, and of its caller say, now and OVERLAP (seconds).

compare_overlap() { # argument: folder of directives; says how long their rules wait, and warns when OVERLAP is shorter
  timeouts=$(jq -rs '[.[].directives[]? | select(.disabled != true) | [.rules[]?.timeout]] as $all
    | ($all | map(map(numbers | ceil))) as $of
    | [($of | flatten | max // 0), ($of | map(add // 0) | max // 0), (($all | flatten | length) - ($of | flatten | length))]
    | join(" ")' "$1"/directives_*.json)
  read -r longest together without <<END
${timeouts:-? ? ?}
END
  text="OVERLAP=$OVERLAP s; the longest timeout of a rule is $longest s, of one directive's rules together $together s"
  [ "$without" = 0 ] || text="$text; $without rules have no timeout that is a number"
  if [ "$without" = 0 ] && [ "$longest" -le "$OVERLAP" ]; then
    say "$text"
  else
    say "WARNING: $text: a hand-over may lose correlations"
  fi
}

# Waits until one successor has served for OVERLAP seconds without a break, or nobody is to follow.
# argument: a command that prints the names of those who serve; it returns 0, or 1 when it does not know, 2 when nobody is to
# follow. Who is there before and after a time in which nothing was known was there all the time.
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
