using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Health;
using Watchfloor.Contracts.Ledger;
using Watchfloor.Contracts.Requests;
using Watchfloor.Engine.Tests;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.Ledger.Proof;
using Watchfloor.Platform.State;
using Watchfloor.Platform.Tests.State;
using Watchfloor.Product.Tests.Hosting;

namespace Watchfloor.Product.Tests.Ledger;

public sealed class LedgerHttpTests
{
    private const string UserId = "0197a1b2-0000-7000-8000-000000000001";

    [Fact]
    public async Task Tree_ChangedFromOutside_HealthSaysSoAndNothingIsExported()
    {
        await using var server = await RunningServer.StartAsync();
        await server.TokenAsync("read");
        await Eventually.TrueAsync(async () => (await PartAsync(server)).Figures["sealed_total"] > 0);
        Assert.Equal(HealthStatus.Good, (await PartAsync(server)).Status);

        await server.Services.GetRequiredService<StateDatabase>().WriteAsync(
            t => t.ExecuteAsync("UPDATE ledger_tree SET root = @root", TestContext.Current.CancellationToken, ("root", new byte[32])), TestContext.Current.CancellationToken);
        await server.TokenAsync("read");

        await Eventually.TrueAsync(async () => (await PartAsync(server)).Status == HealthStatus.Failed);
        Assert.Contains("changed from outside", (await PartAsync(server)).Message, StringComparison.Ordinal);
        using var export = await server.Owner.GetAsync("/api/v1/ledger/export", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, export.StatusCode);
    }

    private static async Task<HealthPart> PartAsync(RunningServer server) =>
        (await server.Owner.GetFromJsonAsync("/api/v1/health", HealthJson.Default.HealthReport, TestContext.Current.CancellationToken))!.Parts.Single(p => p.Name == "ledger");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Entries_Written_AreReadProvedAndErased(StateKind kind)
    {
        await using var state = kind == StateKind.Postgres ? await StateFixture.OpenAsync(kind, []) : null;
        await using var server = await RunningServer.StartAsync(o => o with { State = state?.Connection });
        for (var i = 0; i < 3; i++) await WriteAsync(server, $"Anna {i}");

        var page = await PageAsync(server, $"/api/v1/ledger?subject={UserId}&limit=2&type=case.*");
        Assert.Equal(["Anna 0", "Anna 1"], page.Items.Select(e => e.Payload!.Value.GetProperty("name").GetString()));
        var rest = await PageAsync(server, $"/api/v1/ledger?subject={UserId}&limit=2&type=case.*&cursor={page.Next}");
        Assert.Equal("Anna 2", Assert.Single(rest.Items).Payload!.Value.GetProperty("name").GetString());
        Assert.Null(rest.Next);

        var checkpoint = (await server.Owner.GetFromJsonAsync("/api/v1/ledger/checkpoint", LedgerJson.Default.SignedCheckpoint, Cancel))!;
        var key = LedgerVerifier.ParsePublicKey(checkpoint.Key)!;
        Assert.Equal(checkpoint.KeyId, LedgerVerifier.KeyId(key));
        var all = await VerifyAsync(server, "/api/v1/ledger/export", key);
        Assert.Equal((1, checkpoint.Size), (all.From, all.Checkpoint!.Size));
        var position = rest.Items[0].Position;
        var one = await VerifyAsync(server, $"/api/v1/ledger/{position}/proof", key);
        Assert.Equal((position, position), (one.From, one.To));

        using var erased = await server.Owner.PostAsync($"/api/v1/people/{UserId}/erase", null, Cancel);
        Assert.Equal(HttpStatusCode.OK, erased.StatusCode);
        Assert.Equal(3, (await erased.Content.ReadFromJsonAsync(LedgerJson.Default.ErasedPerson, Cancel))!.Payloads);
        Assert.Equal(3, (await VerifyAsync(server, "/api/v1/ledger/export", key)).Erased);
    }

