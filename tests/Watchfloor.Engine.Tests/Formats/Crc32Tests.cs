using CsCheck;
using Watchfloor.Formats;

namespace Watchfloor.Engine.Tests.Formats;

public sealed class Crc32Tests
{
    [Fact]
    public void Of_CheckString_IsThePublishedValue() => Assert.Equal(0xCBF4_3926u, Crc32.Of("123456789"u8));

    [Fact]
    public void Of_AnyBytes_IsWhatTheBitwiseDefinitionGives() =>
        Gen.Byte.Array[0, 400].Sample(bytes => Assert.Equal(Bitwise(bytes), Crc32.Of(bytes)));

    [Fact]
    public void Of_AnyBytesInTwoParts_IsThatOfTheWhole() =>
        Gen.Select(Gen.Byte.Array[0, 400], Gen.Int[0, 400]).Sample((bytes, cut) =>
        {
            cut = Math.Min(cut, bytes.Length);
            Assert.Equal(Crc32.Of(bytes), Crc32.Of(bytes.AsSpan(cut), Crc32.Of(bytes.AsSpan(0, cut))));
        });

    private static uint Bitwise(byte[] bytes)
    {
        var crc = ~0u;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) == 0 ? 0 : 0xEDB8_8320u);
        }

        return ~crc;
    }
}
