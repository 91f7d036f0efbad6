using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Watchfloor.Platform.Log;

/// <summary>
/// The payload of a <see cref="LogEntryKind.Batch"/>: bytes as a sender sent them, and what was known on arrival. Everything that follows
/// (decoding, matching, storing) is derived from it, so it holds all that a replay needs.
/// </summary>
/// <remarks>
/// Layout, little-endian: version (1 byte), a table of text fields (each 2 bytes of length and UTF-8), the number of keys (4 bytes) and the
/// keys (16 bytes each), then the body to the end.
/// </remarks>
public sealed record BatchEntry
{
    private const byte Version = 1;
    private const int MaxText = ushort.MaxValue;

    /// <summary>The source's id.</summary>
    public required string SourceId { get; init; }

    /// <summary>The input that took it, such as <c>syslog.tcp</c>.</summary>
    public required string Input { get; init; }

    /// <summary>The format to decode the body with, as in <c>FormatRegistry</c>; empty: detect from the body.</summary>
    public required string Format { get; init; }

    /// <summary>The sender's address, such as <c>192.0.2.7</c>; empty when unknown.</summary>
    public string Sender { get; init; } = "";

    /// <summary>The time zone assumed for times that have none, an IANA name; empty: UTC.</summary>
    public string TimeZone { get; init; } = "";

    /// <summary>How long the events are kept: the retention class.</summary>
    public string Retention { get; init; } = "std";

    /// <summary>The names under which the sender may send the same again: a batch id's hash, or one hash for each event in order.</summary>
    public IReadOnlyList<UInt128> Keys { get; init; } = [];

    /// <summary>The bytes to decode.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The payload's bytes.</summary>
    /// <exception cref="ArgumentException">A text is longer than 65,535 bytes.</exception>
    public byte[] ToBytes()
    {
        string[] texts = [SourceId, Input, Format, Sender, TimeZone, Retention];
        var length = 1 + texts.Sum(t => 2 + Encoding.UTF8.GetByteCount(t)) + 4 + (16 * Keys.Count) + Body.Length;
        var bytes = new byte[length];
        bytes[0] = Version;
        var rest = bytes.AsSpan(1);
        foreach (var text in texts)
        {
            var count = Encoding.UTF8.GetBytes(text, rest[2..]);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxText, nameof(text));
            BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)count);
            rest = rest[(2 + count)..];
        }

        BinaryPrimitives.WriteInt32LittleEndian(rest, Keys.Count);
        rest = rest[4..];
        foreach (var key in Keys)
        {
            BinaryPrimitives.WriteUInt128LittleEndian(rest, key);
            rest = rest[16..];
        }

        Body.Span.CopyTo(rest);
        return bytes;
    }

    /// <summary>Reads a payload. The body is a part of it, not a copy.</summary>
    /// <exception cref="InvalidDataException">It is not a batch of a version that this program knows.</exception>
    public static BatchEntry Parse(ReadOnlyMemory<byte> payload)
    {
        var reader = new SequenceReader<byte>(new ReadOnlySequence<byte>(payload));
        if (!reader.TryRead(out var version) || version != Version) throw new InvalidDataException($"batch version {version} is not known");
        string[] texts = [Text(ref reader), Text(ref reader), Text(ref reader), Text(ref reader), Text(ref reader), Text(ref reader)];
        if (!reader.TryReadLittleEndian(out int count) || count < 0 || (long)count * 16 > reader.Remaining) throw Torn();
        var keys = new UInt128[count];
        var place = (int)reader.Consumed;
        for (var i = 0; i < count; i++, place += 16) keys[i] = BinaryPrimitives.ReadUInt128LittleEndian(payload.Span[place..]);
        return new BatchEntry
        {
            SourceId = texts[0],
            Input = texts[1],
            Format = texts[2],
            Sender = texts[3],
            TimeZone = texts[4],
            Retention = texts[5],
            Keys = keys,
            Body = payload[place..],
        };
    }

    private static string Text(ref SequenceReader<byte> reader)
    {
        if (!reader.TryReadLittleEndian(out short length) || !reader.TryReadExact((ushort)length, out var bytes)) throw Torn();
        return Encoding.UTF8.GetString(bytes);
    }

    private static InvalidDataException Torn() => new("the batch ends too early");
}
