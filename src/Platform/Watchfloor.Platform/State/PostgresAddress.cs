using Npgsql;

namespace Watchfloor.Platform.State;

/// <summary>Reads where a PostgreSQL server is: a connection string of words, or a URI as libpq takes it (PostgreSQL 15, §34.1.1.2).</summary>
internal static class PostgresAddress
{
    /// <summary>Seconds until a server that does not answer is given up; a user's own value goes before it.</summary>
    private const int ConnectSeconds = 5;

    /// <summary>Whether a text names a PostgreSQL server.</summary>
    public static bool IsOne(string text) =>
        IsUri(text) || text.Contains("Host=", StringComparison.OrdinalIgnoreCase) || text.Contains("Server=", StringComparison.OrdinalIgnoreCase);

    /// <summary>The server's connection string.</summary>
    /// <exception cref="StateException">The text is not understood.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        try
        {
            var address = IsUri(text) ? FromUri(new Uri(text)) : new NpgsqlConnectionStringBuilder(text);
            if (!address.ContainsKey("Timeout") || address.Timeout == new NpgsqlConnectionStringBuilder().Timeout) address.Timeout = ConnectSeconds;
            address.ApplicationName ??= "watchfloor";
            return address;
        }
        // The text may hold a password, so it is not repeated.
        catch (Exception e) when (e is UriFormatException or ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new StateException($"the address of the state database is not understood ({e.Message}); write Host=…;Username=…;Password=…;Database=… or postgres://user:password@host/database", e);
        }
    }

    private static bool IsUri(string text) => text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal);

    private static NpgsqlConnectionStringBuilder FromUri(Uri uri)
    {
        var address = new NpgsqlConnectionStringBuilder { Host = uri.Host.Trim('[', ']') };
        if (uri.Port > 0) address.Port = uri.Port;
        var user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0) address.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1) address.Password = Uri.UnescapeDataString(user[1]);
        var database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        if (database.Length > 0) address.Database = database;
        foreach (var setting in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = (setting.Split('=', 2)[0], Uri.UnescapeDataString(setting.Split('=', 2)[^1]));
            switch (name)
            {
                case "host": address.Host = value; break;
                case "sslmode": address.SslMode = Enum.Parse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true); break;
                case "sslrootcert": address.RootCertificate = value; break;
                case "connect_timeout": address.Timeout = int.Parse(value); break;
                case "application_name": address.ApplicationName = value; break;
                default: throw new ArgumentException($"the setting {name} is not one of host, sslmode, sslrootcert, connect_timeout, application_name");
            }
        }

        return address;
    }
}
