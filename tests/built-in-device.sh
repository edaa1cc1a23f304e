#!/bin/sh
# For test scripts, which read it with ".": the built-in device beside the script, on a free port of loopback.
# The script says in $program which program it is, and in $folder where its FIFO may be.
# shellcheck disable=SC2154 # program, folder: see above

device=

# start_device OPTION...: sets $device, its process, and $target, its address. It waits for the line in which
# the device says where it listens. Status 1 when the device ends before, or says nothing for ten seconds.
start_device() {
    rm -f "$folder/device"
    mkfifo "$folder/device" || return 1
    "$program" device --listen 127.0.0.1:0 "$@" >"$folder/device" &
    device=$!
    exec 3<"$folder/device" # stays open: the device may write more
    # shellcheck disable=SC2034 # used by who reads this file
    target=$(timeout 10 head -n 1 <&3 | sed 's/.* //')
    [ -n "$target" ] && return 0
    echo "the built-in device did not start" >&2
    stop_device
    return 1
}

# stop_device: ends it, if there is one.
stop_device() {
    [ -n "$device" ] || return 0
    kill "$device" 2>/dev/null || true
    wait "$device" 2>/dev/null || true
    device=
    exec 3<&-
}
