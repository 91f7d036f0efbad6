using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Tests.State;

/// <summary>The kinds of state database.</summary>
public enum StateKind
{
    Sqlite,
    Postgres,
}

/// <summary>
/// An empty state database with the tables of some rooms. Tests of anything that speaks SQL take a <see cref="StateKind"/> and run on both:
/// <c>[Theory, MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]</c>.
/// </summary>
public sealed class StateFixture : IAsyncDisposable
{
    private readonly DirectoryInfo? _folder;

    private StateFixture(StateKind kind, string connection, StateDatabase database, DirectoryInfo? folder)
    {
        Kind = kind;
        Connection = connection;
        Database = database;
        _folder = folder;
    }

    /// <summary>Every kind.</summary>
    public static TheoryData<StateKind> Both => [StateKind.Sqlite, StateKind.Postgres];

    /// <summary>The kind.</summary>
    public StateKind Kind { get; }

    /// <summary>How another process would reach it.</summary>
    public string Connection { get; }

    /// <summary>The database.</summary>
    public StateDatabase Database { get; }

    /// <summary>Opens a fresh database.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="schemas">The tables; none given: those of the platform.</param>
    public static async Task<StateFixture> OpenAsync(StateKind kind, params IReadOnlyList<StateSchema> schemas)
    {
        var folder = kind == StateKind.Sqlite ? Directory.CreateTempSubdirectory("wf-state-") : null;
        var connection = await ConnectionAsync(kind, folder);
        return new StateFixture(kind, connection, await StateDatabase.OpenAsync(connection, schemas.Count == 0 ? PlatformSchemas.All : schemas, TestContext.Current.CancellationToken), folder);
    }

    /// <summary>The same database as another process sees it.</summary>
    public Task<StateDatabase> OpenAgainAsync(params IReadOnlyList<StateSchema> schemas) =>
        StateDatabase.OpenAsync(Connection, schemas.Count == 0 ? PlatformSchemas.All : schemas, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _folder?.Delete(recursive: true);
    }

    private static async Task<string> ConnectionAsync(StateKind kind, DirectoryInfo? folder) =>
        kind == StateKind.Sqlite ? Path.Combine(folder!.FullName, "state.db") : await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
}
