#!/usr/bin/env bash
# What bash offers when somebody types a plumb command.
# Usage: tests/cli/completion.sh PLUMB
set -u
# shellcheck source=/dev/null
source "$(dirname "${BASH_SOURCE[0]}")/../../completion/plumb.bash"
plumb=$1
failures=0
defaults=yes

# Outside of a completion, compopt has nothing to change.
# shellcheck disable=SC2317
compopt() { defaults=no; }

# offers "WORD..." LINE...: typing LINE, of which the last word is incomplete, offers these.
offers() {
  local expected=$1
  shift
  COMP_WORDS=("$plumb" "$@")
  COMP_CWORD=$#
  defaults=yes
  _plumb "$plumb" "${!#}" "${COMP_WORDS[COMP_CWORD - 1]}"
  [[ ${COMPREPLY[*]} == "$expected" ]] && return
  echo "FAIL: plumb $*: offers '${COMPREPLY[*]}', not '$expected'"
  failures=$((failures + 1))
}

files() { # yes or no: are files offered, too?
  [[ $defaults == "$1" ]] && return
  echo "FAIL: files are offered: $defaults, not $1"
  failures=$((failures + 1))
}

offers "check" che
offers "explain" help exp
offers "merge" help me
offers "--junit" merge --ju
offers "coverage" cov
offers "--vantage" coverage --v
offers "--profile" report --p
offers "--json" coverage --j
offers "--json --junit --jobs" check --j
offers "--connection" explain --c
offers "--annotate" check --quiet --a
offers "SHLD-14" clause SHLD-14
offers "SHLD-14" check --clause SHLD-14
files no
offers "EV-SEND-ESTAB+-1" merge --clause EV-SEND-E
offers "passt" check --profile pa
files yes
offers "strict" merge --profile st
offers "" check traces/
files yes
offers "" check --junit pl
files yes
offers "" check --annotate pl
files yes
offers "" check --quiet pl
files yes
offers "" check --filter tc
files no
offers "" check -j 1
files no
offers "" nonsense --j

[ "$failures" -eq 0 ] && echo "all as it should be"
exit "$failures"
