using Watchfloor.Formats.Archives;

namespace Watchfloor.Engine.Tests.Formats.Archives;

/// <summary>zip and tar made by the tools of the system, alone and in one another.</summary>
public sealed class ContainerTests : IDisposable
{
    private static readonly string One = Unpacking.Log(1, 20_000);
    private static readonly string Two = Unpacking.Log(2, 3_000);
    private readonly Packer _packer = new Packer().Write("one.log", One).Write("logs/two.log", Two).Write("logs/empty", "");

    public void Dispose() => _packer.Dispose();

    [Theory]
    [InlineData("zip -q -r - one.log logs | cat")] // to a pipe: sizes behind the content
    [InlineData("zip -q -0 -r - one.log logs | cat")]
    [InlineData("zip -q -r x.zip one.log logs && cat x.zip")]
    [InlineData("zip -q -0 -r x.zip one.log logs && cat x.zip")]
    [InlineData("zip -q -Z bzip2 -r x.zip one.log logs && cat x.zip")]
    [InlineData("zip -q -fz -r x.zip one.log logs && cat x.zip")] // 64-bit sizes
    [InlineData("zip -q -fz -r - one.log logs | cat")]
    [InlineData("tar --format=gnu -c one.log logs")]
    [InlineData("tar --format=pax -c one.log logs")]
    [InlineData("tar --format=ustar -c one.log logs")]
    [InlineData("tar --format=v7 -c one.log logs")]
    [InlineData("tar -cz one.log logs")]
    [InlineData("tar -cj one.log logs")]
    [InlineData("tar -cJ one.log logs")]
    [InlineData("tar -c --zstd one.log logs")]
    [InlineData("ln -s one.log link; ln one.log hard; mkfifo pipe; tar -c one.log logs link hard pipe")]
    public void Read_Container_HasItsFiles(string command)
    {
        var result = Unpacking.All(_packer.Run(command + " > packed").Bytes("packed"));

        Assert.Empty(result.Faults);
        Assert.Equal(["a!logs/empty", "a!logs/two.log", "a!one.log"], result.Names.Order(StringComparer.Ordinal));
        Assert.Equal(One, result["a!one.log"]);
        Assert.Equal(Two, result["a!logs/two.log"]);
        Assert.Equal("", result["a!logs/empty"]);
    }

    [Theory]
    [InlineData("zip -q -r - one.log logs/two.log | cat")]
    [InlineData("zip -q -0 -r - one.log logs/two.log | cat")]
    [InlineData("zip -q x.zip one.log logs/two.log; cat x.zip")]
    [InlineData("tar -c one.log logs/two.log")]
    public void Read_MemberLeftUnread_NextOneIsFound(string command)
    {
        var archive = _packer.Run(command + " > packed").Bytes("packed");
        var reader = ArchiveReader.Open(new MemoryStream(archive), "a");

        Assert.Equal(["a!one.log", "a!logs/two.log"], reader.Select(m => m.Name));
        Assert.Empty(reader.Faults);
    }

    [Fact]
    public void Read_RealArchives_AgreeWithTheRuntime()
    {
        foreach (var path in Directory.EnumerateFiles(SharedData.Require("security-datasets"), "*.zip", SearchOption.AllDirectories))
        {
            var reader = ArchiveReader.Open(File.OpenRead(path), path);
            var buffer = new byte[64 << 10];
            var lengths = new Dictionary<string, long>();
            foreach (var member in reader)
            {
                lengths[member.Name] = 0;
                while (member.Stream.Read(buffer) is > 0 and var read) lengths[member.Name] += read;
            }

            Assert.Empty(reader.Faults);
            Assert.Equal(LengthsByRuntime(path), lengths);
        }
    }

#pragma warning disable RS0030 // an independent reader, which goes by the directory at the end
    private static Dictionary<string, long> LengthsByRuntime(string path)
    {
        using var archive = new System.IO.Compression.ZipArchive(File.OpenRead(path));
        return archive.Entries.Where(e => !e.FullName.EndsWith('/')).ToDictionary(e => $"{path}!{e.FullName}", e => e.Length);
    }
#pragma warning restore RS0030

    [Theory]
    [InlineData("gnu")]
    [InlineData("pax")]
    public void Read_LongAndForeignNames_AreWhole(string format)
    {
        var name = string.Join('/', Enumerable.Repeat("a folder with a long näme", 12)) + "/ende.log";
        var result = Unpacking.All(_packer.Write(name, Two).Run($"tar --format={format} -c 'a folder with a long näme' > packed").Bytes("packed"));

        Assert.Empty(result.Faults);
        Assert.Equal(Two, result["a!" + name]);
    }

    [Fact]
    public void Read_Nested_NamesEachArchive()
    {
        _packer.Run("tar -czf in.tgz logs/two.log; zip -q mid.zip in.tgz one.log; zip -q - mid.zip | cat > packed");
        var result = Unpacking.All(_packer.Bytes("packed"));

        Assert.Empty(result.Faults);
        Assert.Equal(["a!mid.zip!in.tgz!logs/two.log", "a!mid.zip!one.log"], result.Names);
        Assert.Equal(Two, result["a!mid.zip!in.tgz!logs/two.log"]);
        Assert.Equal(One, result["a!mid.zip!one.log"]);
    }

    [Fact]
    public void Read_NestedTooDeep_IsNotOpened()
    {
        _packer.Run("cp one.log 0; for i in 1 2 3 4 5; do zip -q $i.zip $((i-1)) && mv $i.zip $i; done; zip -q top.zip 5 one.log");
        var result = Unpacking.All(_packer.Bytes("top.zip"));

        Assert.Equal([new ArchiveFault("a!5!4!3!2", "archives nest deeper than 4; not opened")], result.Faults);
        Assert.Equal(["a!one.log"], result.Names);
        var four = Unpacking.All(_packer.Bytes("4"));
        Assert.Empty(four.Faults);
        Assert.Equal(One, four["a!3!2!1!0"]);
    }

    [Fact]
    public void Read_EncryptedMember_IsAFaultAndTheOthersAreRead()
    {
        _packer.Run("zip -q -P secret packed one.log; zip -q packed logs/two.log");
        var result = Unpacking.All(_packer.Bytes("packed.zip"));

        Assert.Equal([new ArchiveFault("a!one.log", "encrypted")], result.Faults);
        Assert.Equal([("a!logs/two.log", Two)], result.Members);
    }

    [Fact]
    public void Read_NamesThatClimb_AreOnlyNames()
    {
        _packer.Run("mkdir deep; cd deep; tar -cPf ../packed ../one.log");

        Assert.Equal(["a!../one.log"], Unpacking.All(_packer.Bytes("packed")).Names);
    }

    [Fact]
    public void Read_NameWithControlCharacters_IsPrintable()
    {
        _packer.Write("evil\u001b[2J.log", "x").Run("tar -cf packed evil*");

        Assert.Equal(["a!evil?[2J.log"], Unpacking.All(_packer.Bytes("packed")).Names);
    }
}
