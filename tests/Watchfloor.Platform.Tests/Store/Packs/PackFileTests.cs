using DuckDB.NET.Data;
using Watchfloor.Platform.Store.Columns;
using Watchfloor.Platform.Store.Packs;
using Watchfloor.Platform.Tests.Log;

namespace Watchfloor.Platform.Tests.Store.Packs;

public sealed class PackFileTests
{
    [Fact]
    public void Read_OneByteChanged_IsRefused()
    {
        using var run = new StoreRun();
        run.Add(Enumerable.Range(0, 300).Select(i => $$"""{"n":{{i}},"x":"{{i * 7_919}} {{i * 104_729}}"}"""));
        run.Store.Dispose();
        var path = Path.Combine(run.Folder, "2026-11-24.std.packs");
        var bytes = File.ReadAllBytes(path);
        Assert.Equal(300, Open().Rows);
        for (var at = 0; at < bytes.Length; at += Math.Max(1, bytes.Length / 200))
        {
            bytes[at] ^= 0x10;
            File.WriteAllBytes(path, bytes);
            Assert.Throws<InvalidDataException>(Open);
            bytes[at] ^= 0x10;
        }

        Pack Open()
        {
            using var file = PackFile.Open(path, [new PackPlace(0, 0)], bytes.Length);
            return file.Read(0);
        }
    }

    [Fact]
    public void Open_MissingOrCutShort_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder, "x.packs");
        Assert.Throws<InvalidDataException>(() => PackFile.Open(path, [], 1));
        File.WriteAllBytes(path, new byte[9]);
        Assert.Throws<InvalidDataException>(() => PackFile.Open(path, [], 10));
        using var file = PackFile.Open(path, [], 9);
        Assert.Throws<InvalidDataException>(() => file.PlaceOf(0));
    }

    [Fact]
    public void Commit_Packs_AreOnDiskBeforeTheirRows()
    {
        using var run = new StoreRun();
        var seen = 0;
        run.Store.Writer.AtPoint = point =>
        {
            if (point != "store.before-commit") return;
            Assert.All(run.Store.DayFiles.All().Where(f => f.Packs is not null), f => Assert.True(f.Packs!.IsOnDisk));
            seen++;
        };

        run.Add(["""{"n":1}"""]);

        Assert.True(seen > 0);
        Assert.Null(run.Store.Writer.Trouble);
    }

    [Fact]
    public void Get_ManyPacks_KeepsNoMoreThanItMay()
    {
        using var run = new StoreRun();
        for (var i = 0; i < 4; i++) run.Add(Enumerable.Range(0, 50).Select(n => $$"""{"n":{{n}},"x":"{{i}}"}"""));
        var packs = run.Store.DayFiles.All().Single().Packs!;
        var small = new PackShelf(1);
        var first = small.Add(packs);
        var large = new PackShelf(1 << 20);
        var other = large.Add(packs);
        for (var number = 0; number < packs.Count; number++)
        {
            Assert.Equal(50, small.Get(first + number, out _).Rows);
            Assert.Same(large.Get(other + number, out _), large.Get(other + number, out _));
        }

        Assert.Equal(4, packs.Count);
        Assert.Equal((1, 4), (small.Count, large.Count));
        large.Remove(other);
        Assert.Equal(0, large.Count);
        Assert.Throws<InvalidDataException>(() => large.Get(other, out _));
    }

    [Fact]
    public void Add_SameKindAgainAfterARestart_IsKeptOnce()
    {
        using var run = new StoreRun();
        string[] first = ["""{"Computer":"a","n":1}""", """{"Computer":"b","n":1}"""];
        run.Add(first);
        run.Store.Dispose();
        using (var again = new StoreRun(run.Folder))
        {
            again.Add(first); // the replay of what the file has
            again.Add(["""{"Computer":"b","n":2}""", """{"Computer":"c","n":2}"""]);
        }

        using var connection = new DuckDBConnection("DataSource=" + Path.Combine(run.Folder, "2026-11-24.std.db"));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT string_agg(number || host, ' ' ORDER BY number) FROM kind";
        Assert.Equal("0a 1b 2c", command.ExecuteScalar());
    }

    [Fact]
    public void NumberOf_MoreKindsThanSlots_EachHasItsOwn()
    {
        var kinds = new EventKinds();
        var key = new ByteBuffer();
        ReadOnlySpan<byte> Key(int i)
        {
            key.Clear();
            EventKinds.AddText(key, BitConverter.GetBytes(i));
            return key.Written;
        }

        for (var i = 0; i < 3_000; i++) Assert.Equal(i, kinds.NumberOf(Key(i)));
        for (var i = 0; i < 3_000; i++) Assert.Equal(i, kinds.NumberOf(Key(i)));
        kinds.Clear();
        Assert.Equal(3_000, kinds.NumberOf(Key(7)));
        Assert.Equal((3_000, 3_001), (kinds.First, kinds.Next));
    }
}
