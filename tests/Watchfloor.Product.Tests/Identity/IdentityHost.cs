using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Identity;
using Watchfloor.Platform;
using Watchfloor.Platform.Access;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Identity;
using Watchfloor.Platform.Identity.Tokens;
using Watchfloor.Platform.Identity.Users;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;
using Watchfloor.Platform.Tests.State;

namespace Watchfloor.Product.Tests.Identity;

/// <summary>The room of identity behind a real listener, over either database and with a clock that the test moves.</summary>
internal sealed class IdentityHost : IAsyncDisposable
{
    public const string Password = "seven green bottles";

    private readonly WebApplication _web;
    private readonly StateFixture _state;
    private readonly DirectoryInfo _folder;
    private readonly DataDirectory _data;

    private IdentityHost(WebApplication web, StateFixture state, DirectoryInfo folder, DataDirectory data, FakeTimeProvider time)
    {
        _web = web;
        _state = state;
        _folder = folder;
        _data = data;
        Time = time;
        Address = new Uri(web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public FakeTimeProvider Time { get; }

    public Uri Address { get; }

    public StateDatabase State => _state.Database;

    public static async Task<IdentityHost> StartAsync(StateKind kind = StateKind.Sqlite, IdentityOptions? options = null, Action<IEndpointRouteBuilder>? map = null)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 8, 0, 0, TimeSpan.Zero));
        var state = await StateFixture.OpenAsync(kind, [.. PlatformSchemas.All, IdentityRoom.Schema]);
        var folder = Directory.CreateTempSubdirectory("watchfloor-identity-");
        var data = DataDirectory.Open(folder.FullName);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(time).AddSingleton(data).AddSingleton(state.Database).AddSingleton<ILedgerWriter>(new LedgerWriter(time));
        // Tests try more often than people: what bounds attempts has tests of its own.
        builder.Services.AddRequests().AddIdentity(options ?? new IdentityOptions { AttemptsPerMinute = 1_000 });
        var web = builder.Build();
        web.UseSecurityHeaders();
        web.UseRetryAfter();
        web.UseRouting();
        web.UseWatchfloorAuthentication();
        web.MapIdentity();
        map?.Invoke(web);
        await web.StartAsync(TestContext.Current.CancellationToken);
        return new IdentityHost(web, state, folder, data, time);
    }

    public T Get<T>()
        where T : notnull => _web.Services.GetRequiredService<T>();

    /// <summary>The state as the command line beside the server opens it.</summary>
    public Task<StateDatabase> OpenAgainAsync() => _state.OpenAgainAsync([.. PlatformSchemas.All, IdentityRoom.Schema]);

    /// <summary>Makes a user, with the password of all tests.</summary>
    public async Task<string> UserAsync(string name, params string[] roles) =>
        (await Get<UserStore>().CreateAsync(name, Password, roles.Length == 0 ? [Roles.Administrator] : roles, Actor.System, Cancel)).Value;

    /// <summary>A client that shows a token.</summary>
    public HttpClient Client(string token)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A token that has just been made.</summary>
    public async Task<NewToken> TokenAsync(string? sourceId = null, DateTimeOffset? expires = null, params string[] scopes)
    {
        var request = new CreateToken { Name = "test", Scopes = scopes, SourceId = sourceId, Expires = expires };
        return (await Get<TokenStore>().HandleAsync(request, Actor.System, Cancel)).Value;
    }

    /// <summary>A browser that nobody has signed in with.</summary>
    public Browser Browser() => new(this);

    /// <summary>A browser that a user has signed in with.</summary>
    public async Task<Browser> SignedInAsync(string name, string password = Password, string? code = null)
    {
        var browser = Browser();
        using var answer = await browser.SignInAsync(name, password, code);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return browser;
    }

    /// <summary>The types of all ledger entries about a subject, or of all, oldest first, each with its payload.</summary>
    public Task<List<(string Type, string Actor, JsonElement Payload, string? Person)>> LedgerAsync(string? type = null) => State.ReadAsync(
        s => s.QueryAsync(
            "SELECT e.type, e.actor, p.payload, p.person_id FROM ledger_entry e JOIN ledger_payload p ON p.entry_id = e.id WHERE @type = '' OR e.type = @type ORDER BY e.at, e.id",
            r => (r.Text("type"), r.Text("actor"), JsonDocument.Parse(r.Text("payload")).RootElement.Clone(), r.TextOrNull("person_id")),
            Cancel,
            ("type", type ?? "")),
        Cancel);

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
        await _state.DisposeAsync();
        _data.Dispose();
        _folder.Delete(recursive: true);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}

/// <summary>What a browser or a program does: keeps cookies, shows the anti-forgery proof, follows nothing by itself.</summary>
internal sealed class Browser : IDisposable
{
    public Browser(IdentityHost host)
    {
        Cookies = new CookieContainer();
        Http = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = host.Address };
    }

    public HttpClient Http { get; }

    public CookieContainer Cookies { get; }

    /// <summary>The proof that is sent with what changes something; null: none.</summary>
    public string? Proof { get; set; }

    public async Task<HttpResponseMessage> SignInAsync(string name, string password, string? code = null)
    {
        var answer = await Http.PostAsJsonAsync("/api/v1/session", new { name, password, code }, Cancel);
        if (answer.IsSuccessStatusCode) Proof = (await answer.Content.ReadFromJsonAsync(SessionsJson.Default.CurrentSession, Cancel))!.AntiForgery;
        return answer;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType());
        if (Proof is not null) request.Headers.Add("Watchfloor-Session", Proof);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await Http.SendAsync(request, Cancel);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => Http.GetAsync(path, Cancel);

    public Task<HttpResponseMessage> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, body);

    public async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var answer = await GetAsync(path);
        return answer.StatusCode;
    }

    public void Dispose() => Http.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}

/// <summary>Reads answers.</summary>
internal static class Answers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
        }
    }

    /// <summary>Checks the status and the code of a refusal.</summary>
    public static async Task RefusedAsync(this Task<HttpResponseMessage> sending, HttpStatusCode status, string code)
    {
        var answer = await sending;
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, (await answer.JsonAsync()).GetProperty("code").GetString());
    }

    /// <summary>Checks the status.</summary>
    public static async Task<JsonElement> OkAsync(this Task<HttpResponseMessage> sending)
    {
        var answer = await sending;
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        return await answer.JsonAsync();
    }
}
