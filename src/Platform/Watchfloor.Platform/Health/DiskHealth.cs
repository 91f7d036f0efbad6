using Watchfloor.Contracts.Health;

namespace Watchfloor.Platform.Health;

/// <summary>The disks under the data directory: little room is said before there is none.</summary>
internal sealed class DiskHealth(DataDirectory data) : IHealthSource
{
    private const double Little = 0.1;
    private const double None = 0.02;

    /// <inheritdoc/>
    public HealthPart Report()
    {
        var figures = new Dictionary<string, double>(StringComparer.Ordinal);
        var worst = (Free: 1.0, Folder: "");
        foreach (var (name, folder) in new[] { ("log", data.Log), ("events", data.Events), ("state", data.State) })
        {
            var disk = new DriveInfo(folder);
            figures[name + "_free_bytes"] = disk.AvailableFreeSpace;
            figures[name + "_size_bytes"] = disk.TotalSize;
            var free = disk.TotalSize > 0 ? (double)disk.AvailableFreeSpace / disk.TotalSize : 0;
            if (free < worst.Free) worst = (free, folder);
        }

        return new HealthPart
        {
            Name = "disk",
            Status = worst.Free < None ? HealthStatus.Failed : worst.Free < Little ? HealthStatus.Warning : HealthStatus.Good,
            Message = worst.Free < Little ? $"The disk of {worst.Folder} is almost full: make room, or keep events for a shorter time (retention.days, retention.gigabytes)." : "",
            Figures = figures,
        };
    }
}
