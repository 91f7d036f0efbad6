namespace Watchfloor.EndToEnd.Tests.Serving;

/// <summary>A clock that a test sets while the server runs by it: Debian's faketime, of which the monotonic clock takes no notice.</summary>
internal sealed class SetClock : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    /// <summary>A clock that is right. The test is skipped where the package is missing, except on the build server, where it fails.</summary>
    public SetClock()
    {
        var library = Directory.Exists("/usr/lib") ? Directory.GetDirectories("/usr/lib", "*-linux-gnu*").Select(d => Path.Combine(d, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists) : null;
        if (library is null)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") is not null, "the Debian package faketime is missing");
            Assert.Skip("the Debian package faketime is missing");
        }

        Set(0);
        Variables = new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = library,
            ["FAKETIME_TIMESTAMP_FILE"] = _file,
            ["FAKETIME_NO_CACHE"] = "1",
            // One name for old versions, one for new.
            ["DONT_FAKE_MONOTONIC"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            ["NO_FAKE_STAT"] = "1",
        };
    }

    /// <summary>What a process needs to go by this clock.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; }

    /// <summary>Sets the clock so many days ahead of the right time; negative: behind.</summary>
    public void Set(int days)
    {
        // Never half written: the clock is read at every moment.
        File.WriteAllText(_file + ".new", $"{days:+0;-0;+0}d");
        File.Move(_file + ".new", _file, overwrite: true);
    }

    public void Dispose() => File.Delete(_file);
}
