using System.Buffers.Binary;
using Watchfloor.Platform.Log;

namespace Watchfloor.Platform.Tests.Log;

/// <summary>Numbered entries whose content follows from the number, so that a wrong byte shows.</summary>
internal static class Entries
{
    /// <summary>Small segments, so that tests meet many.</summary>
    public static EventLogOptions Small { get; } = new() { SegmentBytes = 1 << 20, MaxPayloadBytes = 256 << 10, QuotaBytes = 1 << 30 };

    public static LogEntry Make(int number, int length = 100)
    {
        var payload = new byte[Math.Max(length, 4)];
        new Random(number).NextBytes(payload);
        BinaryPrimitives.WriteInt32LittleEndian(payload, number);
        return new LogEntry(number % 7 == 0 ? LogEntryKind.Control : LogEntryKind.Batch, 1_000_000_000_000 + number, payload);
    }

    public static ValueTask<AppendResult> AppendAsync(this IEventLog log, int number, int length = 100) =>
        log.AppendAsync(Make(number, length), TestContext.Current.CancellationToken);

    /// <summary>Appends, and expects it to be taken.</summary>
    public static async Task<long> AddAsync(this IEventLog log, int number, int length = 100)
    {
        var result = await log.AppendAsync(number, length);
        Assert.Equal(AppendOutcome.Durable, result.Outcome);
        return result.Offset;
    }

    /// <summary>Everything that can be read, as number and offset, each compared with what was appended.</summary>
    public static List<(int Number, long Offset)> ReadAll(this IEventLog log, long from = 0)
    {
        using var reader = log.Read(from);
        return reader.ReadAll();
    }

    public static List<(int Number, long Offset)> ReadAll(this ILogReader reader)
    {
        List<(int, long)> all = [];
        while (reader.TryRead(out var frame))
        {
            var number = BinaryPrimitives.ReadInt32LittleEndian(frame.Payload.Span);
            var made = Make(number, frame.Payload.Length);
            Assert.Equal((made.Kind, made.ReceivedMs), (frame.Kind, frame.ReceivedMs));
            Assert.True(made.Payload.Span.SequenceEqual(frame.Payload.Span), $"entry {number} has other bytes than were appended");
            Assert.Equal(frame.Next, reader.Position);
            Assert.True(frame.Next > frame.Offset);
            if (all.Count > 0) Assert.True(frame.Offset > all[^1].Item2, "offsets go back");
            all.Add((number, frame.Offset));
        }

        return all;
    }

    public static IEnumerable<int> Numbers(this IEnumerable<(int Number, long Offset)> entries) => entries.Select(e => e.Number);
}
