using System.Text;
using Watchfloor.Platform.Store;

namespace Watchfloor.Platform.Tests.Store;

/// <summary>What every event store must do.</summary>
public sealed class EventStoreTests
{
    private const string Sysmon = """{"n":1,"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Image":"C:\\Windows\\System32\\cmd.exe","CommandLine":"cmd /c whoami","ProcessId":"0x1a4","User":"CORP\\anna","Message":"Process Create: é","Computer":"ws1"}""";

    [Fact]
    public async Task Query_MappedField_StandsUnderBothNames()
    {
        using var run = new StoreRun();
        var id = Assert.Single(run.Add([Sysmon]));

        var row = Assert.Single(await run.QueryAsync("process.executable endswith 'CMD.exe' and Image =~ 'c:\\\\windows\\\\system32\\\\cmd.exe' and process.pid == 420"));

        Assert.Equal(id.ToString(), row.GetProperty("id").GetString());
        Assert.Equal("cmd /c whoami", row.GetProperty("process.command_line").GetString());
        Assert.Equal("Process Create: é", row.GetProperty("fields").GetProperty("Message").GetString());
        Assert.Equal("ws1", row.GetProperty("host").GetString());
        Assert.False(row.TryGetProperty("destination.ip", out _));
    }

    [Theory]
    [InlineData("a == 'x'", 1)]
    [InlineData("a != 'x'", 2, 3, 4)]
    [InlineData("a =~ 'X'", 1)]
    [InlineData("a !~ 'X'", 2, 3, 4)]
    [InlineData("a in ('x', 'two words')", 1, 2)]
    [InlineData("a !in ('x', 'two words')", 3, 4)]
    [InlineData("a in~ ('X', 'TWO WORDS')", 1, 2)]
    [InlineData("a has 'words'", 2)]
    [InlineData("a has 'word'")]
    [InlineData("a !has 'WORDS'", 1, 3, 4)]
    [InlineData("a contains 'WO w'", 2)]
    [InlineData("a contains_cs 'WO w'")]
    [InlineData("a startswith 'TWO'", 2)]
    [InlineData("a endswith 'RDS'", 2)]
    [InlineData("a matches regex '^t.o'", 2)]
    [InlineData("a == ''", 3, 4)]
    [InlineData("not(a == 'x' or a == '')", 2)]
    [InlineData("list == 'p'", 3)]
    [InlineData("list != 'p'", 1, 2, 4)]
    [InlineData("list has 'Q'", 3)]
    [InlineData("num > 2", 2, 3)]
    [InlineData("num between (2 .. 3)", 2)]
    [InlineData("num == '2.5'", 2)]
    [InlineData("num == 2.5", 2)]
    [InlineData("num !in (2.5, 10)", 1, 4)]
    [InlineData("flag == true", 1)]
    [InlineData("['deep.er'] == 'd'", 4)]
    [InlineData("deep.er == 'd' and n == 4", 4)]
    [InlineData("A == 'x'", 1)]
    [InlineData("message == 'x'")]
    [InlineData("received > ago(1h) and n < 3", 1, 2)]
    [InlineData("time between (datetime(2026-11-24) .. now())", 1, 2, 3, 4)]
    public async Task Query_Filter_GivesTheRowsThatMeetIt(string where, params int[] expected)
    {
        using var run = new StoreRun();
        run.Add(["""{"n":1,"a":"x","num":1,"flag":true}""", """{"n":2,"a":"two words","num":2.5,"flag":false}""", """{"n":3,"list":["p","q r"],"num":10}""", """{"n":4,"deep":{"er":"d"},"num":"none"}"""]);

        Assert.Equal(expected, (await run.NumbersAsync(where)).Order());
    }

