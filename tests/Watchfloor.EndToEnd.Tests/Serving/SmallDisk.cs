namespace Watchfloor.EndToEnd.Tests.Serving;

/// <summary>A file system of its own in memory, small enough to be filled.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _folder;
    private readonly string _ballast;

    private SmallDisk(string folder) => (_folder, _ballast) = (folder, Path.Combine(folder, "ballast"));

    /// <summary>Mounts one. The test is skipped where that is not allowed, except on the build server, where it fails.</summary>
    public static async Task<SmallDisk> MountAsync(string folder, int megabytes)
    {
        Directory.CreateDirectory(folder);
        try
        {
            await ServerProcess.CommandAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=700", "tmpfs", folder);
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("CI") is null)
        {
            Assert.Skip("a file system cannot be mounted here: " + e.Message);
        }

        return new SmallDisk(folder);
    }

    /// <summary>Takes all space that is left.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(_ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[64 << 10];
        for (var size = block.Length; size >= 4096;)
        {
            try
            {
                ballast.Write(block, 0, size);
            }
            catch (IOException)
            {
                size /= 2;
            }
        }
    }

    /// <summary>Gives back what was taken.</summary>
    public void Free() => File.Delete(_ballast);

    /// <summary>Takes the file system away, also from a server that still runs on it.</summary>
    public async ValueTask DisposeAsync() => await ServerProcess.CommandAsync("umount", "--lazy", _folder);
}
