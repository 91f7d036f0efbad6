# Restore, build and publish, each in one place. Sourced by ./dev.

ready_to_run=true

# The exact versions of the lock files in CI; elsewhere a changed reference updates its lock file.
restore() {
    local options=(--verbosity quiet)
    [ -z "${CI:-}" ] || options+=(--locked-mode)
    dotnet restore Watchfloor.slnx "${options[@]}" && return
    say "trying without the ahead-of-time compiler: the program then starts more slowly"
    ready_to_run=false
    dotnet restore Watchfloor.slnx "${options[@]}" -p:ReadyToRun=false
}

build() {
    restore
    say "build $1"
    dotnet build "$1" --configuration Release --no-restore --verbosity quiet -warnaserror
}

# Puts the program into out/watchfloor, where ./watchfloor looks for it. Build first.
publish() {
    say "publish to out/watchfloor"
    rm -rf out/watchfloor
    dotnet publish src/Watchfloor --configuration Release --no-build --verbosity quiet -p:ReadyToRun="$ready_to_run" --output out/watchfloor
}
