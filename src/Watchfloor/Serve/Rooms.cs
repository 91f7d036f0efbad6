using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Platform;
using Watchfloor.Platform.Access;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;

namespace Watchfloor.Serve;

/// <summary>The table of contents of the server: which rooms there are, in the order they are set up.</summary>
internal static class Rooms
{
    /// <summary>The tables of every room.</summary>
    public static IReadOnlyList<StateSchema> Schemas { get; } = [.. PlatformSchemas.All];

    /// <summary>The parts of every room.</summary>
    public static void AddServices(IServiceCollection services, ServerOptions options)
    {
        services.AddRequests();
        services.AddLedger();
    }

    /// <summary>The HTTP surface of every room.</summary>
    public static void MapEndpoints(WebApplication web)
    {
        web.UseRouting();
    }
}
