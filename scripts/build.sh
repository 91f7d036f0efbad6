# Restore, build and publish, each in one place. Sourced by ./dev.

# The exact versions of the lock files in CI; elsewhere a changed reference updates its lock file.
restore() {
    local restore=(dotnet restore Watchfloor.slnx --verbosity quiet)
    [ -z "${CI:-}" ] || restore+=(--locked-mode)
    "${restore[@]}" && return
    say "trying without the ahead-of-time compiler: the program then starts more slowly"
    # A property of src/Watchfloor; MSBuild takes it from the environment, here and in what follows.
    export ReadyToRun=false
    "${restore[@]}"
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
    dotnet publish src/Watchfloor --configuration Release --no-build --verbosity quiet --output out/watchfloor
}

# Puts the program with fault points into out/watchfloor-faults, for the tests that kill it there.
publish_faults() {
    say "publish with fault points to out/watchfloor-faults"
    rm -rf out/watchfloor-faults
    dotnet build src/Watchfloor --configuration Faults --no-restore --verbosity quiet -warnaserror
    dotnet publish src/Watchfloor --configuration Faults --no-build --verbosity quiet --output out/watchfloor-faults -p:PublishReadyToRun=false
}
