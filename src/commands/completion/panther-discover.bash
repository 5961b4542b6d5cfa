# bash completion for panther-discover. The tool itself says what may follow, so that this script does
# not have to be renewed with it. Needs bash 4 and nothing else.
_panther_discover() {
  local rest=${COMP_LINE:0:COMP_POINT} stripped word index
  local -a words=()
  # bash parts words at = : and @ as well; what no space parts is one word again.
  for ((index = 0; index <= COMP_CWORD; index++)); do
    stripped=${rest#"${rest%%[![:space:]]*}"}
    if ((index == COMP_CWORD)); then word=$stripped; else word=${COMP_WORDS[index]}; fi
    if ((${#words[@]} == 0)) || [[ $stripped != "$rest" || -z $rest ]]; then
      words+=("$word")
    else
      words[-1]+=$word
    fi
    rest=${stripped#"$word"}
  done

  local current=${words[-1]} line directive=''
  # Only what follows the last of those marks is replaced.
  local head='' marks=${COMP_WORDBREAKS//[^=:@]/}
  if [[ -n $marks && $current == *[$marks]* ]]; then head=${current%"${current##*["$marks"]}"}; fi

  COMPREPLY=()
  while IFS= read -r line; do
    if [[ -z $directive ]]; then
      directive=$line
      continue
    fi
    line=${line%%$'\t'*}
    COMPREPLY+=("${line#"$head"}")
  done < <("$1" --complete "${words[@]:1}" 2>/dev/null)

  local value=${current#--*=}
  case $directive in
    files)
      compopt -o filenames
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$value")
      ;;
    directories)
      compopt -o filenames
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -d -- "$value")
      ;;
    *nospace) compopt -o nospace ;;
  esac
}
complete -F _panther_discover panther-discover
