using System.Diagnostics;
using Watchfloor.Platform.Log;

namespace Watchfloor.Platform.Tests.Log;

/// <summary>A real file system that is full.</summary>
public sealed class SegmentLogFullDiskTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Disk_FullThenFreed_TakesEntriesAgain(bool isMetByTheSystemCall)
    {
        using var folder = new TemporaryFolder();
        var mount = Path.Combine(folder, "disk");
        Directory.CreateDirectory(mount);
        if (!TryRun("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", mount)) Assert.Skip("this test must be allowed to mount a tmpfs");
        try
        {
            await FillAndFreeAsync(mount, isMetByTheSystemCall);
        }
        finally
        {
            Assert.True(TryRun("umount", mount));
        }
    }

    private static async Task FillAndFreeAsync(string mount, bool isMetByTheSystemCall)
    {
        var other = Path.Combine(mount, "other");
        File.WriteAllBytes(other, new byte[5 << 20]);
        // A disk that lies about its free space, so that the reservation itself meets the end.
        var disk = new TestDisk { FreeBytes = isMetByTheSystemCall ? long.MaxValue : null };
        List<(int, long)> kept = [];
        var folder = Path.Combine(mount, "log");
        await using (var log = SegmentLog.Open(folder, Entries.Small, TimeProvider.System, disk))
        {
            var full = 0;
            for (var i = 0; full < 20; i++)
            {
                var result = await log.AppendAsync(i, 50_000);
                if (result.IsDurable) kept.Add((i, result.Offset));
                else Assert.Equal((AppendOutcome.Full, ++full), (result.Outcome, full));
            }

            Assert.True(kept.Count > 60);
            Assert.Equal(kept, log.ReadAll());
            File.Delete(other);
            for (var i = 1000; i < 1050; i++) kept.Add((i, await log.AddAsync(i, 50_000)));
            Assert.Equal(kept, log.ReadAll());
        }

        await using var again = SegmentLog.Open(folder, Entries.Small, TimeProvider.System);
        Assert.Equal(kept, again.ReadAll());
        Assert.Empty(again.Damage);
    }

    private static bool TryRun(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
