using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Analysis;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Requests;
using Watchfloor.Monitoring;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Identity;
using Watchfloor.Platform.Identity.Users;
using Watchfloor.Product.Tests.Hosting;
using Watchfloor.Product.Tests.Identity;

namespace Watchfloor.Product.Tests.Access;

/// <summary>Nobody comes in where he must not: every endpoint and every request of the whole server, found and not listed by hand.</summary>
public sealed class AccessTests
{
    /// <summary>Whoever adds a line here opens something to everybody who can reach the server.</summary>
    private static readonly HashSet<string> _openRoutes =
    [
        "GET /healthz/live", "GET /healthz/ready",
        "GET /services/collector/health", "GET /services/collector/health/1.0",
        "POST /api/v1/session/", "POST /api/v1/invitations/accept", "GET /api/v1/setup/", "POST /api/v1/setup/",
        "GET /", "GET /sign-in", "POST /sign-in", "GET /setup", "POST /setup", "GET /invitation", "POST /invitation",
    ];

    private static readonly HashSet<string> _openRequests = ["SignIn", "AcceptInvitation", "GetSetup", "CreateFirstAdministrator"];

    [Fact]
    public async Task Endpoints_OfTheWholeServer_RefuseWhoeverMayNot()
    {
        await using var server = await RunningServer.StartAsync();
        var endpoints = server.Services.GetRequiredService<EndpointDataSource>().Endpoints;
        Assert.True(endpoints.Count > 40, $"only {endpoints.Count} endpoints were found");
        using var nobody = await StaffAsync(server);
        var scopes = new Dictionary<string, HttpClient>(StringComparer.Ordinal);
        foreach (var scope in Scopes.All.Keys) scopes[scope] = await server.ClientAsync(scope);

        var breaches = await new EndpointProof(_openRoutes, server.Http, nobody, scopes).BreachesAsync(endpoints);

        foreach (var client in scopes.Values) client.Dispose();
        Assert.Empty(breaches);
    }

    [Fact]
    public async Task Requests_OfEveryRoom_RefuseWhoeverMayNot()
    {
        await using var server = await RunningServer.StartAsync();
        var types = RequestProof.TypesIn([typeof(IRequests).Assembly, typeof(IdentityRoom).Assembly, typeof(AnalysisRoom).Assembly, typeof(MonitoringRoom).Assembly, typeof(Serve.Server).Assembly]);
        Assert.True(types.Count > 25, $"only {types.Count} types of requests were found");

        Assert.Empty(await new RequestProof(_openRequests, server.Services.GetRequiredService<IRequests>()).BreachesAsync(types));
        Assert.Empty(types.Where(t => server.Services.GetService(typeof(IRequestHandler<,>).MakeGenericType(t.Request, t.Answer)) is null).Select(t => t.Request.Name + " has no handler"));
    }

    [Fact]
    public async Task EndpointsLeftOpen_AreFound()
    {
        await using var host = await IdentityHost.StartAsync(map: e =>
        {
            e.MapGet("/forgotten", () => "open");
            e.MapGet("/unlisted", () => "open").RequirePermission(Permission.Anonymous);
            e.MapGet("/careless", () => "open").ChecksPermission(Permission.UsersRead);
            e.MapGet("/half", (HttpContext context) => context.Actor().Kind == ActorKind.Anonymous ? Results.Unauthorized() : Results.Ok()).ChecksPermission(Permission.UsersRead);
        });
        await host.UserAsync("Nobody", "staff");
        using var anonymous = host.Browser();
        using var nobody = await host.SignedInAsync("Nobody");
        using var reader = host.Client((await host.TokenAsync(scopes: "read")).Token);
        host.Time.Advance(TimeSpan.FromSeconds(1));

        var endpoints = host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(e => !e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal));
        var breaches = await new EndpointProof(_openRoutes, anonymous.Http, nobody.Http, new Dictionary<string, HttpClient> { ["read"] = reader }).BreachesAsync(endpoints);

        Assert.Equal(
            [
                "GET /careless answers a person of the wrong role with 200 instead of 403",
                "GET /careless answers a token of the scope read with 200 instead of 403",
                "GET /careless answers somebody who has not signed in with 200 instead of 401",
                "GET /forgotten does not say who may use it",
                "GET /half answers a person of the wrong role with 200 instead of 403",
                "GET /half answers a token of the scope read with 200 instead of 403",
                "GET /unlisted is open to everybody and not in the list of those that may be",
            ],
            breaches.Order(StringComparer.Ordinal));
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, await nobody.StatusAsync("/forgotten"));
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, await anonymous.StatusAsync("/forgotten"));
    }

    [Fact]
    public async Task RequestsLeftOpen_AreFound()
    {
        var breaches = await new RequestProof(_openRequests, new CarelessRequests()).BreachesAsync(RequestProof.TypesIn([typeof(AccessTests).Assembly]).Where(t => t.Request.DeclaringType == typeof(AccessTests)));

        Assert.Equal(4, breaches.Count);
        Assert.Equal(3, breaches.Count(b => b.StartsWith(nameof(GuardedRequest), StringComparison.Ordinal)));
        Assert.Single(breaches, b => b.StartsWith(nameof(UnlistedRequest), StringComparison.Ordinal));
    }

    private static async Task<HttpClient> StaffAsync(RunningServer server)
    {
        var made = await server.Services.GetRequiredService<UserStore>().CreateAsync("Nobody", IdentityHost.Password, ["staff"], Actor.System, TestContext.Current.CancellationToken);
        Assert.Null(made.Error);
        return await server.SignedInAsync("Nobody", IdentityHost.Password);
    }

    private sealed class GuardedRequest : IRequest<Done>
    {
        public static Permission Needs => Permission.SystemWrite;
    }

    private sealed class UnlistedRequest : IRequest<Done>
    {
        public static Permission Needs => Permission.Anonymous;
    }

    /// <summary>What a dispatcher would be that forgot to look.</summary>
    private sealed class CarelessRequests : IRequests
    {
        public Task<Result<TAnswer>> SendAsync<TRequest, TAnswer>(TRequest request, Actor actor, CancellationToken cancellation)
            where TRequest : IRequest<TAnswer> => Task.FromResult<Result<TAnswer>>(default(TAnswer)!);
    }
}
