using CsCheck;
using Watchfloor.Platform.Log;

namespace Watchfloor.Platform.Tests;

public sealed class EventIdTests
{
    private static readonly Gen<EventId> Ids = Gen.Select(Gen.Long[0, (1L << 48) - 1], Gen.Byte, Gen.Long[0, (1L << 48) - 1], Gen.Int[0, EventId.MaxIndex], (m, p, o, i) => new EventId(m, p, o, i));

    [Fact]
    public void Text_AnyId_ComesBack() => Ids.Sample(id => Assert.True(EventId.TryParse(id.ToString(), out var back) && back == id));

    [Fact]
    public void Text_LaterId_SortsLater() => Gen.Select(Ids, Ids).Sample((a, b) =>
        Assert.Equal(
            Math.Sign((a.ReceivedMs, a.Partition, a.Offset, a.Index).CompareTo((b.ReceivedMs, b.Partition, b.Offset, b.Index))),
            Math.Sign(string.CompareOrdinal(a.ToString(), b.ToString()))));

    [Theory]
    [InlineData("")]
    [InlineData("0123")]
    [InlineData("zz23456789abcdef0123456789abcdef")]
    public void TryParse_NoId_IsRefused(string text) => Assert.False(EventId.TryParse(text, out _));

    [Fact]
    public void Batch_AnyContent_ComesBack() => Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 0, 40], Gen.Byte.Array, Gen.ULong.Array).Sample((a, body, keys) =>
    {
        var entry = new BatchEntry { SourceId = a, Input = "x", Format = "json", Sender = "::1", Body = body, Keys = [.. keys.Select(k => new UInt128(k, k + 1))] };
        var back = BatchEntry.Parse(entry.ToBytes());
        Assert.Equal(body, back.Body.ToArray());
        Assert.Equal(entry.Keys, back.Keys);
        Assert.Equal((entry.Input, entry.Format, entry.Sender, entry.Retention), (back.Input, back.Format, back.Sender, back.Retention));
    });

    [Fact]
    public void Batch_CutShort_IsRefused()
    {
        var bytes = new BatchEntry { SourceId = "s", Input = "i", Format = "f", Keys = [1], Body = ReadOnlyMemory<byte>.Empty }.ToBytes();
        for (var length = 0; length < bytes.Length; length++) Assert.Throws<InvalidDataException>(() => BatchEntry.Parse(bytes.AsMemory(0, length)));
    }
}
