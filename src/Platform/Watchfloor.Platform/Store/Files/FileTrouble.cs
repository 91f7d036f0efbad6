namespace Watchfloor.Platform.Store.Files;

/// <summary>Judges the database's errors: is a file damaged, is the instance lost, or does the world outside not play along?</summary>
internal static class FileTrouble
{
    private static readonly string[] Environmental =
    [
        "Could not set lock", "Permission denied", "No space left", "Too many open files", "Disk quota", "Out of Memory", "Cannot open file", "Read-only file system",
    ];

    private static readonly string[] Corrupt =
    [
        "Corrupt", "checksum", "not a valid DuckDB database file", "Could not read enough bytes", "Serialization Error", "failed to deserialize", "newer version of DuckDB",
        "Failure while replaying WAL", "ZSTD", "Input is not a DuckDB",
    ];

    /// <summary>The instance refuses all work until it is opened again.</summary>
    public static bool IsFatal(Exception error) =>
        error.Message.Contains("database has been invalidated", StringComparison.Ordinal) || error.Message.Contains("FATAL Error", StringComparison.Ordinal);

    /// <summary>Opening the file failed because of what stands in it.</summary>
    public static bool IsDamageOnOpening(Exception error) => error is InvalidDataException || !Environmental.Any(text => error.Message.Contains(text, StringComparison.Ordinal));

    /// <summary>Reading the file failed because of what stands in it.</summary>
    public static bool IsDamageOnReading(Exception error) =>
        !Environmental.Any(text => error.Message.Contains(text, StringComparison.Ordinal)) && Corrupt.Any(text => error.Message.Contains(text, StringComparison.OrdinalIgnoreCase));

    /// <summary>The first line of an error, without what the database adds for its developers.</summary>
    public static string Reason(Exception error) => error.Message.Split('\n')[0].Trim();
}
