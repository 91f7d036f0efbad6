using System.Buffers.Binary;
using Watchfloor.Engine.Tests;
using Watchfloor.Engine.Tests.Fuzz;
using Watchfloor.Monitoring.Inputs.Elastic;
using Watchfloor.Monitoring.Inputs.Hec;
using Watchfloor.Monitoring.Inputs.Http;
using Watchfloor.Monitoring.Inputs.Otlp;
using Watchfloor.Monitoring.Inputs.Otlp.Wire;
using Watchfloor.Monitoring.Intake;
using Watchfloor.Platform.Log;
using Watchfloor.Platform.Pipeline;
using Watchfloor.Platform.Store.Columns;
using Watchfloor.Platform.Store.Packs;
using Watchfloor.Platform.Tests.Log;

namespace Watchfloor.Product.Tests.Fuzz;

/// <summary>What the server reads from outside besides what the engine decodes, by name: the log's files, and bodies of requests.</summary>
internal static class ServerFuzzTargets
{
    private const int Most = 1 << 20;

    private static readonly HttpInputOptions _options = new() { MaxBodyBytes = Most };

    public static IReadOnlyDictionary<string, FuzzTarget> All { get; } = new Dictionary<string, FuzzTarget>(StringComparer.Ordinal)
    {
        ["log-frames"] = Of(input => FrameFuzz.Run(input), "stored", "*.wlog"),
        ["packs"] = Of(Packs, "stored", "*.packs"),
        ["log-entries"] = Of(LogEntries, "framing/log-entry"),
        ["body-records"] = Of(input => BodyRecords.Read(input.ToArray(), null), "bodies/records"),
        ["body-bulk"] = Of(Bulk, "bodies/bulk"),
        ["body-hec"] = Of(Hec, "bodies/hec"),
        ["body-otlp-json"] = Of(input => Otlp(OtlpRequest.FromJson(input.ToArray(), out _)), "bodies/otlp-json"),
        ["body-otlp-protobuf"] = Of(input => Otlp(OtlpRequest.FromProtobuf(input.ToArray(), out _)), "bodies/otlp-protobuf"),
        ["body-gzip"] = Of(input => Packed("gzip", input), "bodies/gzip"),
        ["body-deflate"] = Of(input => Packed("deflate", input), "bodies/deflate"),
        ["body-zstd"] = Of(input => Packed("zstd", input), "bodies/zstd"),
    };

    private static FuzzTarget Of(FuzzEntry run, string cases, string files = "input.*") =>
        new(run, Directory.EnumerateFiles(Repository.Cases(cases), files, SearchOption.AllDirectories));

    private static void LogEntries(ReadOnlySpan<byte> input)
    {
        try
        {
            _ = BatchEntry.Parse(input.ToArray()).Body.Length;
        }
        catch (InvalidDataException)
        {
            // What it says of bytes that are no entry.
        }

        try
        {
            ControlEntry.Parse(input);
        }
        catch (InvalidDataException)
        {
        }
    }

    /// <summary>The first pack of a file, whatever its checksum.</summary>
    private static void Packs(ReadOnlySpan<byte> input)
    {
        if (input.Length < PackWriter.HeaderLength) return;
        try
        {
            var length = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(input), (uint)(input.Length - PackWriter.HeaderLength));
            var pack = new Pack(input.Slice(PackWriter.HeaderLength, (int)length).ToArray());
            for (var row = 0; row < pack.Rows; row++) pack.WriteJson(row, 0, new ByteBuffer(), new ByteBuffer());
        }
        catch (InvalidDataException)
        {
            // What it says of bytes that are no pack.
        }
    }

    private static void Bulk(ReadOnlySpan<byte> input)
    {
        using var documents = Body([]);
        var bulk = BulkBody.Read(input, "source", "index", documents, Most);
        if (bulk.Fault is null && bulk.Ends.Count > 0 && bulk.Ends[^1] != documents.Length) throw new InvalidOperationException("a document has no end");
    }

    private static void Hec(ReadOnlySpan<byte> input)
    {
        using var made = Body([]);
        var lines = new HecLines(made, Most);
        if (HecEvents.Read(input, new HecEnvelope(), lines) is null && lines.Fits && lines.Ends[^1] != made.Length) throw new InvalidOperationException("an event has no end");
    }

    private static void Otlp(ExportLogsServiceRequest? request)
    {
        if (request is null) return;
        using var lines = new OtlpLines();
        if (lines.TryAdd(request, Most) && lines.Ends.Count > 0 && lines.Ends[^1] != lines.Bytes.Length) throw new InvalidOperationException("a record has no end");
    }

    private static void Packed(string coding, ReadOnlySpan<byte> input)
    {
        using var body = ContentCoding.Undo(coding, Body(input), () => Body([]), _options, out var fault);
        if (body is null == fault is null) throw new InvalidOperationException("neither a body nor a fault");
    }

    private static ReceivedBody Body(ReadOnlySpan<byte> bytes)
    {
        var body = new ReceivedBody(new ByteBudget(1 << 26));
        body.TryAdd(bytes, Math.Max(Most, bytes.Length));
        return body;
    }
}
