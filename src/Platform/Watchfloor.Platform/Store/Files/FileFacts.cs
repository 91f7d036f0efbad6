using System.Text.Json;
using System.Text.Json.Serialization;
using Watchfloor.Platform.Store.Columns;

namespace Watchfloor.Platform.Store.Files;

/// <summary>What a day file says about itself.</summary>
/// <param name="Rows">How many events it holds.</param>
/// <param name="Least">The least event time, in microseconds since 1970 UTC.</param>
/// <param name="Greatest">The greatest.</param>
/// <param name="NextOffset">What stands before this log offset and belongs here is here.</param>
/// <param name="AllBefore">What stands before this log offset is in its file, whichever that is: the cursor of all files at the last commit.</param>
/// <param name="Layout">The layout of its table.</param>
/// <param name="PackBytes">How long its packs are, in bytes.</param>
/// <param name="PackFile">Which of its files of packs is in force: 0, or how often they were put together.</param>
/// <param name="IsTidy">Small packs were put together, or need not be.</param>
internal sealed record FileFacts(long Rows, long Least, long Greatest, long NextOffset, long AllBefore, int Layout = 1, long PackBytes = 0, int PackFile = 0, bool IsTidy = false)
{
    public static FileFacts Empty { get; } = new(0, long.MaxValue, long.MinValue, 0, 0, EventColumns.Layout);
}

/// <summary>
/// A day file's facts beside it, so that a start need not open every file. They count only while the file is as it was then; after a
/// crash the file itself is asked.
/// </summary>
internal sealed record Sidecar
{
    public required FileFacts Facts { get; init; }

    /// <summary>Why the file cannot be read, or null.</summary>
    public string? Damage { get; init; }

    /// <summary>The file's length in bytes when this was written.</summary>
    public required long Length { get; init; }

    /// <summary>The file's last change, in UTC ticks.</summary>
    public required long Changed { get; init; }

    /// <summary>The facts of a file, or null when they are not known without opening it.</summary>
    public static Sidecar? Read(string file)
    {
        try
        {
            if (File.Exists(file + ".wal") || !File.Exists(PathOf(file))) return null;
            var sidecar = JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(file)), SidecarJson.Default.Sidecar);
            var info = new FileInfo(file);
            return sidecar is not null && sidecar.Length == info.Length && sidecar.Changed == info.LastWriteTimeUtc.Ticks ? sidecar : null;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes the facts of a file that is closed. That they could not be written only costs time at the next start.</summary>
    public static void Write(string file, FileFacts facts, string? damage)
    {
        try
        {
            var info = new FileInfo(file);
            if (!info.Exists) return;
            var sidecar = new Sidecar { Facts = facts, Damage = damage, Length = info.Length, Changed = info.LastWriteTimeUtc.Ticks };
            File.WriteAllBytes(PathOf(file) + ".new", JsonSerializer.SerializeToUtf8Bytes(sidecar, SidecarJson.Default.Sidecar));
            File.Move(PathOf(file) + ".new", PathOf(file), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next start asks the file.
        }
    }

    public static string PathOf(string file) => Path.ChangeExtension(file, ".json");
}

[JsonSerializable(typeof(Sidecar))]
internal sealed partial class SidecarJson : JsonSerializerContext;
