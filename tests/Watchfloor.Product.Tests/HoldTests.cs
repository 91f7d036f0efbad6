using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Commands;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Retention;
using Watchfloor.Engine.Tests;
using Watchfloor.Platform.Backup;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;
using Watchfloor.Platform.Store;
using Watchfloor.Platform.Store.Retention;
using Watchfloor.Product.Tests.Hosting;
using Watchfloor.Serve;

namespace Watchfloor.Product.Tests;

/// <summary>Legal holds through the whole server: events go in by HTTP, time passes, retention runs.</summary>
public sealed class HoldTests : IDisposable
{
    private static readonly DateTimeOffset _day = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-");
    private readonly SetClock _clock = new(_day);

    private string Data => Path.Combine(_folder.FullName, "data");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Hold_RetentionPassesTheDay_HeldEventsStayUntilItIsReleased()
    {
        await using (var server = await StartAsync(Data))
        {
            await SendAsync(server, """{"person":"anna","n":1}""", """{"person":"bert","n":2}""");
            _clock.Set(_day.AddDays(2));
            await SendAsync(server, """{"person":"anna","n":3}""");
            var placed = await HoldAsync(0, Add("case-7", "--where", "person == 'anna'"));
            Assert.StartsWith("case-7  2026-03-02T00:00:00Z to 2026-03-03T00:00:00Z  1 copied 2026-03-04T12:0", placed, StringComparison.Ordinal);
            Assert.Contains("a hold case-7 already", await HoldAsync(2, Add("case-7")), StringComparison.Ordinal);
        }

        // A restart, and long after both days have expired.
        _clock.Set(_day.AddDays(60));
        await using (var server = await StartAsync(Data))
        {
            Assert.Equal(["2026-03-04.std"], Expire(server));
            Assert.Equal(["anna", "bert"], await PersonsAsync(server));
            Assert.StartsWith("case-7 ", await HoldAsync(0, "list"), StringComparison.Ordinal);
            var row = JsonDocument.Parse(Assert.Single((await HoldAsync(0, "export", "case-7")).Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
            Assert.Equal("""{"person":"anna","n":1}""", row.GetProperty("raw").GetString());

            await HoldAsync(0, "release", "case-7");
            Assert.Equal(["2026-03-02.std"], Expire(server));
            Assert.Empty(await PersonsAsync(server));
            Assert.Equal("There are no legal holds.\n", await HoldAsync(0, "list"));
            Assert.Contains("no legal hold case-7", await HoldAsync(2, "export", "case-7"), StringComparison.Ordinal);
            Assert.Contains("no legal hold case-7", await HoldAsync(2, "release", "case-7"), StringComparison.Ordinal);
            await Eventually.TrueAsync(async () => (await FactsAsync(server)).SequenceEqual(["hold.placed", "hold.exported", "hold.released"]));
        }
    }

    [Fact]
    public async Task Hold_BackupAndRestore_HoldsThereToo()
    {
        var copy = Path.Combine(_folder.FullName, "copy");
        await using (var server = await StartAsync(Data))
        {
            await SendAsync(server, """{"person":"anna","n":1}""");
            await HoldAsync(0, Add("case-7"));
            await using var backup = await server.Owner.GetStreamAsync("/api/v1/backup", TestContext.Current.CancellationToken);
            await Backups.RestoreAsync(backup, copy, null, Rooms.Schemas, TestContext.Current.CancellationToken);
        }

        _clock.Set(_day.AddDays(60));
        await using var restored = await StartAsync(copy);

        Assert.Empty(Expire(restored));
        Assert.Equal(["anna"], await PersonsAsync(restored));
        Assert.Contains("anna", await restored.Owner.GetStringAsync("/api/v1/holds/case-7/events", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Place_SameIdempotencyKey_AnswersOnceMoreAndHoldsOnce()
    {
        await using var server = await StartAsync(Data);
        var request = new PlaceHold { Name = "case-7", Reason = "court order", From = _day, To = _day.AddDays(1) };
        var holds = new List<LegalHold>();
        for (var i = 0; i < 2; i++)
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, "/api/v1/holds") { Content = JsonContent.Create(request, HoldsJson.Default.PlaceHold) };
            message.Headers.Add("Idempotency-Key", "a");
            using var answer = await server.Owner.SendAsync(message, TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.Created, "/api/v1/holds/case-7"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
            holds.Add((await answer.Content.ReadFromJsonAsync(HoldsJson.Default.LegalHold, TestContext.Current.CancellationToken))!);
        }

        Assert.Equal(holds[0].Id, holds[1].Id);
        var listed = await server.Owner.GetFromJsonAsync("/api/v1/holds", HoldsJson.Default.PageLegalHold, TestContext.Current.CancellationToken);
        Assert.Equal("court order", Assert.Single(listed!.Items).Reason);
        Assert.Equal(holds[0].Id, (await server.Owner.GetFromJsonAsync("/api/v1/holds/case-7", HoldsJson.Default.LegalHold, TestContext.Current.CancellationToken))!.Id);
    }

    [Theory]
    [InlineData("a/b", "why", "n == 1", "name")]
    [InlineData("a", " ", "n == 1", "reason")]
    [InlineData("a", "why", "n ==", "where")]
    public async Task Place_WrongRequest_NamesThePartAndHoldsNothing(string name, string reason, string where, string field)
    {
        await using var server = await StartAsync(Data);
        var request = new PlaceHold { Name = name, Reason = reason, From = _day, To = _day.AddDays(1), Where = where };

        using var answer = await server.Owner.PostAsJsonAsync("/api/v1/holds", request, HoldsJson.Default.PlaceHold, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(field, (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("field").GetString());
        Assert.Empty((await server.Owner.GetFromJsonAsync("/api/v1/holds", HoldsJson.Default.PageLegalHold, TestContext.Current.CancellationToken))!.Items);
    }

    [Fact]
    public async Task Start_AfterACrashBehindTheEntry_TheHoldIsInForce()
    {
        await using (var server = await StartAsync(Data))
        {
            await SendAsync(server, """{"person":"anna","n":1}""");
            await HoldAsync(0, Add("case-7"));
        }

        Directory.Move(Evidence("case-7"), Evidence("case-7.new"));
        _clock.Set(_day.AddDays(60));
        await using var again = await StartAsync(Data);

        Assert.Empty(Expire(again));
        Assert.StartsWith("case-7 ", await HoldAsync(0, "list"), StringComparison.Ordinal);
        Assert.Contains("anna", await HoldAsync(0, "export", "case-7"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AfterACrashBeforeTheEntry_NothingIsHeldAndNothingWasLost()
    {
        await using (var server = await StartAsync(Data))
        {
            await SendAsync(server, """{"person":"anna","n":1}""");
            var query = new EventQuery { From = _day.AddHours(-12), To = _day.AddHours(12) };
            await Assert.ThrowsAsync<IOException>(() => server.Services.GetRequiredService<LegalHolds>().PlaceAsync("case-7", query, "court order", _ => throw new IOException("gone"), TestContext.Current.CancellationToken));

            // Whether it was recorded is not known here, so the day stays, and nobody may place it once more.
            _clock.Set(_day.AddDays(60));
            Assert.Empty(Expire(server));
            Assert.Equal("There are no legal holds.\n", await HoldAsync(0, "list"));
            Assert.Contains("try again", await HoldAsync(3, Add("case-7")), StringComparison.Ordinal);
        }

        await using var again = await StartAsync(Data);

        Assert.Empty(Directory.GetDirectories(Evidence("")));
        Assert.Equal(["2026-03-02.std"], Expire(again));
        Assert.Empty(await FactsAsync(again));
    }

    [Fact]
    public async Task Start_AfterACrashBehindTheRelease_TheHoldIsLifted()
    {
        await using (var server = await StartAsync(Data))
        {
            await SendAsync(server, """{"person":"anna","n":1}""");
            await HoldAsync(0, Add("case-7"));
            await HoldAsync(0, Add("case-8"));
            var released = (await server.Owner.GetFromJsonAsync("/api/v1/holds/case-7", HoldsJson.Default.LegalHold, TestContext.Current.CancellationToken))!.Id;
            await server.Services.GetRequiredService<StateDatabase>().WriteAsync(
                t => server.Services.GetRequiredService<ILedgerWriter>().AppendAsync(t, new LedgerEntry { Type = "hold.released", Actor = Actor.System, Subject = released }, TestContext.Current.CancellationToken),
                TestContext.Current.CancellationToken);
            // And one whose copy was not yet deleted.
            Directory.CreateDirectory(Evidence("case-9.lifted"));
        }

        await using var again = await StartAsync(Data);

        Assert.StartsWith("case-8 ", await HoldAsync(0, "list"), StringComparison.Ordinal);
        Assert.Equal([Evidence("case-8")], Directory.GetDirectories(Evidence("")));
    }

    private string Evidence(string name) => Path.Combine(Data, "evidence", name);

    private static string[] Add(string name, params string[] more) => ["add", name, "--from", "2026-03-02", "--to", "2026-03-03", "--reason", "court order", .. more];

    private static IReadOnlyList<string> Expire(RunningServer server) => server.Services.GetRequiredService<Expiry>().Run();

    private Task<RunningServer> StartAsync(string data) => RunningServer.StartAsync(o => o with { Retention = new RetentionOptions { Default = new RetentionRule { Days = 30 } } }, data, _clock);

    /// <summary>Sends events and waits until they can be found.</summary>
    private static async Task SendAsync(RunningServer server, params string[] events)
    {
        using var sender = await server.ClientAsync("ingest");
        var before = (await PersonsAsync(server)).Count;
        using var body = new StringContent(string.Join('\n', events), Encoding.UTF8, "application/x-ndjson");
        using (var sent = await sender.PostAsync("/api/v1/ingest", body, TestContext.Current.CancellationToken)) Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        await Eventually.TrueAsync(async () => (await PersonsAsync(server)).Count == before + events.Length);
    }

    /// <summary>The persons of the stored events, oldest first.</summary>
    private static async Task<List<string>> PersonsAsync(RunningServer server)
    {
        using var request = new StringContent("""{"columns":["person"],"where":"person != ''","order":"oldest"}""", Encoding.UTF8, "application/json");
        using var answer = await server.Owner.PostAsync("/api/v1/query", request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var lines = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("person").GetString()!)];
    }

    /// <summary>The types of the sealed entries about holds, in order.</summary>
    private static async Task<List<string>> FactsAsync(RunningServer server)
    {
        var page = await server.Owner.GetFromJsonAsync<JsonElement>("/api/v1/ledger?limit=1000", TestContext.Current.CancellationToken);
        return [.. page.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("type").GetString()!).Where(t => t.StartsWith("hold.", StringComparison.Ordinal))];
    }

    /// <summary>Runs <c>watchfloor hold</c>.</summary>
    /// <returns>What it printed, or what it said was wrong.</returns>
    private async Task<string> HoldAsync(int code, params string[] arguments)
    {
        using var output = new MemoryStream();
        await using var error = new StringWriter();
        var terminal = new Terminal { OutputStream = output, Output = new StreamWriter(output) { NewLine = "\n" }, Error = error, Time = _clock };
        // The command line blocks while it waits for the server, which runs in this process.
        var ended = await Task.Run(() => CommandLine.Run(["hold", .. arguments, "--data", Data], terminal, (_, _, _, _) => throw new NotSupportedException()), TestContext.Current.CancellationToken);
        Assert.True(code == ended, $"{string.Join(' ', arguments)} ended with {ended}: {error}");
        return code == 0 ? Encoding.UTF8.GetString(output.ToArray()) : error.ToString();
    }
}
