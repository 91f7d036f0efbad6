namespace Watchfloor.Platform.State;

/// <summary>Looks at a state database without changing it.</summary>
public static class StateInspection
{
    /// <summary>Where a database is, as it may be shown to anybody: of a server its address and names, never a password.</summary>
    public static string Shown(string connection)
    {
        if (!PostgresAddress.IsOne(connection)) return connection;
        try
        {
            var address = PostgresAddress.Parse(connection);
            return $"Host={address.Host};Port={address.Port};Database={address.Database};Username={address.Username};SSL Mode={address.SslMode}";
        }
        catch (StateException)
        {
            return "an address that is not understood";
        }
    }

    /// <summary>The secrets of a database's address, as they stand there.</summary>
    public static IReadOnlyList<string> SecretsOf(string connection)
    {
        if (!PostgresAddress.IsOne(connection)) return [];
        try
        {
            var address = PostgresAddress.Parse(connection);
            return [.. new[] { address.Password, address.SslPassword }.OfType<string>()];
        }
        catch (StateException)
        {
            return [connection];
        }
    }

    /// <summary>Says what the database is and that it is sound.</summary>
    /// <exception cref="StateException">It is damaged or cannot be reached.</exception>
    public static async Task<string> LookAsync(string connection, CancellationToken cancellation)
    {
        var dialect = StateDialect.Of(connection);
        try
        {
            await using var open = await dialect.ConnectAsync(cancellation).ConfigureAwait(false);
            var session = new StateSession(open, null, dialect);
            var damage = await dialect.CheckAsync(session, cancellation).ConfigureAwait(false);
            if (damage is not null) throw new StateException($"the state database ({dialect.Name}) is damaged: {damage}; restore a backup");
            var rooms = await session.QueryAsync("SELECT room, version FROM state_version ORDER BY room", r => $"{r.Text("room")} {r.Number("version")}", cancellation).ConfigureAwait(false);
            return $"{dialect.Name}, sound; tables: {string.Join(", ", rooms)}";
        }
        finally
        {
            if (dialect is IAsyncDisposable disposable) await disposable.DisposeAsync().ConfigureAwait(false);
        }
    }
}
