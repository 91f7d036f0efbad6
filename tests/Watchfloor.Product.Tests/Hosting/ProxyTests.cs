using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Health;
using Watchfloor.Contracts.Monitoring;
using Watchfloor.Engine.Tests;
using Watchfloor.Platform.Identity.Users;
using Watchfloor.Product.Tests.Identity;
using Watchfloor.Serve;

namespace Watchfloor.Product.Tests.Hosting;

/// <summary>What a proxy says of its callers, believed and not believed. The test stands where the proxy would.</summary>
public sealed class ProxyTests
{
    private const int AttemptsPerMinute = 20;

    [Theory]
    [InlineData("127.0.0.0/8", "203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.1", "2001:db8::7", "2001:db8::7")]
    [InlineData("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7")] // What the caller himself sent stands in front.
    [InlineData("127.0.0.1 10.0.0.0/8", "203.0.113.7, 10.9.9.9", "203.0.113.7")]
    [InlineData("10.0.0.0/8", "203.0.113.7", "127.0.0.1")]
    [InlineData("", "203.0.113.7", "127.0.0.1")]
    public async Task Address_InTheLedger_IsTheCallersWhenTheProxyIsTrusted(string trusted, string forwarded, string expected)
    {
        await using var server = await StartAsync(trusted);
        using var request = Request(HttpMethod.Get, "/api/v1/users", forwarded);
        request.Headers.Authorization = new("Bearer", "wrong");

        using var answer = await server.Http.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        await Eventually.TrueAsync(async () => (await RefusedFromAsync(server)).Count > 0);
        Assert.Equal(expected, Assert.Single(await RefusedFromAsync(server)));
    }

    [Theory]
    [InlineData("127.0.0.1", "for=203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.1", "For=\"[2001:db8::7]:4711\";proto=https", "2001:db8::7")]
    [InlineData("127.0.0.1", "for=\"203.0.113.7:80\"; by=10.0.0.1 ;host=\"a,b;c\"", "203.0.113.7")]
    [InlineData("127.0.0.1", "for=198.51.100.1, for=203.0.113.7;proto=http", "203.0.113.7")]
    [InlineData("127.0.0.1 10.0.0.0/8", "for=203.0.113.7,for=10.9.9.9", "203.0.113.7")]
    [InlineData("127.0.0.1 10.0.0.0/8", "for=unknown, for=10.9.9.9", "10.9.9.9")]
    [InlineData("127.0.0.1", "for=_hidden", "127.0.0.1")]
    [InlineData("127.0.0.1", "for=\"203.0.113.7", "127.0.0.1")]
    [InlineData("127.0.0.1", "203.0.113.7", "127.0.0.1")]
    [InlineData("127.0.0.1", "for=203.0.113.7 proto=https", "127.0.0.1")]
    [InlineData("10.0.0.0/8", "for=203.0.113.7", "127.0.0.1")]
    [InlineData("", "for=203.0.113.7", "127.0.0.1")]
    public async Task Address_ByTheHeaderForwarded_IsTheCallersWhenTheProxyIsTrusted(string trusted, string forwarded, string expected)
    {
        await using var server = await StartAsync(trusted, ProxyHeader.Forwarded);
        // The other header is whoever's who wrote it.
        using var request = Request(HttpMethod.Get, "/api/v1/users", "192.0.2.99");
        request.Headers.TryAddWithoutValidation("Forwarded", forwarded);
        request.Headers.Authorization = new("Bearer", "wrong");

        using var answer = await server.Http.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        await Eventually.TrueAsync(async () => (await RefusedFromAsync(server)).Count > 0);
        Assert.Equal(expected, Assert.Single(await RefusedFromAsync(server)));
    }

    [Fact]
    public async Task Address_ByTheHeaderForwarded_IsNotBelievedUnlessItIsChosen()
    {
        await using var server = await StartAsync("127.0.0.1");
        using var request = Request(HttpMethod.Get, "/api/v1/users", "203.0.113.7");
        request.Headers.TryAddWithoutValidation("Forwarded", "for=192.0.2.99");
        request.Headers.Authorization = new("Bearer", "wrong");

        using var answer = await server.Http.SendAsync(request, Cancel);

        await Eventually.TrueAsync(async () => (await RefusedFromAsync(server)).Count > 0);
        Assert.Equal("203.0.113.7", Assert.Single(await RefusedFromAsync(server)));
    }

