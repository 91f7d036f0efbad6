using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Watchfloor.Contracts.Access;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Access.Http.Idempotency;
using Watchfloor.Platform.State;
using Watchfloor.Platform.Tests.State;

namespace Watchfloor.Product.Tests.Identity;

public sealed class IdempotencyTests
{
    private const string Tokens = "/api/v1/tokens";

    public static TheoryData<StateKind> Both => StateFixture.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Create_SameKeyAgain_GivesTheFirstAnswerAndMakesNothing(StateKind kind)
    {
        await using var host = await IdentityHost.StartAsync(kind);
        await host.UserAsync("Root");
        using var root = await host.SignedInAsync("Root");
        var body = new { name = "shipper", scopes = new[] { "ingest" } };

        using var first = await root.SendAsync(HttpMethod.Post, Tokens, body, "key-1");
        using var second = await root.SendAsync(HttpMethod.Post, Tokens, body, "key-1");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.StatusCode, second.StatusCode));
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(await first.Content.ReadAsStringAsync(Cancel), await second.Content.ReadAsStringAsync(Cancel));
        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        Assert.True(second.Headers.Contains("Idempotency-Replayed"));
        Assert.Single(await host.LedgerAsync("token.created"));
    }

    [Fact]
    public async Task Create_SameKeyForAnotherRequest_IsRefused()
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Root");
        using var root = await host.SignedInAsync("Root");
        await root.SendAsync(HttpMethod.Post, Tokens, new { name = "shipper", scopes = new[] { "ingest" } }, "key-1").OkAsync();

        await root.SendAsync(HttpMethod.Post, Tokens, new { name = "other", scopes = new[] { "ingest" } }, "key-1").RefusedAsync(HttpStatusCode.Conflict, "idempotency.other_request");
        await root.SendAsync(HttpMethod.Post, "/api/v1/invitations", new { roles = new[] { "analyst" } }, "key-1").RefusedAsync(HttpStatusCode.Conflict, "idempotency.other_request");
        await root.SendAsync(HttpMethod.Post, Tokens, new { name = "other", scopes = new[] { "ingest" } }, new string('k', 201)).RefusedAsync(HttpStatusCode.BadRequest, "invalid");
    }

    [Fact]
    public async Task Create_SameKeyOfAnotherSender_IsAnotherKey()
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Root");
        await host.UserAsync("Second");
        using var root = await host.SignedInAsync("Root");
        using var second = await host.SignedInAsync("Second");
        var body = new { name = "shipper", scopes = new[] { "ingest" } };

        await root.SendAsync(HttpMethod.Post, Tokens, body, "key-1").OkAsync();
        await second.SendAsync(HttpMethod.Post, Tokens, body, "key-1").OkAsync();

        Assert.Equal(2, (await host.LedgerAsync("token.created")).Count);
    }

    [Fact]
    public async Task Create_AfterADay_TheKeyIsForgotten()
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Root");
        using var root = await host.SignedInAsync("Root");
        var body = new { name = "shipper", scopes = new[] { "ingest" } };
        await root.SendAsync(HttpMethod.Post, Tokens, body, "key-1").OkAsync();

        host.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        await root.SignInAsync("Root", IdentityHost.Password).OkAsync();
        await root.SendAsync(HttpMethod.Post, Tokens, body, "key-1").OkAsync();
        Assert.Single(await host.LedgerAsync("token.created"));
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await root.SendAsync(HttpMethod.Post, Tokens, body, "key-1").OkAsync();
        Assert.Equal(2, (await host.LedgerAsync("token.created")).Count);
    }

    [Fact]
    public async Task KeptAnswer_HoldsNoReadableToken()
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Root");
        using var root = await host.SignedInAsync("Root");
        var made = await root.SendAsync(HttpMethod.Post, Tokens, new { name = "shipper", scopes = new[] { "ingest" } }, "key-1").OkAsync();

        var kept = await host.State.ReadAsync(s => s.FirstAsync("SELECT body FROM idempotency_key", r => r.Bytes("body"), Cancel), Cancel);

        Assert.Equal(-1, kept.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(made.GetProperty("token").GetString()!)));
    }

    [Fact]
    public async Task Request_StillRunning_TheRepeatIsToldSo_AndGoesOnWhenTheSenderHangsUp()
    {
        var (began, mayEnd, ran) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        await using var host = await IdentityHost.StartAsync(map: e => e.MapPost(
            "/slow",
            async (HttpContext context) =>
            {
                Interlocked.Increment(ref ran);
                began.TrySetResult();
                await mayEnd.Task.WaitAsync(context.RequestAborted);
                return TypedResults.Text("done");
            }).RequirePermission(Permission.TokensWrite).TakesIdempotencyKey());
        await host.UserAsync("Root");
        using var root = await host.SignedInAsync("Root");
        using var hangUp = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/slow") { Headers = { { "Idempotency-Key", "key-1" }, { "Watchfloor-Session", root.Proof } } };
        var first = root.Http.SendAsync(request, hangUp.Token);
        await began.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancel);

        await root.SendAsync(HttpMethod.Post, "/slow", null, "key-1").RefusedAsync(HttpStatusCode.Conflict, "idempotency.unfinished");
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        mayEnd.SetResult();

        var answer = "";
        for (var i = 0; i < 3_000 && answer != "done"; i++)
        {
            await Task.Delay(20, Cancel);
            using var again = await root.SendAsync(HttpMethod.Post, "/slow", null, "key-1");
            answer = await again.Content.ReadAsStringAsync(Cancel);
        }

        Assert.Equal("done", answer);
        Assert.Equal(1, ran);
    }

    [Fact]
    public async Task Request_ThatFailed_MayBeSentAgain()
    {
        var ran = 0;
        await using var host = await IdentityHost.StartAsync(map: e => e.MapPost("/fails", () => Interlocked.Increment(ref ran) == 1 ? Results.StatusCode(503) : Results.Ok())
            .RequirePermission(Permission.TokensWrite).TakesIdempotencyKey());
        await host.UserAsync("Root");
        using var root = await host.SignedInAsync("Root");

        using var first = await root.SendAsync(HttpMethod.Post, "/fails", null, "key-1");
        using var second = await root.SendAsync(HttpMethod.Post, "/fails", null, "key-1");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