    [Theory]
    [InlineData("CommandLne == 'x'", 1, 1, "did you mean `CommandLine`?")]
    [InlineData("n == 1 and\n process.pid == 'x'", 2, 17, "number")]
    [InlineData("n ==", 1, 5, "expected a value")]
    [InlineData("time == 'yesterday'", 1, 9, "is a time")]
    [InlineData("id contains 'a'", 1, 1, "== and in")]
    [InlineData("n < 'x'", 1, 5, "number or a time")]
    public async Task Query_WrongFilter_IsLocated(string where, int line, int column, string message)
    {
        using var run = new StoreRun();
        run.Add([Sysmon]);

        var answer = await run.Store.QueryAsync(new EventQuery { Where = where }, TestContext.Current.CancellationToken);

        var error = Assert.IsType<FilterError>(answer.Error);
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a == '\\'); DROP TABLE events; --'")]
    [InlineData("['x\\'); DROP TABLE events; --'] == 'y'")]
    [InlineData("['\"; DROP TABLE events; --'] has 'y'")]
    [InlineData("a matches regex '\\'\\\\)'")]
    [InlineData("a in ('$1', '$2', '?')")]
    [InlineData("['$.a[*]'] == 'x' or ['/azzzzzz'] == 'x' or ['~1~1~1~1'] == 'x'")]
    public async Task Query_HostileText_IsOnlyText(string where)
    {
        using var run = new StoreRun();
        run.Add(["""{"n":1,"a":"x"}"""]);

        Assert.Empty(await run.QueryAsync(where));
        Assert.Single(await run.QueryAsync("a == 'x'"));
    }

    [Theory]
    [InlineData("read_text('/etc/passwd') == 'x'")]
    [InlineData("a == (select 1)")]
    [InlineData("a == 'x' | take 1")]
    [InlineData("a == lower('x')")]
    public async Task Query_OtherFunctions_AreRefused(string where)
    {
        using var run = new StoreRun();
        run.Add(["""{"n":1,"a":"x"}"""]);
        Assert.IsType<FilterError>((await run.Store.QueryAsync(new EventQuery { Where = where }, TestContext.Current.CancellationToken)).Error);
    }

    [Fact]
    public async Task Query_NamesOfAwkwardFields_FindThem()
    {
        using var run = new StoreRun();
        run.Add(["""{"n":1,"a/b~c\"d":"x"}""", """{"n":2,"it's":"x"}"""]);

        Assert.Equal([1], await run.NumbersAsync("['a/b~c\"d'] == 'x'"));
        Assert.Equal([2], await run.NumbersAsync("[\"it's\"] == 'x'"));
    }

