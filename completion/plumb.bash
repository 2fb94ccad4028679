# shellcheck shell=bash
# Completion of plumb's commands and options for bash.  What there is to complete, the command's own
# help tells, so that the two cannot differ.

# What COMMAND's help says that OPTION takes: the word after it, or nothing.
_plumb_argument() { # PLUMB COMMAND OPTION
  "$1" help "$2" 2>/dev/null | sed -nE "s/^  (.*, )?$3(, --[a-z]+)? ([A-Z][^ ]*).*/\\3/p"
}

# The profiles that the help names: words before a colon, several between commas.
_plumb_profiles() {
  grep -oE '^ +(--profile PROFILE +)?([a-z0-9]+, )*[a-z0-9]+(: |, the default: )' |
    sed -E 's/--profile PROFILE//; s/, the default//; s/[:,]//g'
}

# The clauses that are judged.
_plumb_clauses() { # PLUMB
  "$1" clause 2>/dev/null | cut -d ' ' -f 1 | uniq
}

_plumb() {
  local plumb=$1 word=$2 before=$3 command=${COMP_WORDS[1]} words=''
  COMPREPLY=()
  if ((COMP_CWORD == 1)) || [[ $command == help ]]; then
    words=$("$plumb" --help 2>/dev/null | sed -nE 's/^  plumb ([a-z]+) .*/\1/p' | sort -u)
  elif [[ $command == clause ]]; then
    words=$(_plumb_clauses "$plumb") && compopt +o default
  elif [[ $before == -* ]]; then
    case $(_plumb_argument "$plumb" "$command" "$before") in
    PROFILE) words=$("$plumb" help check 2>/dev/null | _plumb_profiles) ;; # or a file
    ID) words=$(_plumb_clauses "$plumb") && compopt +o default ;;
    '' | PATH | OUT.*) ;; # a file, by -o default
    *) compopt +o default && return ;;
    esac
  fi
  if [[ $word == -* ]]; then
    words=$("$plumb" help "$command" 2>/dev/null | grep -oE '^  (-[a-z], )?--[a-z]+' | grep -oE -- '--[a-z]+')
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -o default -F _plumb plumb
