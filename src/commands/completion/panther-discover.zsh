#compdef panther-discover
# zsh completion for panther-discover. The tool itself says what may follow, so that this script does
# not have to be renewed with it.
_panther_discover() {
  local -a lines candidates
  local directive line value about
  lines=("${(@f)$(${(Q)words[1]} --complete "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
  directive=$lines[1]
  for line in "${(@)lines[2,-1]}"; do
    value=${line%%$'\t'*}
    about=${line#*$'\t'}
    value=${value//:/\\:}
    if [[ $line == *$'\t'* ]]; then candidates+=("$value:$about"); else candidates+=("$value"); fi
  done
  case $directive in
    (*nospace) _describe -t values value candidates -S '' ;;
    (*) _describe -t values value candidates ;;
  esac
  case $directive in
    (files) compset -P '--*='; _files ;;
    (directories) compset -P '--*='; _files -/ ;;
  esac
}
if [[ $funcstack[1] == _panther-discover ]]; then
  _panther_discover "$@"
else
  compdef _panther_discover panther-discover
fi
