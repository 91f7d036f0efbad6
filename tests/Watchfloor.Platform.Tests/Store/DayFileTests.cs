using DuckDB.NET.Data;
using Watchfloor.Platform.Store;
using Watchfloor.Platform.Store.Retention;

namespace Watchfloor.Platform.Tests.Store;

public sealed class DayFileTests
{
    [Fact]
    public void Columns_Texts_AreCompressed()
    {
        using var run = new StoreRun();
        run.Add(Enumerable.Range(0, 20_000).Select(i => $$"""{"n":{{i}},"CommandLine":"cmd /c echo {{i}} of many that look alike","Image":"C:\\Windows\\cmd.exe"}"""));
        run.Store.Dispose();

        using var connection = new DuckDBConnection("DataSource=" + Directory.GetFiles(run.Folder, "*.db").Single());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT column_name, compression FROM pragma_storage_info('events') WHERE segment_type = 'VARCHAR' AND count > 100";
        using var reader = command.ExecuteReader();
        var compression = new List<(string Column, string Kind)>();
        while (reader.Read()) compression.Add((reader.GetString(0), reader.GetString(1)));

        Assert.All(compression, c => Assert.NotEqual("Uncompressed", c.Kind));
        Assert.Contains(compression, c => c.Column == "process.command_line");
    }

    [Fact]
    public async Task Open_DamagedDay_IsNamedAndTheRestServes()
    {
        using var run = new StoreRun();
        run.Add(["""{"n":1}"""], StoreRun.Noon.AddDays(-1));
        run.Add(["""{"n":2}"""]);
        run.Store.Dispose();
        var today = Path.Combine(run.Folder, "2026-11-24.std.db");
        var bytes = File.ReadAllBytes(today);
        bytes.AsSpan(4_096, 8_192).Fill(0x41);
        File.WriteAllBytes(today, bytes);

        using (var again = new StoreRun(run.Folder))
        {
            Assert.Equal([1], await again.NumbersAsync(null));
            Assert.Contains("2026-11-24.std cannot be read", Assert.Single(again.Warnings), StringComparison.Ordinal);
            again.Add(["""{"n":3}"""]);
            Assert.Equal([3, 1], await again.NumbersAsync(null));
            Assert.True(File.Exists(Path.Combine(run.Folder, "2026-11-24.std.2.db")));
        }

        // Known from its sidecar now; still named.
        using var third = new StoreRun(run.Folder);
        Assert.Equal([3, 1], await third.NumbersAsync(null));
        Assert.NotNull(third.Store.Files().Single(f => f.Name == "2026-11-24.std").Damage);
    }

