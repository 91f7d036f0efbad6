using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Contracts.Access;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Access.Http.Idempotency;
using Watchfloor.Platform.Identity.Totp;
using Watchfloor.Platform.Identity.Users;
using Watchfloor.Product.Tests.Hosting;
using Watchfloor.Product.Tests.Identity;

namespace Watchfloor.Product.Tests.Access;

/// <summary>Whatever makes something can be asked for twice and makes it once: every endpoint of the whole server, found and not listed by hand.</summary>
public sealed class CreateTests
{
    /// <summary>What is posted and makes nothing, or can do so only once by itself.</summary>
    private static readonly Dictionary<string, string> _others = new(StringComparer.Ordinal)
    {
        ["query"] = "only reads",
        ["ingest"] = "Watchfloor-Batch-Id does this for events",
        ["signIn"] = "a session more does no harm, and who signs in is nobody yet",
        ["acceptInvitation"] = "the link holds once",
        ["createFirstAdministrator"] = "the link holds once",
        ["removeTotp"] = "takes away",
        ["unlockUser"] = "is so afterwards, however often it is sent",
        ["retryDeadLetter"] = "is so afterwards, however often it is sent",
        ["skipDeadLetter"] = "is so afterwards, however often it is sent",
        ["erasePerson"] = "takes away",
    };

    [Fact]
    public async Task Posts_OfTheWholeServer_MakeThingsOnce()
    {
        await using var server = await RunningServer.StartAsync();
        Assert.Null((await server.Services.GetRequiredService<UserStore>().CreateAsync("Root", IdentityHost.Password, [Roles.Administrator], Actor.System, Cancel)).Error);
        using var root = await server.SignedInAsync("Root", IdentityHost.Password);
        var endpoints = server.Services.GetRequiredService<EndpointDataSource>().Endpoints;
        Assert.Empty(Careless(endpoints));
        var creates = Posts(endpoints).Where(TakesKey).Select(NameOf).ToHashSet(StringComparer.Ordinal);

        string source = "", secret = "";
        foreach (var (name, path, body) in new (string, Func<string>, Func<object>)[]
        {
            ("createToken", () => "/api/v1/tokens", () => new { name = "t", scopes = new[] { "read" } }),
            ("createInvitation", () => "/api/v1/invitations", () => new { roles = new[] { "analyst" } }),
            ("addSource", () => "/api/v1/sources", () => new { name = "web", kind = "http" }),
            ("rotateSource", () => $"/api/v1/sources/{source}/rotate", () => new { graceHours = 1 }),
            ("placeHold", () => "/api/v1/holds", () => new { name = "case", reason = "the court asks", from = DateTimeOffset.UnixEpoch, to = DateTimeOffset.UnixEpoch.AddDays(1) }),
            ("enrolTotp", () => "/api/v1/session/totp", () => new { password = IdentityHost.Password }),
            ("confirmTotp", () => "/api/v1/session/totp/confirm", () => new { code = TotpCode.Of(FromBase32(secret), TotpCode.StepOf(TimeProvider.System.GetUtcNow())) }),
        })
        {
            Assert.True(creates.Remove(name), name + " takes no Idempotency-Key");
            var sent = JsonSerializer.Serialize(body());
            using var first = await SendAsync(root, path(), sent, name);
            using var second = await SendAsync(root, path(), sent, name);

            var text = await first.Content.ReadAsStringAsync(Cancel);
            Assert.True(first.IsSuccessStatusCode, $"{name}: {first.StatusCode} {text}");
            Assert.Equal((first.StatusCode, text, true), (second.StatusCode, await second.Content.ReadAsStringAsync(Cancel), second.Headers.Contains("Idempotency-Replayed")));
            var answer = JsonDocument.Parse(text).RootElement;
            if (name == "addSource") source = answer.GetProperty("source").GetProperty("id").GetString()!;
            if (name == "enrolTotp") secret = answer.GetProperty("secret").GetString()!;
        }

        Assert.True(creates.Count == 0, "this test does not send " + string.Join(", ", creates));
    }

    [Fact]
    public async Task CreateWithoutAKey_IsFound()
    {
        await using var host = await IdentityHost.StartAsync(map: e =>
        {
            e.MapPost("/api/v1/forgotten", () => "made").RequirePermission(Permission.TokensWrite).WithName("makeSomething");
            e.MapPost("/api/v1/careful", () => "made").RequirePermission(Permission.TokensWrite).WithName("makeMore").TakesIdempotencyKey();
        });

        Assert.Equal(["makeSomething makes something and takes no Idempotency-Key"], Careless(host.Get<EndpointDataSource>().Endpoints));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static IEnumerable<string> Careless(IEnumerable<Endpoint> endpoints) =>
        Posts(endpoints).Where(e => !TakesKey(e) && !_others.ContainsKey(NameOf(e))).Select(e => NameOf(e) + " makes something and takes no Idempotency-Key");

    private static IEnumerable<RouteEndpoint> Posts(IEnumerable<Endpoint> endpoints) => endpoints.OfType<RouteEndpoint>()
        .Where(e => e.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal) && e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("POST") == true);

    private static bool TakesKey(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IdempotentEndpoint>() is not null;

    private static string NameOf(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? endpoint.DisplayName ?? "";

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string path, string body, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Headers = { { "Idempotency-Key", key } } };
        return await client.SendAsync(request, Cancel);
    }

    /// <summary>RFC 4648 §6.</summary>
    private static byte[] FromBase32(string text)
    {
        var bytes = new List<byte>();
        var (bits, count) = (0, 0);
        foreach (var c in text)
        {
            (bits, count) = ((bits << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), count + 5);
            if (count < 8) continue;
            count -= 8;
            bytes.Add((byte)(bits >> count));
            bits &= (1 << count) - 1;
        }

        return [.. bytes];
    }
}
