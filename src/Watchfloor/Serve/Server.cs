using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchfloor.Platform;
using Watchfloor.Platform.State;

namespace Watchfloor.Serve;

/// <summary>A running server: the rooms put together over one data directory.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly DataDirectory _data;

    private Server(WebApplication web, DataDirectory data)
    {
        _web = web;
        _data = data;
    }

    /// <summary>Where HTTP listens.</summary>
    public Uri Address => new(_web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>The parts.</summary>
    public IServiceProvider Services => _web.Services;

    /// <summary>Starts a server. It is ready when this returns.</summary>
    /// <exception cref="DataDirectoryException">The data directory cannot be used.</exception>
    /// <exception cref="StateException">The state database cannot be used.</exception>
    public static async Task<Server> StartAsync(ServerOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var data = DataDirectory.Open(options.Data);
        try
        {
            data.Lock();
            var state = await StateDatabase.OpenAsync(options.State ?? Path.Combine(data.State, "watchfloor.db"), Rooms.Schemas, cancellation).ConfigureAwait(false);
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://" + options.Listen);
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton(time).AddSingleton(data).AddSingleton(state);
            Rooms.AddServices(builder.Services, options);
            var web = builder.Build();
            Rooms.MapEndpoints(web);
            await web.StartAsync(cancellation).ConfigureAwait(false);
            return new Server(web, data);
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>Completes when the server has been asked to end.</summary>
    public Task WaitAsync(CancellationToken cancellation) => _web.WaitForShutdownAsync(cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync().ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
        _data.Dispose();
    }
}
