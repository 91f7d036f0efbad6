using System.Buffers.Binary;
using CsCheck;
using Watchfloor.Platform.Log;

namespace Watchfloor.Platform.Tests.Log;

public sealed class FrameTests
{
    private const ulong Salt = 0x0123_4567_89AB_CDEF;

    [Fact]
    public void Header_AnyValues_ComesBack() => Gen.Select(Gen.ULong, Gen.Long[0, 1L << 48], Gen.Byte, Gen.Long, Gen.Int[0, int.MaxValue], Gen.UInt).Sample((salt, offset, kind, ms, length, sum) =>
    {
        var header = new FrameHeader(salt, offset, kind, ms, length, sum);
        var bytes = new byte[FrameHeader.Size];
        header.Write(bytes);
        Assert.True(FrameHeader.TryParse(bytes, offset, out var back) && back == header);
        Assert.False(FrameHeader.TryParse(bytes, offset + 8, out _));
    });

    [Fact]
    public void Header_AnyBitFlipped_IsRefused()
    {
        var bytes = new byte[FrameHeader.Size];
        new FrameHeader(Salt, 800, 1, 5, 77, 9).Write(bytes);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(FrameHeader.TryParse(bytes, 800, out _), $"bit {bit}");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Checksum_KnownValues_AreThoseOfCastagnoli()
    {
        // RFC 3720 §B.4.
        Assert.Equal(0xE306_9283u, Checksum.Of("123456789"u8));
        Assert.Equal(0x8A91_36AAu, Checksum.Of(new byte[32]));
    }

    [Fact]
    public void Fuzz_WholeFrames_AreAllRead() => Assert.Equal(20, FrameFuzz.Run(Frames(20)));

    [Fact]
    public void Fuzz_DamagedFrames_Returns()
    {
        var random = new Random(1);
        for (var round = 0; round < 3000; round++)
        {
            var file = Frames(20);
            for (var i = random.Next(1, 6); i > 0; i--) file[random.Next(8, file.Length)] = (byte)random.Next(256);
            Assert.InRange(FrameFuzz.Run(file.AsSpan(0, random.Next(file.Length))), 0, 20);
        }
    }

    [Fact]
    public void Fuzz_AnyBytes_Returns() => Gen.Byte.Array[0, 400].Sample(bytes =>
    {
        FrameFuzz.Run(bytes);
        if (bytes.Length >= 12) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(FrameHeader.MagicAt), FrameHeader.Magic);
        FrameFuzz.Run(bytes);
    });

    private static byte[] Frames(int count)
    {
        var file = new List<byte>();
        var random = new Random(count);
        for (var i = 0; i < count; i++)
        {
            var payload = new byte[random.Next(200)];
            random.NextBytes(payload);
            var frame = new byte[FrameHeader.SizeOf(payload.Length)];
            new FrameHeader(Salt, file.Count, 1, i, payload.Length, Checksum.Of(payload)).Write(frame);
            payload.CopyTo(frame, FrameHeader.Size);
            file.AddRange(frame);
        }

        return [.. file];
    }
}
