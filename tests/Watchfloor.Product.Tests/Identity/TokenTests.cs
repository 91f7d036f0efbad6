using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Identity;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Identity;
using Watchfloor.Platform.Identity.Http;
using Watchfloor.Platform.Identity.Tokens;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.Tests.State;

namespace Watchfloor.Product.Tests.Identity;

public sealed class TokenTests
{
    public static TheoryData<StateKind> Both => StateFixture.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Token_MadeAndRevokedBesideTheServer_CountsWithinSeconds(StateKind kind)
    {
        await using var host = await IdentityHost.StartAsync(kind);
        await using var beside = await host.OpenAgainAsync();
        var store = new TokenStore(beside, new LedgerWriter(host.Time), host.Time);
        host.Time.Advance(TimeSpan.FromSeconds(1));

        var made = (await store.HandleAsync(new CreateToken { Name = "shipper", Scopes = ["read"] }, Actor.System, Cancel)).Value;
        using var client = host.Client(made.Token);
        Assert.Equal("token", (await client.GetAsync("/api/v1/session", Cancel).OkAsync()).GetProperty("kind").GetString());
        await store.HandleAsync(new RevokeToken(made.Info.Id), Actor.System, Cancel);

        await UntilAsync(host, async () => (await StatusAsync(client)) == HttpStatusCode.Unauthorized);
        Assert.Equal(["token.created", "token.revoked"], (await host.LedgerAsync()).Select(e => e.Type).Where(t => t.StartsWith("token.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Token_AfterItsEnd_IsRefused()
    {
        await using var host = await IdentityHost.StartAsync();
        var made = await host.TokenAsync(expires: host.Time.GetUtcNow().AddDays(90), scopes: "read");
        host.Time.Advance(TimeSpan.FromSeconds(1));
        using var client = host.Client(made.Token);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client));

        host.Time.Advance(TimeSpan.FromDays(90) - TimeSpan.FromSeconds(1));

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client));
    }

    [Fact]
    public async Task Token_ChangedInOneLetter_IsRefusedAndRecordedOnceAMinute()
    {
        await using var host = await IdentityHost.StartAsync();
        var made = await host.TokenAsync(scopes: "read");
        host.Time.Advance(TimeSpan.FromSeconds(1));
        using var client = host.Client(made.Token[..^1] + (made.Token[^1] == '0' ? '1' : '0'));

        for (var i = 0; i < 3; i++) await client.GetAsync("/api/v1/session", Cancel).RefusedAsync(HttpStatusCode.Unauthorized, "credential");
        Assert.Equal(1, Assert.Single(await host.LedgerAsync("access.refused")).Payload.GetProperty("times").GetInt64());
        await host.Get<RefusalRecorder>().FlushAsync(Cancel);

        Assert.Equal([1, 2], (await host.LedgerAsync("access.refused")).Select(e => e.Payload.GetProperty("times").GetInt64()).Order());
        await host.Get<RefusalRecorder>().FlushAsync(Cancel);
        await client.GetAsync("/api/v1/session", Cancel).RefusedAsync(HttpStatusCode.Unauthorized, "credential");
        Assert.Equal(3, (await host.LedgerAsync("access.refused")).Count);
    }

