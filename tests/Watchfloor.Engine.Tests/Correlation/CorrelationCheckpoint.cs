using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Correlation;

namespace Watchfloor.Engine.Tests.Correlation;

/// <summary>The checkpoint cases, one folder for each version of the format that ever shipped; and what tests do with saved state.</summary>
internal static class CorrelationCheckpoint
{
    public static CorrelationStreamOptions TenSeconds { get; } = new() { Lateness = 10 * TimeSpan.TicksPerSecond };

    public static string Folder(string version) => Path.Combine(Repository.Cases("correlation"), "checkpoints", version);

    public static byte[] Save(CorrelationStream stream)
    {
        var bytes = new ArrayBufferWriter<byte>();
        stream.Save(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Gives every section the checksum of its content again, as far as the bytes have sections.</summary>
    public static void Reseal(Span<byte> bytes)
    {
        for (var at = 8; at + 9 <= bytes.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 1)..]);
            if (length > bytes.Length - at - 9) return;
            var crc = uint.MaxValue;
            foreach (var b in bytes.Slice(at, 5)) crc = BitOperations.Crc32C(crc, b);
            foreach (var b in bytes.Slice(at + 9, (int)length)) crc = BitOperations.Crc32C(crc, b);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[(at + 5)..], ~crc);
            at += 9 + (int)length;
        }
    }

    /// <summary>Restores what the bytes say, with and without right checksums, and goes on with what came of it.</summary>
    public static void Touch(CorrelationGraph graph, ReadOnlySpan<byte> input)
    {
        var copy = input.ToArray();
        GoOn(graph, copy);
        Reseal(copy);
        GoOn(graph, copy);
    }

    private static void GoOn(CorrelationGraph graph, byte[] saved)
    {
        var stream = CorrelationStream.Restore(saved, graph, CorrelationLimits.Default, _ => { }, TenSeconds, (_, _) => { }).Stream;
        if (stream is null) return;
        for (var rule = 0; rule < graph.RuleCount; rule++)
            stream.Offer(0, new CorrelationHit(rule, Math.Max(0, stream.Watermark), 1, [.. graph.FieldsOf(rule)!.Select(_ => "1")]));
        stream.Save(new ArrayBufferWriter<byte>());
        stream.Complete();
    }

    /// <summary>The rules of a version's case.</summary>
    public static RuleSet Rules(string version) => RuleSet.Load([RuleFile.FromText("rules.yml", File.ReadAllText(Path.Combine(Folder(version), "rules.yml")))]);
}
