using CsCheck;
using Watchfloor.Formats.Archives;

namespace Watchfloor.Engine.Tests.Formats.Archives;

/// <summary>Damaged and hostile archives: what can be read is read, the rest is a fault, nothing throws or runs away.</summary>
public sealed class DamageTests : IDisposable
{
    private static readonly string[] Texts = [Unpacking.Log(1, 5_000), Unpacking.Log(2, 5_000), Unpacking.Log(3, 5_000)];

    private readonly Packer _packer = new Packer().Write("1", Texts[0]).Write("2", Texts[1]).Write("3", Texts[2]);

    public void Dispose() => _packer.Dispose();

    [Theory]
    [InlineData("zip -q packed.zip 1 2 3; mv packed.zip packed")]
    [InlineData("zip -q -0 packed.zip 1 2 3; mv packed.zip packed")]
    [InlineData("zip -q - 1 2 3 | cat > packed")]
    [InlineData("zip -q -Z bzip2 packed.zip 1 2 3; mv packed.zip packed")]
    public void Read_ZipWithDamagedMember_OtherMembersAreRead(string command)
    {
        var archive = _packer.Run(command).Bytes("packed");
        for (var i = 0; i < 40; i++) archive[(archive.Length / 2) + i] ^= 0x5A;
        var result = Unpacking.All(archive);

        Assert.Equal("a!2", Assert.Single(result.Faults).Member);
        Assert.Equal(Texts[0], result["a!1"]);
        Assert.Equal(Texts[2], result["a!3"]);
    }

    [Fact]
    public void Read_TarWithDamagedHeader_OtherMembersAreRead()
    {
        var archive = _packer.Run("tar -cf packed 1 2 3").Bytes("packed");
        var second = 512 + ((Texts[0].Length + 511) / 512 * 512);
        archive[second] ^= 0xFF;
        var result = Unpacking.All(archive);

        Assert.StartsWith("damaged: ", Assert.Single(result.Faults, fault => fault.Member == "a").Reason);
        Assert.Equal([("a!1", Texts[0]), ("a!3", Texts[2])], result.Members);
    }

    [Theory]
    [InlineData("zip -q - 1 2 3")]
    [InlineData("tar -c 1 2 3")]
    [InlineData("tar -cz 1 2 3")]
    [InlineData("tar -cJ 1 2 3")]
    public void Read_CutContainer_GivesWhatIsThereAndSaysSo(string command)
    {
        var archive = _packer.Run(command + " > packed").Bytes("packed");
        var result = Unpacking.All(archive[..(archive.Length / 2)]);

        Assert.NotEmpty(result.Faults);
        Assert.Equal(Texts[0], result["a!1"]);
        Assert.StartsWith(result["a!2"], Texts[1]);
    }

    [Fact]
    public void Read_ZipWithStrayBytesBetweenMembers_SaysSo()
    {
        _packer.Run("zip -q x.zip 1; zip -q y.zip 2");
        var first = _packer.Bytes("x.zip");
        var central = first.AsSpan().LastIndexOf("PK\x01\x02"u8);
        byte[] archive = [.. first[..central], .. new byte[100], .. _packer.Bytes("y.zip")];
        var result = Unpacking.All(archive);

        Assert.Equal([new ArchiveFault("a", "damaged: 100 bytes between members belong to none")], result.Faults);
        Assert.Equal(Texts[1], result["a!2"]);
    }

    [Theory]
    [InlineData("gzip -9 -c zeros")]
    [InlineData("bzip2 -c zeros")]
    [InlineData("xz -c zeros")]
    [InlineData("zstd -q -c zeros")]
    [InlineData("zip -q - zeros")]
    [InlineData("gzip -9 -c zeros | gzip -9 -c")]
    [InlineData("gzip -9 -c zeros > z; zip -q - z")]
    public void Read_Bomb_EndsWithAFault(string command)
    {
        var archive = _packer.Run("truncate -s 60M zeros").Run(command + " > packed").Bytes("packed");
        var (bytes, faults) = Unpacking.Count(archive, new ArchiveLimits { MaxRatio = 500, RatioGraceBytes = 1 << 20 });

        Assert.Contains(faults, f => f.Reason == "unpacks to more than 500 times its size; the rest was not read");
        Assert.InRange(bytes, 0, 40L << 20); // of 60
    }

    [Fact]
    public void Read_BombAmongOthers_LeavesTheRestUnread()
    {
        _packer.Run("truncate -s 60M zeros; zip -q packed.zip 1 zeros 2");
        var result = Unpacking.Count(_packer.Bytes("packed.zip"), new ArchiveLimits { MaxTotalBytes = 10 << 20 });

        Assert.Equal([new ArchiveFault("a!zeros", "unpacks to more than 10,485,760 bytes; the rest was not read")], result.Faults);
        Assert.InRange(result.Bytes, Texts[0].Length, 11 << 20);
    }

    [Fact]
    public void Read_SmallFileOfOneLine_IsNoBomb()
    {
        var (bytes, faults) = Unpacking.Count(_packer.Run("truncate -s 20M zeros; xz -c zeros > packed").Bytes("packed"));

        Assert.Empty(faults);
        Assert.Equal(20 << 20, bytes);
    }

    [Fact]
    public void Read_TooManyMembers_Stops()
    {
        var archive = _packer.Run("tar -cf packed 1 2 3").Bytes("packed");
        var result = Unpacking.All(archive, new ArchiveLimits { MaxMembers = 2 });

        Assert.Equal(["a!1", "a!2"], result.Names);
        Assert.Equal([new ArchiveFault("a", "has more than 2 members; the rest was not read")], result.Faults);
    }

    [Fact]
    public void Read_RandomBytesBehindMagic_FaultsButReturns()
    {
        byte[][] magics =
        [
            [0x1F, 0x8B, 8, 0], "PK\x03\x04"u8.ToArray(), [0xFD, .. "7zXZ\0\0\x04"u8], [0x28, 0xB5, 0x2F, 0xFD], "BZh91AY&SY"u8.ToArray(),
        ];
        Gen.Select(Gen.Int[0, magics.Length - 1].Select(i => magics[i]), Gen.Byte.Array[0, 3_000]).Sample((magic, rest) =>
        {
            var (_, faults) = Unpacking.Count([.. magic, .. rest]);
            Assert.NotEmpty(faults);
        }, iter: 2_000);
    }

    [Fact]
    public void Read_MutatedArchive_Returns()
    {
        _packer.Run("head -c 3000 1 > s; tar -c s > s.tar; gzip -k s; bzip2 -k s; xz -k s; zstd -q -k s; zip -q f.zip s; zip -q - s.gz s.xz | cat > p.zip");
        string[] names = ["s.tar", "s.gz", "s.bz2", "s.xz", "s.zst", "f.zip", "p.zip"];
        var seeds = names.Select(_packer.Bytes).ToArray();
        var edit = Gen.Select(Gen.Int[0, 20_000], Gen.Byte);
        Gen.Select(Gen.Int[0, seeds.Length - 1].Select(i => seeds[i]), edit.Array[1, 8], Gen.Int[0, 20_000]).Sample((seed, edits, cut) =>
        {
            var archive = (byte[])seed.Clone();
            foreach (var (at, value) in edits) archive[at % archive.Length] = value;
            Unpacking.Count(archive[..Math.Max(1, archive.Length - (cut % archive.Length / 2))]);
        }, iter: 2_000);
    }
}
