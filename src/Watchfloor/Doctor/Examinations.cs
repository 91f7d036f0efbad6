using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Watchfloor.Client;
using Watchfloor.Contracts.Health;
using Watchfloor.Platform;
using Watchfloor.Platform.Secrets.Certificates;
using Watchfloor.Platform.State;
using Watchfloor.Serve;

namespace Watchfloor.Doctor;

/// <summary>What the doctor looks at, in order. Nothing here changes anything.</summary>
internal static class Examinations
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>All examinations by their names.</summary>
    public static IReadOnlyList<(string Name, Func<Patient, CancellationToken, Task<Finding>> Examine)> All { get; } =
    [
        ("data directory", (p, _) => Task.FromResult(Directory(p))),
        ("permissions", (p, _) => Task.FromResult(Permissions(p))),
        ("disk", (p, _) => Task.FromResult(Disk(p))),
        ("state", StateAsync),
        ("certificates", (p, _) => Task.FromResult(Certificates(p))),
        ("configuration", (p, _) => Task.FromResult(Configuration(p))),
        ("server", ServerAsync),
    ];

    private static Finding Directory(Patient patient)
    {
        if (!System.IO.Directory.Exists(patient.Data)) return new(false, $"{patient.Data} is not there; make it with: watchfloor serve --data {patient.Data}");
        if (!File.Exists(patient.Path("version")))
        {
            return File.Exists(patient.Path("version.restoring"))
                ? new(false, $"{patient.Data} is a restoring that broke off; delete it and restore again")
                : new(false, $"{patient.Data} is not a data directory of Watchfloor");
        }

        return int.TryParse(File.ReadAllText(patient.Path("version")).Trim(), out var version) && version <= DataDirectory.Version
            ? new(true, $"{patient.Data}, layout {version}")
            : new(false, $"{patient.Data} was written by a newer Watchfloor; use that");
    }

    private static Finding Permissions(Patient patient)
    {
        foreach (var folder in new[] { patient.Data, patient.Path("keys"), patient.Path("state") })
            if (System.IO.Directory.Exists(folder) && (File.GetUnixFileMode(folder) & Others) != 0)
                return new(false, $"others may look into {folder}; mend it with: chmod 700 {folder}");
        return new(true, "only the owner may look in");
    }

    private static Finding Disk(Patient patient)
    {
        if (!System.IO.Directory.Exists(patient.Data)) return new(false, "there is nothing to look at");
        var disk = new DriveInfo(patient.Data);
        var share = (double)disk.AvailableFreeSpace / disk.TotalSize;
        var text = string.Create(CultureInfo.InvariantCulture, $"{disk.AvailableFreeSpace >> 30:N0} GB of {disk.TotalSize >> 30:N0} GB are free");
        return share >= 0.1 ? new(true, text) : new(false, text + "; make room, or lower retention.days or retention.gigabytes");
    }

    private static async Task<Finding> StateAsync(Patient patient, CancellationToken cancellation)
    {
        var connection = patient.State ?? patient.Path("state", "watchfloor.db");
        if (patient.State is null && !File.Exists(connection)) return new(true, "there is none yet; the first start makes it");
        try
        {
            return new(true, await StateInspection.LookAsync(connection, cancellation).ConfigureAwait(false));
        }
        catch (Exception e) when (e is StateException or DbException)
        {
            return new(false, e.Message);
        }
    }

    private static Finding Certificates(Patient patient)
    {
        var soonest = (File: "", End: DateTimeOffset.MaxValue);
        foreach (var file in System.IO.Directory.Exists(patient.Path("keys")) ? System.IO.Directory.GetFiles(patient.Path("keys"), "*.pem") : [])
        {
            if (!File.ReadAllText(file).Contains("BEGIN CERTIFICATE", StringComparison.Ordinal)) continue;
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(file);
            if (certificate.NotAfter < soonest.End) soonest = (file, certificate.NotAfter);
        }

        if (soonest.File.Length == 0) return new(true, "there are none yet; the first start makes them");
        var text = string.Create(CultureInfo.InvariantCulture, $"the next to end is {soonest.File}, on {soonest.End:yyyy-MM-dd}");
        return soonest.End > patient.Time.GetUtcNow().AddDays(7) ? new(true, text) : new(false, text + "; the running server renews its own, so start it, or put a new one in its place");
    }

    private static Finding Configuration(Patient patient)
    {
        if (!File.Exists(patient.Path("watchfloor.yaml"))) return new(true, "there is no watchfloor.yaml; the defaults hold");
        try
        {
            SettingsReader.Read(patient.Data, null, new Dictionary<string, string>(), []);
            return new(true, patient.Path("watchfloor.yaml") + " is understood");
        }
        catch (SettingException e)
        {
            return new(false, e.Message);
        }
    }

    /// <summary>What has taken the most of the server's time.</summary>
    private static IEnumerable<string> Costs(CostTable table)
    {
        foreach (var cost in table.Items)
            yield return string.Create(CultureInfo.InvariantCulture, $"{table.Name,-7} {cost.Seconds,9:N2} s {cost.Seconds / table.Seconds,4:P0} {cost.Seconds / cost.Count * 1_000_000,9:N1} µs an event  {cost.Name}");
    }

    private static async Task<Finding> ServerAsync(Patient patient, CancellationToken cancellation)
    {
        if (!File.Exists(patient.Path("run", "server.json"))) return new(true, "none runs");
        try
        {
            var running = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(patient.Path("run", "server.json"), cancellation).ConfigureAwait(false), RunJson.Default.ServerRun)!;
            using var client = ServerConnection.ClientOf(new Uri(running.Address), running.Token, ServerTrust.From(running.Trust));
            client.Timeout = TimeSpan.FromSeconds(10);
            var report = JsonSerializer.Deserialize(await client.GetStringAsync(new Uri("/api/v1/health?top=" + patient.Top.ToString(CultureInfo.InvariantCulture), UriKind.Relative), cancellation).ConfigureAwait(false), HealthJson.Default.HealthReport)!;
            var troubles = report.Parts.Where(p => p.Status != HealthStatus.Good).Select(p => $"{p.Name}: {p.Message}").ToList();
            return new(troubles.Count == 0, troubles.Count == 0 ? $"it runs at {running.Address} and every part is well" : string.Join("; ", troubles)) { Details = [.. report.Costs.SelectMany(Costs)] };
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException or IOException)
        {
            return new(false, $"it left {patient.Path("run", "server.json")} but does not answer: it was killed, so start it again ({e.Message})");
        }
    }
}
