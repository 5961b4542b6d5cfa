# panther-alerts [list | clear]: shows the open alerts, or acknowledges them all.
set -eu
case ${1:-list} in
  (list)
    if [ -e "$METRICS/notice" ]; then cat "$METRICS/notice"; else echo 'no alerts'; fi
    ;;
  (clear)
    rm -f -- "$ALERTS"/*
    systemctl start panther-alert-collect.service
    ;;
  (*)
    echo 'usage: panther-alerts [list | clear]' >&2
    exit 2
    ;;
esac