    [Fact]
    public async Task Add_FileLeftBehindByAFullDisk_IsMadeAnew()
    {
        using var run = new StoreRun();
        File.WriteAllBytes(Path.Combine(run.Folder, "2026-11-24.std.db.new"), new byte[100]);
        File.WriteAllBytes(Path.Combine(run.Folder, "2026-11-24.std.db.new.wal"), new byte[100]);

        // The store tries again for as long as it takes.
        await Task.Run(() => run.Add(["""{"n":1}"""]), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Equal([1], await run.NumbersAsync(null));
    }

    [Theory]
    [InlineData("db")]
    [InlineData("packs")]
    public async Task Query_DamagedBlock_IsNamedAndTheRestServes(string ending)
    {
        using var run = new StoreRun();
        run.Add(Enumerable.Range(0, 20_000).Select(i => $$"""{"n":{{i}},"user.name":"{{i * 7_919}} {{i * 104_729}} {{i * 1_299_709}}"}"""), StoreRun.Noon.AddDays(-1));
        run.Add(["""{"n":-1,"user.name":"z"}"""]);
        run.Store.Dispose();
        var file = Path.Combine(run.Folder, "2026-11-23.std." + ending);
        var bytes = File.ReadAllBytes(file);
        var changed = File.GetLastWriteTimeUtc(file);
        for (var i = bytes.Length / 3; i < bytes.Length * 2 / 3; i++) bytes[i] ^= 0x41;
        File.WriteAllBytes(file, bytes);
        File.SetLastWriteTimeUtc(file, changed);

        using var again = new StoreRun(run.Folder);

        Assert.Equal([-1], await again.NumbersAsync("n < 5 and user.name != 'y'"));
        Assert.Contains("2026-11-23.std cannot be read", Assert.Single(again.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expiry_ByDaysAndBytes_ReturnsTheSpace()
    {
        using var filled = new StoreRun();
        for (var day = -5; day <= 0; day++)
            filled.Add(Enumerable.Range(0, 2_000).Select(i => $$"""{"n":{{i}},"x":"{{i * 7_919L * (day + 9)}}"}"""), StoreRun.Noon.AddDays(day));
        filled.Store.Dispose(); // a file that is open changes its length
        using var run = new StoreRun(filled.Folder);
        var before = run.Store.Files();
        using var holds = new LegalHolds(Path.Combine(run.Folder, "evidence"), run.Store, run.Time);

        var byDays = new Expiry(run.Store, new RetentionOptions { Default = new RetentionRule { Days = 3 } }, holds, run.Time).Run();
        Assert.Equal(["2026-11-19.std", "2026-11-20.std"], byDays);

        var most = before.Where(f => f.Day >= new DateOnly(2026, 11, 23)).Sum(f => f.Bytes) / 1e9;
        var byBytes = new Expiry(run.Store, new RetentionOptions { Default = new RetentionRule { Days = 3, Gigabytes = most } }, holds, run.Time).Run();
        Assert.Equal(["2026-11-21.std", "2026-11-22.std"], byBytes);

        Assert.Equal(["2026-11-23.std.db", "2026-11-24.std.db"], Directory.GetFiles(run.Folder, "*.db").Select(Path.GetFileName).Order());
        Assert.Equal(4_000, (await run.QueryAsync(null, q => q with { Limit = 10_000, Columns = ["n"] })).Count);
    }

    [Fact]
    public async Task LegalHold_KeepsFilesAndCopiesEvents()
    {
        using var run = new StoreRun();
        run.Add(["<34>1 2026-11-14T11:59:00Z web1 sshd 4 - - Accepted password for anna"], StoreRun.Noon.AddDays(-10), format: "syslog");
        run.Add(["""{"n":2}"""], StoreRun.Noon.AddDays(-9));
        var evidence = Path.Combine(run.Folder, "evidence");
        using var holds = new LegalHolds(evidence, run.Store, run.Time);

        var hold = (await holds.PlaceAsync("case-7", new EventQuery { From = StoreRun.Noon.AddDays(-11), To = StoreRun.Noon.AddDays(-9.6), Where = "message has 'anna'" }, "court order", _ => Task.CompletedTask, TestContext.Current.CancellationToken)).Value;
        var expiry = new Expiry(run.Store, new RetentionOptions { Default = new RetentionRule { Days = 3 } }, holds, run.Time);

        Assert.Equal(1, hold.Events);
        Assert.Equal(["2026-11-15.std"], expiry.Run());
        var file = File.ReadAllBytes(Path.Combine(evidence, "case-7", "events.ndjson.zst"));
        Assert.Equal(hold.Sha256, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file)));
        using var zstd = new ZstdSharp.Decompressor();
        Assert.Contains("Accepted password for anna", System.Text.Encoding.UTF8.GetString(zstd.Unwrap(file)), StringComparison.Ordinal);
        Assert.Contains("\"raw\":\"<34>1", System.Text.Encoding.UTF8.GetString(zstd.Unwrap(file)), StringComparison.Ordinal);

        File.WriteAllBytes(Path.Combine(evidence, "case-7", "events.ndjson.zst"), [.. file, 0]);
        Assert.Equal("hold.damaged", (await holds.OpenAsync("case-7", TestContext.Current.CancellationToken)).Error?.Code);

        // What a crash left half done is no hold, but keeps its days until it is known that it was never recorded.
        Directory.CreateDirectory(Path.Combine(evidence, "case-8.new"));
        File.Copy(Path.Combine(evidence, "case-7", "manifest.json"), Path.Combine(evidence, "case-8.new", "manifest.json"));
        Assert.Equal("case-7", Assert.Single(holds.All()).Name);

        Assert.Null(holds.Lift("case-7").Error);
        Assert.Empty(holds.All());
        Assert.False(Directory.Exists(Path.Combine(evidence, "case-7")));
        Assert.Empty(expiry.Run());
        await holds.SettleAsync((_, _) => Task.FromResult(false), TestContext.Current.CancellationToken);
        Assert.Empty(Directory.GetDirectories(evidence));
        Assert.Equal(["2026-11-14.std"], expiry.Run());
    }
}