    [Fact]
    public async Task Changes_NothingNew_WaitsUntilSomethingIs()
    {
        await using var server = await RunningServer.StartAsync();
        var position = await WriteAsync(server, "first");
        var waiting = PageAsync(server, $"/api/v1/changes?after={position}");
        await WriteAsync(server, "second");
        Assert.Equal("second", (await waiting).Items[0].Payload!.Value.GetProperty("name").GetString());
        Assert.Empty((await PageAsync(server, "/api/v1/changes?after=1000000&wait=0.1")).Items);
    }

    [Fact]
    public async Task Changes_AsStream_GoOnFromTheLastEventId()
    {
        await using var server = await RunningServer.StartAsync();
        var position = await WriteAsync(server, "first");
        await WriteAsync(server, "second");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/changes?type=case.commented");
        request.Headers.Add("Accept", "text/event-stream");
        request.Headers.Add("Last-Event-ID", $"{position}");
        using var answer = await server.Owner.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        var names = new List<string?>();
        await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync(Cancel)).EnumerateAsync(Cancel))
        {
            using var entry = JsonDocument.Parse(item.Data);
            Assert.Equal(item.EventId, entry.RootElement.GetProperty("position").GetRawText());
            names.Add(entry.RootElement.GetProperty("payload").GetProperty("name").GetString());
            if (names.Count == 1) await WriteAsync(server, "third");
            if (names.Count == 2) break;
        }

        Assert.Equal(["second", "third"], names);
    }

    [Theory]
    [InlineData("/api/v1/ledger?limit=0", "limit")]
    [InlineData("/api/v1/ledger?after=-1", "after")]
    [InlineData("/api/v1/ledger?cursor=x", "cursor")]
    [InlineData("/api/v1/ledger/export?from=100000", "from")]
    [InlineData("/api/v1/changes?wait=31", "wait")]
    [InlineData("/api/v1/ledger/dead-letters?limit=1001", "limit")]
    public async Task BadInput_NamesTheField(string address, string field)
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.Owner.GetAsync(address, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(field, problem.RootElement.GetProperty("field").GetString());
    }

    [Fact]
    public async Task DeadLetters_None_AnswerSo()
    {
        await using var server = await RunningServer.StartAsync();
        Assert.Empty((await server.Owner.GetFromJsonAsync("/api/v1/ledger/dead-letters", LedgerJson.Default.PageDeadLetter, Cancel))!.Items);
        using var retry = await server.Owner.PostAsync("/api/v1/ledger/dead-letters/x/retry", null, Cancel);
        using var skip = await server.Owner.PostAsync("/api/v1/ledger/dead-letters/x/skip", null, Cancel);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (retry.StatusCode, skip.StatusCode));
    }

    private static async Task<long> WriteAsync(RunningServer server, string name)
    {
        var state = (StateDatabase)server.Services.GetService(typeof(StateDatabase))!;
        var writer = (ILedgerWriter)server.Services.GetService(typeof(ILedgerWriter))!;
        var reader = (LedgerReader)server.Services.GetService(typeof(LedgerReader))!;
        using var payload = JsonDocument.Parse($$"""{"name":"{{name}}"}""");
        var entry = new LedgerEntry { Type = "case.commented", Actor = Actor.System, Subject = UserId, PersonId = UserId, Payload = payload.RootElement };
        return await reader.PositionOfAsync(await state.WriteAsync(t => writer.AppendAsync(t, entry, Cancel), Cancel), Cancel);
    }

    private static async Task<Page<LedgerRecord>> PageAsync(RunningServer server, string address) => (await server.Owner.GetFromJsonAsync(address, LedgerJson.Default.PageLedgerRecord, Cancel))!;

    private static async Task<LedgerVerdict> VerifyAsync(RunningServer server, string address, byte[] key)
    {
        await using var stream = await server.Owner.GetStreamAsync(address, Cancel);
        var verdict = await LedgerVerifier.VerifyAsync(stream, key, null, Cancel);
        Assert.Null(verdict.Fault);
        return verdict;
    }
}
