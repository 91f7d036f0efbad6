using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Watchfloor.Contracts.Access;
using Watchfloor.Monitoring;
using Watchfloor.Monitoring.Inputs.Elastic;
using Watchfloor.Monitoring.Sources;
using Watchfloor.Platform;
using Watchfloor.Platform.Access;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.Log;
using Watchfloor.Platform.Secrets.Certificates;
using Watchfloor.Platform.State;
using Watchfloor.Platform.Store.Retention;

namespace Watchfloor.Product.Tests.Inputs.Fakes;

/// <summary>
/// The HTTP inputs behind a real listener, over a log that the test controls. The token <c>sender</c> may send, <c>reader</c> may not,
/// <c>source-ID</c> may send for one source.
/// </summary>
internal sealed class InputHost : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly StateDatabase _state;
    private readonly DataDirectory _data;
    private readonly DirectoryInfo? _folder;

    private InputHost(WebApplication web, StateDatabase state, DataDirectory data, DirectoryInfo? folder, MemoryLog log, MemoryLedger ledger)
    {
        _web = web;
        _state = state;
        _data = data;
        _folder = folder;
        Log = log;
        Ledger = ledger;
        Address = new Uri(web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Address };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "sender");
    }

    public MemoryLog Log { get; }

    public MemoryLedger Ledger { get; }

    public Uri Address { get; }

    /// <summary>A client with the token <c>sender</c>.</summary>
    public HttpClient Http { get; }

    public IServiceProvider Services => _web.Services;

    public string Folder => _data.Root;

    public T Get<T>()
        where T : notnull => _web.Services.GetRequiredService<T>();

    public static async Task<InputHost> StartAsync(
        Action<MonitoringOptions>? change = null, TimeProvider? time = null, MemoryLog? log = null, string? data = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var folder = data is null ? Directory.CreateTempSubdirectory("watchfloor-inputs-") : null;
        var directory = DataDirectory.Open(data ?? folder!.FullName);
        var state = await StateDatabase.OpenAsync(Path.Combine(directory.State, "watchfloor.db"), [MonitoringRoom.Schema], cancellation);
        var options = new MonitoringOptions();
        change?.Invoke(options);
        log ??= new MemoryLog();
        var ledger = new MemoryLedger();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(time ?? TimeProvider.System).AddSingleton(directory).AddSingleton(state);
        builder.Services.AddSingleton<IEventLog>(log).AddSingleton<ILedgerWriter>(ledger).AddSingleton<ISourceTokens, MemoryTokens>();
        builder.Services.AddSingleton(new RetentionOptions { Classes = new Dictionary<string, RetentionRule> { ["long"] = new() { Days = 365 } } });
        builder.Services.AddRequests().AddCertificates(new CertificateOptions()).AddSingleton<ServerAddresses>().AddMonitoring(options);
        var web = builder.Build();
        web.Use(
            (context, next) =>
            {
                if (ActorOf(context.Request.Headers.Authorization.ToString()) is { } actor) context.SetActor(actor);
                return next(context);
            });
        web.UseElasticRoot().UseRouting();
        web.MapMonitoring();
        await web.StartAsync(cancellation);
        return new InputHost(web, state, directory, folder, log, ledger);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _web.StopAsync();
        await _web.DisposeAsync();
        await _state.DisposeAsync();
        _data.Dispose();
        _folder?.Delete(recursive: true);
    }

    private static Actor? ActorOf(string authorization)
    {
        var token = authorization.Split(' ')[^1];
        if (authorization.StartsWith("Basic ", StringComparison.Ordinal))
            token = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(token)).Split(':', 2)[^1];
        return token switch
        {
            "sender" => Token(Permission.EventsWrite),
            "reader" => Token(Permission.EventsRead),
            _ when token.StartsWith("source-", StringComparison.Ordinal) => Token(Permission.EventsWrite) with { SourceId = token["source-".Length..] },
            _ => null,
        };
    }

    private static Actor Token(Permission permission) =>
        new() { Kind = ActorKind.Token, Id = "01890000-0000-7000-8000-000000000001", Name = "test", Permissions = new HashSet<Permission> { permission } };
}
