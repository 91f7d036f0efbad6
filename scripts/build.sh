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

# Puts the program with fault points into out/watchfloor-faults, for the tests that kill it there. Publish first: only the library that
# has the points differs.
publish_faults() {
    say "publish with fault points to out/watchfloor-faults"
    local platform=src/Platform/Watchfloor.Platform
    dotnet build "$platform" --configuration Release --no-restore --verbosity quiet -p:FaultPoints=true -p:BuildProjectReferences=false -p:RunAnalyzers=false
    rm -rf out/watchfloor-faults
    cp --recursive out/watchfloor out/watchfloor-faults
    cp "$platform"/bin/Faults/net10.0/Watchfloor.Platform.dll out/watchfloor-faults
}
