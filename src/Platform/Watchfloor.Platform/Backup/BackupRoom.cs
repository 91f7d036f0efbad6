using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Contracts.Access;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Identity.Setup;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;
using Watchfloor.Platform.Store;

namespace Watchfloor.Platform.Backup;

/// <summary>Backups of a running server.</summary>
public static class BackupRoom
{
    /// <summary>Adds its parts.</summary>
    public static IServiceCollection AddBackup(this IServiceCollection services) => services.AddSingleton<BackupMaker>().AddSingleton<ISetupStep, BackupStep>();

    /// <summary>Maps <c>GET /api/v1/backup</c>.</summary>
    public static void MapBackup(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/v1/backup", (HttpContext context, BackupMaker maker) => maker.StreamAsync(context))
            .RequirePermission(Permission.SystemWrite).WithTags("backup").WithName("backup").WithSummary("The whole data directory as one file (tar, zstd)")
            .Produces(StatusCodes.Status200OK, contentType: "application/zstd");
}

/// <summary>Makes backups, one at a time.</summary>
internal sealed class BackupMaker(DataDirectory data, StateDatabase state, EmbeddedEventStore store, ILedgerWriter ledger, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Answers a request with a backup. A backup that breaks off lacks its last entry, and the connection is cut.</summary>
    public async Task StreamAsync(HttpContext context)
    {
        var cancellation = context.RequestAborted;
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // The entry comes first: it says that somebody took everything with him, even if he did not wait for the end.
            await state.WriteAsync(
                transaction => ledger.AppendAsync(transaction, new LedgerEntry { Type = Backups.Taken, Actor = context.Actor() }, cancellation), cancellation).ConfigureAwait(false);
            context.Response.ContentType = "application/zstd";
            var backup = new DataBackup(data, state, store.Writer.WhileQuietAsync, time);
            await store.WhileUntidiedAsync(() => backup.WriteAsync(context.Response.Body, cancellation), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or StateException && context.Response.HasStarted)
        {
            context.Abort();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();
}

/// <summary>Ticks itself off with the first backup.</summary>
internal sealed class BackupStep(StateDatabase state) : ISetupStep
{
    /// <inheritdoc/>
    public string Title => "Backup set";

    /// <inheritdoc/>
    public string Help => "Run: watchfloor backup FILE.tar.zst (and let cron do it every night).";

    /// <inheritdoc/>
    public async Task<bool> IsDoneAsync(CancellationToken cancellation) =>
        await state.ReadAsync(s => s.NumberAsync("SELECT COUNT(*) FROM ledger_entry WHERE type = @type", cancellation, ("type", Backups.Taken)), cancellation).ConfigureAwait(false) > 0;
}
