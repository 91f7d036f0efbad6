using Watchfloor.Formats.Archives;

namespace Watchfloor.Engine.Tests.Formats.Archives;

/// <summary>Single files, compressed by the tools of the system.</summary>
public sealed class CompressedFileTests : IDisposable
{
    private static readonly string One = Unpacking.Log(1, 20_000);
    private static readonly string Two = Unpacking.Log(2, 5_000);
    private readonly Packer _packer = new Packer().Write("one", One).Write("two", Two);

    public void Dispose() => _packer.Dispose();

    [Theory]
    [InlineData("gzip -c one")]
    [InlineData("gzip -1 -n -c one")]
    [InlineData("bzip2 -c one")]
    [InlineData("zstd -q -c one")]
    [InlineData("zstd -q -c --no-check one")]
    [InlineData("zstd -q -c -19 --long=27 one")]
    [InlineData("xz -c one")]
    [InlineData("xz -9e -c one")]
    [InlineData("xz -c --check=none one")]
    [InlineData("xz -c --check=crc32 one")]
    [InlineData("xz -c --check=sha256 one")]
    [InlineData("xz -c --block-size=100000 one")]
    public void Read_CompressedFile_IsItsContentUnderItsName(string command)
    {
        var result = Unpacking.All(_packer.Run(command + " > packed").Bytes("packed"));

        Assert.Empty(result.Faults);
        Assert.Equal(One, result["a"]);
    }

    [Theory]
    [InlineData("gzip -c")]
    [InlineData("bzip2 -c")]
    [InlineData("zstd -q -c")]
    [InlineData("xz -c")]
    public void Read_StreamsBehindOneAnother_AreOneFile(string tool)
    {
        var result = Unpacking.All(_packer.Run($"({tool} one; {tool} two) > packed").Bytes("packed"));

        Assert.Empty(result.Faults);
        Assert.Equal(One + Two, result["a"]);
    }

    [Fact]
    public void Read_XzStreamsWithPaddingBetween_AreOneFile()
    {
        var result = Unpacking.All(_packer.Run("(xz -c one; printf '\\0\\0\\0\\0'; xz -c two) > packed").Bytes("packed"));

        Assert.Empty(result.Faults);
        Assert.Equal(One + Two, result["a"]);
    }

    [Theory]
    [InlineData("gzip -c")]
    [InlineData("bzip2 -c")]
    [InlineData("zstd -q -c")]
    [InlineData("xz -c")]
    public void Read_CutFile_GivesTheBeginningAndOneFault(string tool)
    {
        var whole = _packer.Run($"{tool} one > packed").Bytes("packed");
        // bzip2 has blocks of 900 kB, so that half of this file would be nothing at all.
        var result = Unpacking.All(whole[..(whole.Length - 20)]);

        Assert.Single(result.Faults, fault => fault.Member == "a");
        Assert.StartsWith(result["a"], One);
        if (!tool.StartsWith("bzip2", StringComparison.Ordinal)) Assert.NotEmpty(result["a"]);
    }

    [Theory]
    [InlineData("gzip -c")]
    [InlineData("bzip2 -c")]
    [InlineData("zstd -q -c")]
    [InlineData("xz -c")]
    [InlineData("xz -c --check=crc32")]
    [InlineData("xz -c --check=sha256")]
    public void Read_AnyFlippedBit_IsNeverSilent(string tool)
    {
        var whole = _packer.Write("short", Two[..2_000]).Run($"{tool} short > packed").Bytes("packed");
        var silent = new List<int>();
        for (var at = 10; at < whole.Length; at++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x10;
            var result = Unpacking.All(damaged);
            if (result.Faults.Count == 0 && result.Members is not [{ Text: var text }] || result.Faults.Count == 0 && result["a"] != Two[..2_000])
                silent.Add(at);
        }

        Assert.Empty(silent);
    }

    [Fact]
    public void Read_XzWithAnotherFilter_SaysSo()
    {
        var result = Unpacking.All(_packer.Run("xz -c --delta=dist=1 --lzma2 one > packed").Bytes("packed"));

        Assert.Equal([new ArchiveFault("a", "an xz filter other than LZMA2 is not supported")], result.Faults);
    }

    [Fact]
    public void Read_XzWithHugeWindow_SaysSo()
    {
        var result = Unpacking.All(_packer.Run("xz -c --lzma2=dict=1GiB two > packed").Bytes("packed"));

        Assert.Equal([new ArchiveFault("a", "so large a window is not supported")], result.Faults);
    }

    [Fact]
    public void Read_ZstdWithHugeWindow_SaysSo()
    {
        var result = Unpacking.All(_packer.Run("cat one | zstd -q -c --long=31 > packed").Bytes("packed"));

        Assert.StartsWith("damaged: ", Assert.Single(result.Faults).Reason, StringComparison.Ordinal);
        Assert.Equal([("a", "")], result.Members);
    }

    [Fact]
    public void Read_PlainFile_IsItsOwnMember()
    {
        var result = Unpacking.All(_packer.Bytes("one"));

        Assert.Equal([("a", One)], result.Members);
        Assert.Empty(result.Faults);
    }

    [Fact]
    public void Read_EmptyFile_IsItsOwnMember() => Assert.Equal([("a", "")], Unpacking.All([]).Members);
}