    [Fact]
    public async Task Token_ForWhatItIsNotMade_IsRefusedAndRecorded()
    {
        await using var host = await IdentityHost.StartAsync();
        var made = await host.TokenAsync(scopes: "read");
        host.Time.Advance(TimeSpan.FromSeconds(1));
        using var client = host.Client(made.Token);

        await client.GetAsync("/api/v1/users", Cancel).RefusedAsync(HttpStatusCode.Forbidden, "forbidden");

        var entry = Assert.Single(await host.LedgerAsync("access.refused"));
        Assert.Equal("token:" + made.Info.Id, entry.Actor);
        Assert.Equal("UsersRead", entry.Payload.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Create_MoreThanTheMakerHas_IsRefused()
    {
        await using var host = await IdentityHost.StartAsync();
        var maker = new Actor { Kind = ActorKind.Token, Id = "0197a1b2-0000-7000-8000-000000000001", Name = "maker", Permissions = new HashSet<Permission> { Permission.TokensWrite } };
        var store = host.Get<TokenStore>();

        var read = await store.HandleAsync(new CreateToken { Name = "x", Scopes = ["read"] }, maker, Cancel);
        var ingest = await store.HandleAsync(new CreateToken { Name = "x", Scopes = ["ingest"] }, maker, Cancel);

        Assert.Equal("forbidden", read.Error?.Code);
        Assert.Null(ingest.Error);
    }

    [Theory]
    [InlineData("", "ingest")]
    [InlineData("x", "everything")]
    [InlineData("x")]
    public async Task Create_BadRequest_IsRefused(string name, params string[] scopes)
    {
        await using var host = await IdentityHost.StartAsync();

        var made = await host.Get<TokenStore>().HandleAsync(new CreateToken { Name = name, Scopes = scopes }, Actor.System, Cancel);

        Assert.Equal("invalid", made.Error?.Code);
    }

    [Fact]
    public async Task LastUse_IsWrittenBehind_ToTheMinute()
    {
        await using var host = await IdentityHost.StartAsync();
        var made = await host.TokenAsync(scopes: "admin");
        host.Time.Advance(TimeSpan.FromSeconds(70));
        using var client = host.Client(made.Token);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client));

        DateTimeOffset? used = null;
        await UntilAsync(host, async () =>
        {
            var list = await client.GetAsync("/api/v1/tokens", Cancel).OkAsync();
            used = list.GetProperty("items")[0].TryGetProperty("lastUsed", out var last) && last.ValueKind != System.Text.Json.JsonValueKind.Null ? last.GetDateTimeOffset() : null;
            return used is not null;
        });

        // The clock goes on while the answer is waited for.
        Assert.InRange(used!.Value, new DateTimeOffset(2026, 11, 25, 8, 1, 0, TimeSpan.Zero), host.Time.GetUtcNow());
        Assert.Equal(0, used.Value.Ticks % TimeSpan.TicksPerMinute);
    }

    [Fact]
    public async Task State_HoldsNoSecret()
    {
        await using var host = await IdentityHost.StartAsync();
        var made = await host.TokenAsync(scopes: "read");
        var secret = made.Token.Split('_')[2];

        var kept = await host.State.ReadAsync(s => s.FirstAsync("SELECT secret_hash FROM api_token", r => r.GetFieldValue<byte[]>(0), Cancel), Cancel);

        Assert.Equal(64, secret.Length);
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(secret)), kept);
    }

    [Theory]
    [InlineData("Bearer TOKEN", "TOKEN")]
    [InlineData("bearer  TOKEN", "TOKEN")]
    [InlineData("Splunk TOKEN", "TOKEN")]
    [InlineData("Basic dXNlcjpUT0tFTg==", "TOKEN")]
    [InlineData("ApiKey aWQ6VE9LRU4=", "TOKEN")]
    [InlineData("ApiKey TOKEN", "TOKEN")]
    [InlineData("Digest TOKEN", null)]
    [InlineData("TOKEN", null)]
    public void Header_OfEachKindOfSender_GivesTheToken(string header, string? expected) => Assert.Equal(expected, Credentials.TokenOf(header));

    [Fact]
    public async Task LocalCredential_OfThisServer_MayDoEverything()
    {
        await using var host = await IdentityHost.StartAsync();
        using var right = host.Client(host.Get<LocalCredential>().Token);
        using var wrong = host.Client(new LocalCredential().Token);

        Assert.Equal("system", (await right.GetAsync("/api/v1/session", Cancel).OkAsync()).GetProperty("kind").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(wrong));
    }

    [Fact]
    public async Task TokenAndCookieTogether_TheTokenCounts()
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Root");
        using var browser = await host.SignedInAsync("Root");
        var made = await host.TokenAsync(scopes: "ingest");
        host.Time.Advance(TimeSpan.FromSeconds(1));
        browser.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made.Token);

        await browser.GetAsync("/api/v1/users").RefusedAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/api/v1/session", Cancel);
        return answer.StatusCode;
    }

    /// <summary>Moves the clock on, step by step, and leaves the work that this sets off the time it takes.</summary>
    private static async Task UntilAsync(IdentityHost host, Func<Task<bool>> condition)
    {
        for (var i = 0; i < 600; i++)
        {
            if (await condition()) return;
            host.Time.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Delay(20, Cancel);
        }

        Assert.Fail("it never came to be");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
