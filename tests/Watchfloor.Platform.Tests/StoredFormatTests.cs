using System.Text;
using Microsoft.Extensions.Time.Testing;
using Watchfloor.Engine.Tests;
using Watchfloor.Platform.Log;
using Watchfloor.Platform.Pipeline;
using Watchfloor.Platform.Tests.Log;
using Watchfloor.Platform.Tests.Store;
using ZstdSharp;

namespace Watchfloor.Platform.Tests;

/// <summary>
/// Files that programs of the past wrote, read by today's: the segments of the log with their entries, the pipeline's checkpoint, a day file. A
/// folder is added with each version that writes them otherwise; none is ever changed.
/// </summary>
public sealed class StoredFormatTests
{
    private const string DayFile = "2026-11-23.long.db";
    private const string Packed = ".zst";
    private const int Numbered = 40;

    private static readonly EventLogOptions _small = new() { SegmentBytes = 16 << 10, MaxPayloadBytes = 4 << 10, QuotaBytes = 1 << 20 };

    private static readonly BatchEntry _batch = new()
    {
        SourceId = "0197a1b2-0000-7000-8000-000000000001",
        Input = "syslog.tcp",
        Format = "syslog-framed",
        Sender = "192.0.2.7",
        TimeZone = "Europe/Berlin",
        Retention = "long",
        Keys = [1, UInt128.MaxValue],
        Body = "<34>1 - h a - - - grüße"u8.ToArray(),
    };

    private static readonly ControlEntry _control = new(ControlEntry.Rules, new string('a', 64));

    public static TheoryData<string> Versions => [.. Directory.GetDirectories(Repository.Cases("stored")).Select(f => Path.GetFileName(f)!)];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Log_OfThePast_HasEveryEntry(string version)
    {
        using var folder = Unpacked(version);
        Assert.Equal(2, folder.Segments.Count);
        await using var log = SegmentLog.Open(folder, _small, new FakeTimeProvider(StoreRun.Noon));
        using var reader = log.Read(0);
        Assert.True(reader.TryRead(out var first));
        var batch = BatchEntry.Parse(first.Payload);
        Assert.True(_batch.Body.Span.SequenceEqual(batch.Body.Span));
        Assert.Equal(_batch.Keys, batch.Keys);
        Assert.Equal(_batch, batch with { Body = _batch.Body, Keys = _batch.Keys });
        Assert.True(reader.TryRead(out var second));
        Assert.Equal((LogEntryKind.Control, _control), (second.Kind, ControlEntry.Parse(second.Payload.Span)));
        Assert.Equal(Enumerable.Range(0, Numbered), reader.ReadAll().Numbers());
        Assert.Empty(log.Damage);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Checkpoint_OfThePast_HasItsSections(string version)
    {
        using var folder = Unpacked(version);
        var checkpoint = new PipelineCheckpoint(folder).Read();
        Assert.Equal(72, checkpoint?.Offset);
        Assert.Equal(
            ["detect:what detection remembers", "store:"],
            checkpoint!.Value.Sections.Select(s => $"{s.Key}:{Encoding.UTF8.GetString(s.Value.Span)}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task DayFile_OfThePast_AnswersAndIsWrittenOn(string version)
    {
        using var folder = Unpacked(version);
        using var run = new StoreRun(folder);
        var rows = await run.QueryAsync(null, q => q with { NewestFirst = false });
        Assert.Equal(["web1", "DC1"], rows.Select(r => r.GetProperty("host").GetString()));
        Assert.Equal("Accepted password for anna", rows[0].GetProperty("fields").GetProperty("message").GetString());
        Assert.Equal(4624, rows[1].GetProperty("fields").GetProperty("EventID").GetInt32());
        Assert.Equal("windows/*/security", rows[1].GetProperty("log_source").GetString());
        var stored = (await run.Store.FindAsync(new EventId(StoreRun.Noon.AddDays(-1).ToUnixTimeMilliseconds(), 0, 0, 0), Cancel)).Value;
        Assert.Equal(Lines[0], Encoding.UTF8.GetString(stored!.Raw.Span));

        // A replay begins where every file has everything; what this one has beyond is left out, and what is new is taken.
        run.Add([Lines[1]], StoreRun.Noon.AddDays(-1), "long");
        run.Add(["""{"Computer":"new"}"""], StoreRun.Noon.AddDays(-1), "long");
        Assert.Equal(3, (await run.QueryAsync(null)).Count);
        Assert.Empty(run.Warnings);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string[] Lines { get; } =
    [
        "<34>1 2026-11-23T11:59:00Z web1 sshd 4 - - Accepted password for anna",
        """{"Channel":"Security","EventID":4624,"Computer":"DC1","TargetUserName":"anna","TimeCreated":"2026-11-23T11:59:30Z"}""",
    ];

    /// <summary>Writes today's files; run it by hand when a format has changed, and give the folder a name of its own.</summary>
    [Fact(Explicit = true)]
    public async Task WriteFixture()
    {
        var to = Directory.CreateDirectory(Path.Combine(Repository.Cases("stored"), "today")).FullName;
        using var folder = new TemporaryFolder();
        await using (var log = SegmentLog.Open(folder, _small, new FakeTimeProvider(StoreRun.Noon)))
        {
            await log.AppendAsync(new LogEntry(LogEntryKind.Batch, 1, _batch.ToBytes()), Cancel);
            await log.AppendAsync(new LogEntry(LogEntryKind.Control, 2, _control.ToBytes()), Cancel);
            for (var i = 0; i < Numbered; i++) await log.AddAsync(i, 500);
        }

        new PipelineCheckpoint(folder).Write(PipelineCheckpoint.Take(72, [new Stage("store", ""), new Stage("detect", "what detection remembers")]));
        using (var run = new StoreRun(folder))
        {
            run.Add([Lines[0]], StoreRun.Noon.AddDays(-1), "long", "syslog");
            run.Add([Lines[1]], StoreRun.Noon.AddDays(-1), "long");
        }

        foreach (var file in folder.Segments.Append(Path.Combine(folder, "checkpoint"))) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        using var zstd = new Compressor(19);
        var packs = Path.ChangeExtension(DayFile, ".packs");
        File.Copy(Path.Combine(folder, packs), Path.Combine(to, packs));
        await File.WriteAllBytesAsync(Path.Combine(to, DayFile + Packed), zstd.Wrap(await File.ReadAllBytesAsync(Path.Combine(folder, DayFile), Cancel)).ToArray(), Cancel);
    }

    /// <summary>A copy of a version's files; day files, which are large and mostly empty, are unpacked.</summary>
    private static TemporaryFolder Unpacked(string version)
    {
        var folder = new TemporaryFolder();
        using var zstd = new Decompressor();
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Cases("stored"), version)))
        {
            if (file.EndsWith(Packed, StringComparison.Ordinal)) File.WriteAllBytes(Path.Combine(folder, Path.GetFileNameWithoutExtension(file)), zstd.Unwrap(File.ReadAllBytes(file)).ToArray());
            else File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        return folder;
    }

    private sealed class Stage(string name, string section) : IBatchStage
    {
        public string Name => name;

        public void Process(PipelineBatch batch) => throw new NotSupportedException();

        public void Save(System.Buffers.IBufferWriter<byte> checkpoint)
        {
            var bytes = Encoding.UTF8.GetBytes(section);
            bytes.CopyTo(checkpoint.GetSpan(bytes.Length));
            checkpoint.Advance(bytes.Length);
        }
    }
}
