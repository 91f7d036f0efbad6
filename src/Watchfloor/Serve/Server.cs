using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchfloor.Commands;
using Watchfloor.Diagnostics;
using Watchfloor.Events.Content;
using Watchfloor.Platform;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Identity;
using Watchfloor.Platform.Identity.Setup;
using Watchfloor.Platform.Pipeline;
using Watchfloor.Platform.State;

namespace Watchfloor.Serve;

/// <summary>A running server: the rooms put together over one data directory.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly DataDirectory _data;
    private readonly ServerOptions _options;

    private Server(WebApplication web, DataDirectory data, ServerOptions options)
    {
        _web = web;
        _data = data;
        _options = options;
    }

    /// <summary>Where commands on this machine reach it.</summary>
    public Uri Address => Addresses.Local;

    /// <summary>The parts.</summary>
    public IServiceProvider Services => _web.Services;

    private ServerAddresses Addresses => Services.GetRequiredService<ServerAddresses>();

    private string RunFile => Path.Combine(_data.Root, "run", "server.json");

    /// <summary>Starts a server. It is ready when this returns.</summary>
    /// <exception cref="SettingException">The user's mappings have mistakes.</exception>
    /// <exception cref="DataDirectoryException">The data directory cannot be used.</exception>
    /// <exception cref="StateException">The state database cannot be used.</exception>
    /// <exception cref="IOException">An address cannot be listened on, or a file cannot be read.</exception>
    public static async Task<Server> StartAsync(ServerOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var faults = new List<ContentFault>();
        var catalog = CatalogLoading.Load(options.Content, faults);
        // Events read by half a mapping would be judged wrongly in silence.
        if (faults.Count > 0) throw new SettingException(string.Join('\n', faults));
        var data = DataDirectory.Open(options.Data);
        try
        {
            data.Lock();
            var state = await StateDatabase.OpenAsync(options.State ?? Path.Combine(data.State, "watchfloor.db"), Rooms.Schemas, cancellation).ConfigureAwait(false);
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.ConfigureKestrel(k => Listeners.Configure(k, options));
            builder.Services.Configure<HostOptions>(h => h.ShutdownTimeout = TimeSpan.FromSeconds(30));
            builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning)
                .AddSimpleConsole(c => (c.SingleLine, c.UseUtcTimestamp, c.TimestampFormat) = (true, true, "yyyy-MM-ddTHH:mm:ss.fffZ "));
            builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(c => c.LogToStandardErrorThreshold = LogLevel.Trace);
            var log = new RecentLog(time);
            builder.Logging.AddProvider(log);
            builder.Services.AddSingleton(log).AddSingleton(time).AddSingleton(data).AddSingleton(state).AddSingleton(options);
            Rooms.AddServices(builder.Services, options, catalog, await PipelineServices.CursorAsync(state, cancellation).ConfigureAwait(false));
            var web = builder.Build();
            Rooms.MapEndpoints(web);
            await web.StartAsync(cancellation).ConfigureAwait(false);
            var server = new Server(web, data, options);
            server.WriteRunFile();
            return server;
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>Says where the server is and what to do first.</summary>
    public async Task GreetAsync(TextWriter output, CancellationToken cancellation)
    {
        List<string> lines = [$"Watchfloor is at {Addresses.Public}"];
        if (Listeners.InTheClear(_options) is { Count: > 0 } clear) lines.Add("WARNING: " + ListenHealth.Warning(clear));
        if (await Services.GetRequiredService<SetupLink>().MakeAsync(cancellation).ConfigureAwait(false) is { } link)
            lines.Add($"Make the first administrator, once, at {new Uri(Addresses.Public, link)}");
        var data = _options.Data == DefaultData.Path ? "" : " --data " + _options.Data;
        if (_options.SyslogUdp != ServerOptions.Off && IPEndPoint.TryParse(_options.SyslogUdp, out var syslog))
        {
            lines.Add($"Send a first event:   logger -n {syslog.Address} -P {syslog.Port} --rfc5424 'hello'");
            lines.Add($"Find it:              watchfloor query --from -1h --where 'message == \"hello\"'{data}");
        }
        else lines.Add($"Send events:          watchfloor source add NAME --kind http{data}");

        foreach (var line in lines) await output.WriteLineAsync(line.AsMemory(), cancellation).ConfigureAwait(false);
    }

    /// <summary>Completes when the server has ended: because it was asked to, or because a part of it failed.</summary>
    /// <returns>What made a part fail, or null.</returns>
    public async Task<Exception?> WaitAsync(CancellationToken cancellation)
    {
        await _web.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
        return FailureOf(Services.GetServices<IHostedService>());
    }

    /// <summary>What made one of the parts fail, or null: the host ends then too, as if it had been told to.</summary>
    internal static Exception? FailureOf(IEnumerable<IHostedService> parts) =>
        parts.OfType<BackgroundService>().Select(s => s.ExecuteTask?.Exception?.InnerException).FirstOrDefault(e => e is not null);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        File.Delete(RunFile);
        await _web.StopAsync().ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
        _data.Dispose();
    }

    /// <summary>Tells the command line on this machine where the server is. Only the owner of the data directory can read it.</summary>
    private void WriteRunFile()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(RunFile)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var token = Services.GetRequiredService<LocalCredential>().Token;
        var trust = _options.Certificates.CertificateFile ?? Path.GetFullPath(Path.Combine(_data.Keys, "ca.pem"));
        DurableFile.Replace(RunFile, JsonSerializer.SerializeToUtf8Bytes(new ServerRun(Address.ToString(), token, Environment.ProcessId, trust), RunJson.Default.ServerRun));
    }
}

/// <summary>The content of <c>run/server.json</c>.</summary>
/// <param name="Address">Where HTTP listens.</param>
/// <param name="Token">A credential that lasts as long as the process.</param>
/// <param name="ProcessId">The process.</param>
/// <param name="Trust">The file with the authority of its certificate, or with the certificate itself.</param>
internal sealed record ServerRun(string Address, string Token, int ProcessId, string? Trust);

[JsonSerializable(typeof(ServerRun))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class RunJson : JsonSerializerContext;
