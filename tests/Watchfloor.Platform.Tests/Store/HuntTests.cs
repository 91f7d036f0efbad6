using System.Text;
using Watchfloor.Contracts.Errors;
using Watchfloor.Platform.Store;
using Watchfloor.Platform.Store.Hunting;

namespace Watchfloor.Platform.Tests.Store;

public sealed class HuntTests
{
    private static readonly string[] _lines =
    [
        """{"Channel":"Security","EventID":4625,"Computer":"pc1","TargetUserName":"anna","IpAddress":"192.0.2.7","TimeCreated":"2026-11-24T11:00:00Z"}""",
        """{"Channel":"Security","EventID":4625,"Computer":"pc1","TargetUserName":"anna","IpAddress":"192.0.2.8","TimeCreated":"2026-11-24T11:01:00Z"}""",
        """{"Channel":"Security","EventID":4625,"Computer":"pc2","TargetUserName":"bob","IpAddress":"192.0.2.7","TimeCreated":"2026-11-24T11:02:00Z"}""",
        """{"Channel":"Security","EventID":4624,"Computer":"pc2","TargetUserName":"bob","IpAddress":null,"TimeCreated":"2026-11-24T11:03:00Z"}""",
    ];

    [Theory]
    [InlineData("Events | count", """{"Count":4}""")]
    [InlineData("Events | where EventID == 4625 | summarize failures = count() by TargetUserName = tostring(TargetUserName) | sort by failures desc", """{"TargetUserName":"anna","failures":2}""", """{"TargetUserName":"bob","failures":1}""")]
    [InlineData("Events | where isnotempty(IpAddress) and host == 'pc1' | sort by time asc | project time, IpAddress", """{"time":"2026-11-24T11:00:00Z","IpAddress":"192.0.2.7"}""", """{"time":"2026-11-24T11:01:00Z","IpAddress":"192.0.2.8"}""")]
    [InlineData("Events | where time >= datetime(2026-11-24T11:02:00Z) | summarize dcount(host), max(time)", """{"dcount_host":1,"max_time":"2026-11-24T11:03:00Z"}""")]
    [InlineData("Events | where user.name in~ ('ANNA') | distinct user.name", """{"user_name":"anna"}""")]
    [InlineData("Events | where EventID == 1 | take 5")]
    [InlineData("print x = 1 + 1", """{"x":2}""")]
    public async Task Hunt_Query_GivesItsRows(string kql, params string[] rows)
    {
        using var run = new StoreRun();
        run.Add(_lines);
        Assert.Equal(rows, await HuntAsync(run, new HuntQuery { Kql = kql }));
    }

    [Fact]
    public async Task Hunt_SeveralDays_AreOneTable()
    {
        using var run = new StoreRun();
        run.Add(_lines[..2], StoreRun.Noon.AddDays(-1));
        run.Add(_lines[2..]);
        Assert.Equal(["""{"Count":4}"""], await HuntAsync(run, new HuntQuery { Kql = "Events | count" }));
        Assert.Equal(["""{"Count":3}"""], await HuntAsync(run, new HuntQuery { Kql = "Events | count", From = StoreRun.Noon.AddMinutes(-59) }));
        Assert.Equal(["""{"Count":1}"""], await HuntAsync(run, new HuntQuery { Kql = "Events | count", To = StoreRun.Noon.AddMinutes(-59) }));
    }

    [Fact]
    public async Task Hunt_ColumnsThatNoFileKeeps_AreMade()
    {
        using var run = new StoreRun();
        var ids = run.Add(["<34>1 2026-11-24T11:59:00Z web1 sshd 4 - - Accepted password for anna"], format: "syslog");
        Assert.Equal(
            [$$"""{"id":"{{ids[0]}}","message":"Accepted password for anna","raw":"<34>1 2026-11-24T11:59:00Z web1 sshd 4 - - Accepted password for anna"}"""],
            await HuntAsync(run, new HuntQuery { Kql = "Events | where message has 'anna' | project id, message, raw" }));
        run.Add(_lines[..1]);
        Assert.Equal(["""{"a":4625}"""], await HuntAsync(run, new HuntQuery { Kql = "Events | where format == 'json' | project a = parse_json(raw).EventID" }));
    }

    [Fact]
    public async Task Hunt_EmptyStore_HasAnEmptyTable()
    {
        using var run = new StoreRun();
        Assert.Equal(["""{"Count":0}"""], await HuntAsync(run, new HuntQuery { Kql = "Events | where host == 'x' | count" }));
    }

    [Fact]
    public async Task Hunt_MoreRowsThanAskedFor_SaysSo()
    {
        using var run = new StoreRun();
        run.Add(_lines);
        var answer = (await run.Store.HuntAsync(new HuntQuery { Kql = "Events | project host", Limit = 3 }, TestContext.Current.CancellationToken)).Value;
        var rows = 0;
        await foreach (var _ in answer.Rows) rows++;
        Assert.Equal(3, rows);
        Assert.Equal(["host"], answer.Columns);
        Assert.Contains("only the first 3 rows", Assert.Single(answer.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Events | where TargetUserNam == 'x'", 1, 16, "TargetUserName")]
    [InlineData("Events |\n where", 2, 7, "")]
    [InlineData("Evnts | count", 1, 1, "Events")]
    public async Task Hunt_WrongQuery_IsRefusedWithItsPlace(string kql, int line, int column, string message)
    {
        using var run = new StoreRun();
        run.Add(_lines);
        var answer = await run.Store.HuntAsync(new HuntQuery { Kql = kql }, TestContext.Current.CancellationToken);
        var error = Assert.IsType<FilterError>(answer.Error);
        Assert.Equal(("kql", ErrorKind.Invalid, line, column), (error.Field, error.Kind, error.Line, error.Column));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static async Task<List<string>> HuntAsync(StoreRun run, HuntQuery query)
    {
        var answer = await run.Store.HuntAsync(query, TestContext.Current.CancellationToken);
        Assert.Null(answer.Error);
        var rows = new List<string>();
        await foreach (var row in answer.Value.Rows) rows.Add(Encoding.UTF8.GetString(row.Span));
        return rows;
    }
}
