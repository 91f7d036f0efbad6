using System.Globalization;
using DuckDB.NET.Data;
using Watchfloor.Platform.Store.Native;
using Watchfloor.Platform.Store.Packs;

namespace Watchfloor.Platform.Store.Files;

/// <summary>
/// The one database instance: in memory, with the day files attached to it as they are needed. It can reach no file outside the events
/// folder and load no extension, and nobody can change that afterwards.
/// </summary>
internal sealed class EventHub : IDisposable
{
    private readonly DuckDBConnection _root = new("DataSource=:memory:");

    /// <summary>Opens an instance that may use a folder.</summary>
    public EventHub(string folder, EventStoreOptions options, PackShelf packs)
    {
        _root.Open();
        var spill = Path.Combine(folder, "tmp");
        foreach (var setting in new[]
        {
            "TimeZone='UTC'",
            $"temp_directory={Text(spill)}",
            string.Create(CultureInfo.InvariantCulture, $"memory_limit='{Math.Max(options.MemoryBytes, 256L << 20)}B'"),
            string.Create(CultureInfo.InvariantCulture, $"threads={options.Threads}"),
            string.Create(CultureInfo.InvariantCulture, $"checkpoint_threshold='{options.CheckpointBytes}B'"),
            // Row groups that are not full stay so: putting them together would compress the rows of a day again and double its file.
            "max_vacuum_tasks=0",
            $"allowed_directories=[{Text(folder + "/")}]",
            "autoinstall_known_extensions=false",
            "autoload_known_extensions=false",
            "allow_community_extensions=false",
            "enable_external_access=false",
            "lock_configuration=true",
        })
        {
            Run("SET " + setting);
        }

        PackFunctions.Register(_root, packs);
        NativeSql.Register(_root);
    }

    /// <summary>A connection of its own, for one thread.</summary>
    public DuckDBConnection Connect()
    {
        var connection = _root.Duplicate();
        connection.Open();
        return connection;
    }

    /// <summary>A text as SQL writes it. For paths and names of ours; values of users go into parameters.</summary>
    public static string Text(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    /// <summary>A name as SQL writes it.</summary>
    public static string Name(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    private void Run(string sql)
    {
        using var command = _root.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
