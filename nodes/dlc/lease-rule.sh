#!/bin/sh
# This file is read by dlc-lease. It holds the rule that says who may start DLC on the shared state. It only computes.
# The table is src/proofs/src/test/resources/lease-rule.txt; a test compares all inputs.

# A former holder that lost the lock is fenced after at most half of this time, by its own clock (dlc-lease, fence_after).
wait_silent=60 # seconds, where EC2 says nothing of the owner, or nobody knows who the owner is
wait_other=300 # seconds, where EC2 answers, but the owner has not ended in spite of the request to terminate it

# Prints "start" or "wait" for a process that holds the lock.
# arguments: state (none, held, released, unreadable), owner, this node, whole seconds since the lock, EC2 (ended, other, silent)
lease_rule() {
  case $4 in '' | *[!0-9]* | ??????????*) echo wait && return ;; esac
  case $5 in ended | other | silent) ;; *) echo wait && return ;; esac
  rule_bound=$wait_silent
  case $1 in
    none | released) rule_bound=0 ;;
    held)
      if [ -z "$2" ] || [ -z "$3" ]; then
        echo wait
        return
      fi
      if [ "$2" = "$3" ] || [ "$5" = ended ]; then rule_bound=0; fi
      if [ "$2" != "$3" ] && [ "$5" = other ]; then rule_bound=$wait_other; fi
      ;;
    unreadable) ;; # nobody can be asked about: what EC2 says is about somebody else
    *)
      echo wait
      return
      ;;
  esac
  if [ "$4" -ge "$rule_bound" ]; then echo start; else echo wait; fi
}
