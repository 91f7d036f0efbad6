using System.Text;
using Watchfloor.Platform.Store;

namespace Watchfloor.Platform.Tests.Store.Packs;

public sealed class TidyTests
{
    private const int Commits = 200;

    [Fact]
    public async Task Tidy_DayOfManySmallCommits_TakesLessSpaceAndSaysTheSame()
    {
        using var run = new StoreRun();
        var ids = new List<EventId>();
        for (var i = 0; i < Commits; i++) ids.AddRange(run.Add(Lines(i), StoreRun.Noon));
        var before = await RowsAsync(run);
        Assert.Equal(Commits * 2, before.Count);
        Assert.Null(run.Store.Tidy()); // today is being written
        run.Time.Advance(TimeSpan.FromDays(2));
        var bytes = PacksOf(run).Sum(f => f.Length);
        await using var begun = (await run.Store.QueryAsync(new EventQuery(), TestContext.Current.CancellationToken)).Value;

        Assert.Equal("2026-11-24.std", run.Store.Tidy());

        Assert.InRange(PacksOf(run).Sum(f => f.Length), 1, bytes / 4);
        Assert.Equal("2026-11-24.std.packs1", Assert.Single(PacksOf(run)).Name);
        Assert.Equal(before, await RowsAsync(run));
        var seen = 0;
        await foreach (var row in begun.Rows) seen += row.Length > 0 ? 1 : 0;
        Assert.Equal(Commits * 2, seen);
        Assert.Equal(Lines(7)[1], Encoding.UTF8.GetString((await run.Store.FindAsync(ids[15], TestContext.Current.CancellationToken)).Value!.Raw.Span));
        Assert.Null(run.Store.Tidy()); // once is enough

        // What a late replay brings is added to what there is.
        run.Add(["""{"Channel":"late"}"""], StoreRun.Noon);
        Assert.Equal((Commits * 2) + 1, (await RowsAsync(run)).Count);
        Assert.Equal(2, (await run.QueryAsync("process.pid == 1007")).Count);
    }

    [Fact]
    public async Task Open_AfterACrashWhileTidying_ReadsTheFileInForceAndRemovesTheOther()
    {
        using var run = new StoreRun();
        for (var i = 0; i < 20; i++) run.Add(Lines(i), StoreRun.Noon);
        var before = await RowsAsync(run);
        run.Store.Dispose();
        File.WriteAllText(Path.Combine(run.Folder, "2026-11-24.std.packs1"), "half");

        using (var again = new StoreRun(run.Folder))
        {
            Assert.Equal(before, await RowsAsync(again));
            Assert.Equal("2026-11-24.std.packs", Assert.Single(PacksOf(again)).Name);
            again.Time.Advance(TimeSpan.FromDays(2));
            Assert.NotNull(again.Store.Tidy());
            Assert.Equal(before, await RowsAsync(again));
        }

        using var third = new StoreRun(run.Folder);
        Assert.Equal(before, await RowsAsync(third));
    }

    [Fact]
    public async Task Tidy_WhileFilesAreCopied_LeavesThem()
    {
        using var run = new StoreRun();
        for (var i = 0; i < 5; i++) run.Add(Lines(i), StoreRun.Noon);
        run.Time.Advance(TimeSpan.FromDays(2));

        await run.Store.WhileUntidiedAsync(
            () =>
            {
                Assert.Null(run.Store.Tidy());
                return Task.CompletedTask;
            },
            TestContext.Current.CancellationToken);

        Assert.NotNull(run.Store.Tidy());
    }

    [Fact]
    public void Tidy_LargePacks_AreLeftAsTheyAre()
    {
        using var run = new StoreRun();
        run.Add(Enumerable.Range(0, 20_000).Select(i => $$"""{"n":{{i}}}"""), StoreRun.Noon);
        run.Time.Advance(TimeSpan.FromDays(2));

        Assert.NotNull(run.Store.Tidy());

        Assert.Equal("2026-11-24.std.packs", Assert.Single(PacksOf(run)).Name);
        Assert.Null(run.Store.Tidy());
    }

    private static string[] Lines(int i) =>
    [
        $$"""{"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1,"Computer":"PC{{i % 3}}","User":"CORP\\anna","Image":"C:\\Windows\\cmd.exe","ProcessId":"{{1_000 + i}}","UtcTime":"2026-11-24 11:00:{{i % 60:00}}.{{i:000}}","Message":"Process Create: anna started C:\\Windows\\cmd.exe as {{1_000 + i}} on PC{{i % 3}} at last"}""",
        $$"""{"Channel":"Security","EventID":4688,"Computer":"PC{{i % 3}}","NewProcessId":"0x{{1_000 + i:x}}","NewProcessName":"C:\\Windows\\cmd.exe","SubjectUserName":"anna","process.pid":"0x{{1_000 + i:x}}"}""",
    ];

    private static List<FileInfo> PacksOf(StoreRun run) => [.. new DirectoryInfo(run.Folder).GetFiles("*.packs*")];

    private static async Task<List<string>> RowsAsync(StoreRun run) => [.. (await run.QueryAsync(null, q => q with { Limit = 10_000, NewestFirst = false })).Select(r => r.GetRawText())];
}
