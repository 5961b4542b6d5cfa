# fish completion for panther-discover. The tool itself says what may follow, so that this script does
# not have to be renewed with it.
function __panther_discover_complete
    set -l typed (commandline -opc)
    set -l current (commandline -ct)
    set -l lines ($typed[1] --complete $typed[2..-1] "$current" 2>/dev/null)
    set -l value (string replace -r '^--[a-z-]+=' '' -- $current)
    set -l head (string replace -r '^(--[a-z-]+=|).*' '$1' -- $current)
    switch "$lines[1]"
        case files
            __fish_complete_path $value | string replace -r '^' -- "$head"
        case directories
            __fish_complete_directories $value | string replace -r '^' -- "$head"
    end
    printf '%s\n' $lines[2..-1]
end
complete -c panther-discover -f -a '(__panther_discover_complete)'
