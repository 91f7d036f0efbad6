# Kills the server under load for as long as one likes: at any time and at the commits. Sourced by ./dev.

soak() {
    local kills=100
    while [ $# -gt 0 ]; do
        case "$1" in
            --kills) kills=${2:-} && shift ;;
            *) fail "usage: ./dev soak [--kills N]" ;;
        esac
        shift
    done
    [[ $kills =~ ^[1-9][0-9]*$ ]] || fail "--kills takes a whole number of kills, 1 or more"
    local name=Watchfloor.EndToEnd.Tests
    build tests/$name
    publish
    publish_faults
    say "kill the server $kills times"
    WATCHFLOOR_KILLS=$kills tests/$name/bin/Release/net10.0/$name -noLogo -noColor -showLiveOutput -method '*.Serve_KilledAtRandomTimes_LosesAndDoublesNothing' |
        sed --unbuffered 's/^.*\[OUTPUT\] //'
}
