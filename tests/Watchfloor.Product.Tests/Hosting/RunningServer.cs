using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Contracts.Identity;
using Watchfloor.Platform;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Identity;
using Watchfloor.Platform.Secrets.Certificates;
using Watchfloor.Serve;

namespace Watchfloor.Product.Tests.Hosting;

/// <summary>A server in this process over a fresh data directory, reached through HTTP like any other.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly Server _server;
    private readonly DirectoryInfo? _folder;

    private RunningServer(Server server, DirectoryInfo? folder)
    {
        _server = server;
        _folder = folder;
        Http = Client();
        Owner = Client();
        Owner.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Services.GetRequiredService<LocalCredential>().Token);
    }

    /// <summary>A client that has not signed in.</summary>
    public HttpClient Http { get; }

    /// <summary>A client with the rights of the machine's owner.</summary>
    public HttpClient Owner { get; }

    /// <summary>The parts, for what HTTP cannot reach.</summary>
    public IServiceProvider Services => _server.Services;

    /// <summary>The data directory.</summary>
    public string Data => Services.GetRequiredService<DataDirectory>().Root;

    /// <summary>Where others reach it: over TLS when it listens for that.</summary>
    public Uri PublicAddress => Services.GetRequiredService<ServerAddresses>().Public;

    /// <summary>Starts a server.</summary>
    /// <param name="change">Changes the options.</param>
    /// <param name="data">A data directory to use and to keep; null: a fresh one.</param>
    /// <param name="time">Its clock; null: the system's.</param>
    public static async Task<RunningServer> StartAsync(Func<ServerOptions, ServerOptions>? change = null, string? data = null, TimeProvider? time = null)
    {
        var folder = data is null ? Directory.CreateTempSubdirectory("watchfloor-") : null;
        var options = new ServerOptions { Data = data ?? folder!.FullName, Listen = "127.0.0.1:0" };
        return new RunningServer(await Server.StartAsync(change?.Invoke(options) ?? options, time ?? TimeProvider.System, TestContext.Current.CancellationToken), folder);
    }

    /// <summary>A fresh token.</summary>
    public async Task<string> TokenAsync(params string[] scopes)
    {
        var request = new CreateToken { Name = "test", Scopes = scopes };
        using var answer = await Owner.PostAsJsonAsync("/api/v1/tokens", request, TokensJson.Default.CreateToken, TestContext.Current.CancellationToken);
        return (await answer.Content.ReadFromJsonAsync(TokensJson.Default.NewToken, TestContext.Current.CancellationToken))!.Token;
    }

    /// <summary>A client that shows a fresh token.</summary>
    public async Task<HttpClient> ClientAsync(params string[] scopes)
    {
        var client = Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(scopes));
        return client;
    }

    /// <summary>A client that a user has signed in with, and that may change things.</summary>
    public async Task<HttpClient> SignedInAsync(string name, string password)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = _server.Address };
        var request = new SignIn { Name = name, Password = password };
        using var answer = await client.PostAsJsonAsync("/api/v1/session", request, SessionsJson.Default.SignIn, TestContext.Current.CancellationToken);
        var session = await answer.Content.ReadFromJsonAsync(SessionsJson.Default.CurrentSession, TestContext.Current.CancellationToken);
        client.DefaultRequestHeaders.Add("Watchfloor-Session", session!.AntiForgery);
        return client;
    }

    /// <summary>A client over TLS that trusts the certificates of a file.</summary>
    /// <param name="trust">The file; null: only those of the machine.</param>
    public HttpClient TlsClient(string? trust)
    {
        var trusted = ServerTrust.From(trust);
        var handler = new SocketsHttpHandler { UseCookies = false, SslOptions = { RemoteCertificateValidationCallback = (_, certificate, chain, errors) => trusted.Holds(certificate, chain, errors) } };
        return new HttpClient(handler) { BaseAddress = PublicAddress };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Owner.Dispose();
        await _server.DisposeAsync();
        _folder?.Delete(recursive: true);
    }

    private HttpClient Client() => new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = _server.Address };
}
