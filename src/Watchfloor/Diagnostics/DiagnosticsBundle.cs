using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Watchfloor.Doctor;
using Watchfloor.Output;
using Watchfloor.Platform.Health;
using Watchfloor.Platform.State;
using Watchfloor.Platform.Store;
using Watchfloor.Serve;

namespace Watchfloor.Diagnostics;

/// <summary>What somebody needs who is asked for help, as one archive, without secrets.</summary>
internal static class DiagnosticsBundle
{
    /// <summary>What is known without a server.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<List<DiagnosticsPart>> OfMachineAsync(ServerOptions options, TimeProvider time, CancellationToken cancellation) =>
    [
        DiagnosticsPart.Json("about.json", Facts.OfNow(time), DiagnosticsJson.Default.Facts),
        DiagnosticsPart.Json("settings.json", Settings.All.ToDictionary(s => s.Key, s => s.Shown(options)), DiagnosticsJson.Default.DictionaryStringString),
        new("doctor.txt", await DoctorAsync(new Patient(options.Data, options.State, time), cancellation).ConfigureAwait(false)),
    ];

    /// <summary>Writes the archive. Every text goes through the blanker, wherever it is from.</summary>
    public static void Write(Stream to, IEnumerable<DiagnosticsPart> parts, SecretBlanker blanker)
    {
#pragma warning disable RS0030 // It is written, not read, so nobody else decides how large it gets.
        using var archive = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var part in parts)
        {
            using var entry = archive.CreateEntry(part.Name).Open();
            entry.Write(Encoding.UTF8.GetBytes(blanker.Of(part.Text)));
        }
#pragma warning restore RS0030
    }

    /// <summary>The secrets that the settings hold.</summary>
    public static IEnumerable<string> SecretsOf(ServerOptions options) =>
    [
        .. options.State is { } state ? StateInspection.SecretsOf(state) : [],
        .. options.Heartbeat is { } heartbeat ? new[] { heartbeat.PathAndQuery.Trim('/'), Uri.UnescapeDataString(heartbeat.UserInfo.Split(':')[^1]) } : [],
    ];

    private static async Task<string> DoctorAsync(Patient patient, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        foreach (var (name, examine) in Examinations.All)
        {
            var finding = await examine(patient, cancellation).ConfigureAwait(false);
            text.Append(finding.IsWell ? "ok    " : "WRONG ").Append(name).Append(": ").Append(VisibleText.Of(finding.Text)).Append('\n');
            foreach (var detail in finding.Details) text.Append("        ").Append(VisibleText.Of(detail)).Append('\n');
        }

        return text.ToString();
    }
}

/// <summary>A file of the bundle.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">What stands in it.</param>
internal sealed record DiagnosticsPart(string Name, string Text)
{
    /// <summary>A part as JSON.</summary>
    public static DiagnosticsPart Json<T>(string name, T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) => new(name, JsonSerializer.Serialize(value, type));
}

/// <summary>The program and what it runs on.</summary>
internal sealed record Facts
{
    /// <summary>The program's version.</summary>
    public required string Version { get; init; }

    /// <summary>When this was written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The runtime.</summary>
    public required string Runtime { get; init; }

    /// <summary>The operating system.</summary>
    public required string System { get; init; }

    /// <summary>The processor's architecture.</summary>
    public required string Architecture { get; init; }

    /// <summary>How many processors may be used.</summary>
    public required int Processors { get; init; }

    /// <summary>The memory that may be used, in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>What is so now.</summary>
    public static Facts OfNow(TimeProvider time) => new()
    {
        Version = HealthMonitor.Version,
        At = time.GetUtcNow(),
        Runtime = global::System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
        System = global::System.Runtime.InteropServices.RuntimeInformation.OSDescription,
        Architecture = global::System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString(),
        Processors = Environment.ProcessorCount,
        MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
    };
}

/// <summary>The memory and the threads of a running server.</summary>
internal sealed record RuntimeFigures
{
    /// <summary>How long it has run, in seconds.</summary>
    public required double UpSeconds { get; init; }

    /// <summary>Objects in use, in bytes.</summary>
    public required long HeapBytes { get; init; }

    /// <summary>What the heap has taken of the system, in bytes.</summary>
    public required long CommittedBytes { get; init; }

    /// <summary>What was allocated since the start, in bytes.</summary>
    public required long AllocatedBytes { get; init; }

    /// <summary>Collections of each generation since the start.</summary>
    public required IReadOnlyList<int> Collections { get; init; }

    /// <summary>The share of time spent collecting, in percent.</summary>
    public required double PausePercent { get; init; }

    /// <summary>Threads of the pool.</summary>
    public required int PoolThreads { get; init; }

    /// <summary>Work that waits for a thread.</summary>
    public required long WaitingWork { get; init; }

    /// <summary>What is so now.</summary>
    /// <param name="up">How long the server has run.</param>
    public static RuntimeFigures OfNow(TimeSpan up)
    {
        var memory = GC.GetGCMemoryInfo();
        return new RuntimeFigures
        {
            UpSeconds = Math.Round(up.TotalSeconds),
            HeapBytes = GC.GetTotalMemory(forceFullCollection: false),
            CommittedBytes = memory.TotalCommittedBytes,
            AllocatedBytes = GC.GetTotalAllocatedBytes(),
            Collections = [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(GC.CollectionCount)],
            PausePercent = memory.PauseTimePercentage,
            PoolThreads = ThreadPool.ThreadCount,
            WaitingWork = ThreadPool.PendingWorkItemCount,
        };
    }
}

[JsonSerializable(typeof(Facts))]
[JsonSerializable(typeof(RuntimeFigures))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyList<StoredFile>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class DiagnosticsJson : JsonSerializerContext;