    [Fact]
    public async Task Query_NamesThatDifferInCase_AskForOne()
    {
        using var run = new StoreRun();
        run.Add(["""{"n":1,"Abc":"x"}""", """{"n":2,"aBC":"x"}"""]);

        Assert.Equal([1], await run.NumbersAsync("Abc == 'x'"));
        Assert.Contains("`aBC`", (await run.Store.QueryAsync(new EventQuery { Where = "abc == 'x'" }, TestContext.Current.CancellationToken)).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_UnknownName_IsEmptyAndSaysSo()
    {
        using var run = new StoreRun();
        run.Add(["""{"n":1}"""]);

        Assert.Empty(await run.QueryAsync("zzzzzz == 'x'"));
        Assert.Contains("zzzzzz", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_RangeOrderLimit_Hold()
    {
        using var run = new StoreRun();
        for (var day = 0; day < 4; day++)
            run.Add(Enumerable.Range(0, 10).Select(i => $$"""{"n":{{(day * 10) + i}},"@timestamp":"2026-11-2{{day}}T10:00:0{{i}}Z"}"""), StoreRun.Noon.AddDays(day - 4));

        Assert.Equal([39, 38, 37], await run.NumbersAsync(null, q => q with { Limit = 3 }));
        Assert.Equal([0, 1, 2], await run.NumbersAsync(null, q => q with { Limit = 3, NewestFirst = false }));
        Assert.Equal([11, 10], await run.NumbersAsync(null, q => q with { From = At(21, 0), To = At(21, 2) }));
        Assert.Equal(10, (await run.NumbersAsync(null, q => q with { Time = EventTime.Received, From = StoreRun.Noon.AddDays(-1), To = StoreRun.Noon })).Count);

        static DateTimeOffset At(int day, int second) => new(2026, 11, day, 10, 0, second, TimeSpan.Zero);
    }

    [Fact]
    public async Task Query_LateEvent_IsFoundByItsOwnTime()
    {
        using var run = new StoreRun();
        run.Add(["""{"n":1,"@timestamp":"2025-01-01T00:00:00Z"}"""]);
        run.Add(["""{"n":2,"@timestamp":"2026-11-23T00:00:00Z"}"""], StoreRun.Noon.AddDays(-1));

        Assert.Equal([1], await run.NumbersAsync(null, q => q with { To = new DateTimeOffset(2025, 2, 1, 0, 0, 0, TimeSpan.Zero) }));
        Assert.Equal([2, 1], await run.NumbersAsync(null, q => q with { Limit = 2 }));
    }

    [Fact]
    public async Task Query_Columns_AreThoseAskedFor()
    {
        using var run = new StoreRun();
        run.Add([Sysmon]);

        var row = Assert.Single(await run.QueryAsync(null, q => q with { Columns = ["time", "EventID", "message", "raw"] }));

        Assert.Equal(["time", "EventID", "message", "raw"], row.EnumerateObject().Select(p => p.Name));
        Assert.Equal(1, row.GetProperty("EventID").GetInt32());
        Assert.Equal("Process Create: é", row.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Find_TextLine_GivesItsBytes()
    {
        const string line = "<34>1 2026-11-24T11:59:00Z web1 sshd 4 - - Accepted password for anna";
        using var run = new StoreRun();
        var id = Assert.Single(run.Add([line], format: "syslog"));

        var found = (await run.Store.FindAsync(id, TestContext.Current.CancellationToken)).Value!;

        Assert.Equal(line, Encoding.UTF8.GetString(found.Raw.Span));
        Assert.DoesNotContain("\\u0001raw", Encoding.UTF8.GetString(found.Json.Span), StringComparison.Ordinal);
        Assert.Single(await run.QueryAsync($"id == '{id}' and message has 'password' and raw startswith '<34>'"));
        Assert.Null((await run.Store.FindAsync(id with { Index = 7 }, TestContext.Current.CancellationToken)).Value);
    }

    [Fact]
    public async Task Query_ThirdAtOnce_WaitsAndIsRefused()
    {
        using var run = new StoreRun(change: o => o with { Queries = 1, WaitingQueries = 1, QueryWait = TimeSpan.FromMilliseconds(50) });
        run.Add(["""{"n":1}"""]);
        var first = (await run.Store.QueryAsync(new EventQuery(), TestContext.Current.CancellationToken)).Value;

        var refused = await run.Store.QueryAsync(new EventQuery(), TestContext.Current.CancellationToken);
        await first.DisposeAsync();

        Assert.Equal(Contracts.Errors.ErrorKind.TooMany, refused.Error!.Kind);
        Assert.Single(await run.QueryAsync(null));
    }

    [Fact]
    public async Task Query_Cancelled_EndsAndFreesItsPlace()
    {
        using var run = new StoreRun(change: o => o with { Queries = 1 });
        run.Add(Enumerable.Range(0, 5_000).Select(i => $$"""{"n":{{i}},"text":"{{new string('a', 2_000)}}"}"""));
        using var cancel = new CancellationTokenSource();

        // Quadratic for the regular expression: far longer than the deadline of the test when it is not stopped.
        var slow = run.Store.QueryAsync(new EventQuery { Where = string.Join(" and ", Enumerable.Repeat("text matches regex '(a{1,50}){1,20}b'", 200)) }, cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);
        Assert.Single(await run.QueryAsync("n == 1"));
    }
}