    [Theory]
    [InlineData("for=203.0.113.7;proto=HTTPS", true)]
    [InlineData("for=203.0.113.7;proto=http", false)]
    [InlineData("for=203.0.113.7;proto=ftp", false)]
    public async Task Cookie_ByTheHeaderForwarded_IsSecureWhenItSaysTls(string forwarded, bool expected)
    {
        await using var server = await StartAsync("127.0.0.1", ProxyHeader.Forwarded);
        Assert.Null((await server.Services.GetRequiredService<UserStore>().CreateAsync("Root", IdentityHost.Password, [Roles.Administrator], Actor.System, Cancel)).Error);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/session") { Content = JsonContent.Create(new { name = "Root", password = IdentityHost.Password }) };
        request.Headers.TryAddWithoutValidation("Forwarded", forwarded);

        using var answer = await server.Http.SendAsync(request, Cancel);

        Assert.Equal(expected, Assert.Single(answer.Headers.GetValues("Set-Cookie")).StartsWith("__Host-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Attempts_ThroughATrustedProxy_CountForEachCaller()
    {
        await using var server = await StartAsync("127.0.0.1");

        for (var i = 0; i < AttemptsPerMinute; i++) Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(server, "203.0.113.7"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await SignInAsync(server, "203.0.113.7"));
        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(server, "203.0.113.8"));
    }

    [Fact]
    public async Task Attempts_WithAHeaderOfNobodyTrusted_CountForTheSender()
    {
        await using var server = await StartAsync("10.0.0.0/8");

        for (var i = 0; i < AttemptsPerMinute; i++) Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(server, "203.0.113." + i));

        Assert.Equal(HttpStatusCode.TooManyRequests, await SignInAsync(server, "203.0.113.99"));
    }

    [Theory]
    [InlineData("127.0.0.1", "https", true)]
    [InlineData("127.0.0.1", "http", false)]
    [InlineData("10.0.0.0/8", "https", false)]
    [InlineData("", "https", false)]
    public async Task Cookie_IsSecureWhenATrustedProxySaysTls(string trusted, string scheme, bool expected)
    {
        await using var server = await StartAsync(trusted);
        Assert.Null((await server.Services.GetRequiredService<UserStore>().CreateAsync("Root", IdentityHost.Password, [Roles.Administrator], Actor.System, Cancel)).Error);
        using var request = Request(HttpMethod.Post, "/api/v1/session", "203.0.113.7", scheme);
        request.Content = JsonContent.Create(new { name = "Root", password = IdentityHost.Password });

        using var answer = await server.Http.SendAsync(request, Cancel);

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Equal((expected, expected), (cookie.StartsWith("__Host-", StringComparison.Ordinal), cookie.Contains("; secure", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Recipes_ThroughATrustedProxy_NameItsAddress()
    {
        await using var server = await StartAsync("127.0.0.1");
        using var request = Request(HttpMethod.Post, "/api/v1/sources", "203.0.113.7", "https");
        request.Headers.Host = "soc.example.org";
        request.Headers.Authorization = server.Owner.DefaultRequestHeaders.Authorization;
        request.Content = JsonContent.Create(new AddSource { Name = "web", Kind = "http", Settings = new(), Address = "" }, SourcesJson.Default.AddSource);

        using var answer = await server.Http.SendAsync(request, Cancel);

        Assert.Contains("https://soc.example.org/api/v1/ingest", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListeningForAProxy_IsNoWarning()
    {
        await using var server = await RunningServer.StartAsync(o => o with { Listen = "0.0.0.0:0", TrustedProxies = [IPNetwork.Parse("10.0.0.0/8")] });

        var report = await server.Owner.GetFromJsonAsync("/api/v1/health", HealthJson.Default.HealthReport, Cancel);

        Assert.Equal(HealthStatus.Good, report!.Parts.Single(p => p.Name == "http").Status);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Task<RunningServer> StartAsync(string trusted, ProxyHeader header = ProxyHeader.XForwarded) => RunningServer.StartAsync(o => o with
    {
        ProxyHeader = header,
        TrustedProxies = [.. trusted.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => n.Contains('/', StringComparison.Ordinal) ? IPNetwork.Parse(n) : new IPNetwork(IPAddress.Parse(n), 32))],
    });

    private static HttpRequestMessage Request(HttpMethod method, string path, string forwarded, string scheme = "https") =>
        new(method, path) { Headers = { { "X-Forwarded-For", forwarded }, { "X-Forwarded-Proto", scheme } } };

    private static async Task<HttpStatusCode> SignInAsync(RunningServer server, string forwarded)
    {
        using var request = Request(HttpMethod.Post, "/api/v1/session", forwarded);
        request.Content = JsonContent.Create(new { name = "nobody", password = "not the password" });
        using var answer = await server.Http.SendAsync(request, Cancel);
        return answer.StatusCode;
    }

    /// <summary>From where requests were refused, by the ledger.</summary>
    private static async Task<List<string>> RefusedFromAsync(RunningServer server)
    {
        var entries = await server.Owner.GetFromJsonAsync<JsonElement>("/api/v1/ledger?limit=1000", Cancel);
        return
        [
            .. entries.GetProperty("items").EnumerateArray().Where(e => e.GetProperty("type").GetString() == "access.refused")
                .Select(e => e.GetProperty("payload").GetProperty("address").GetString()!),
        ];
    }
}
