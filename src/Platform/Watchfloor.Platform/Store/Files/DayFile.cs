using Watchfloor.Platform.Store.Columns;
using Watchfloor.Platform.Store.Packs;

namespace Watchfloor.Platform.Store.Files;

/// <summary>A day file: what is known of it, and whether it is open. <see cref="DayFiles"/> alone changes it, under its gate.</summary>
internal sealed class DayFile(DayFileName name, string folder)
{
    public DayFileName Name => name;

    public string Path { get; } = System.IO.Path.Combine(folder, name + DayFileName.Ending);

    /// <summary>Where the fields of its events lie.</summary>
    public string PacksPath => PacksPathOf(Facts.PackFile);

    /// <summary>The fields of its events while it is open; null where its layout keeps them in the table.</summary>
    public PackFile? Packs { get; set; }

    /// <summary>What is added to the number of one of its packs, so that no other open file has the same.</summary>
    public long FirstPack { get; set; }

    /// <summary>The name under which it is attached.</summary>
    public string Alias { get; } = name.ToString();

    public Lock Gate { get; } = new();

    public FileFacts Facts { get; set; } = FileFacts.Empty;

    /// <summary>The field names that occur in it; null before it was opened.</summary>
    public NameSet? Names { get; set; }

    /// <summary>The kinds of its events, for the writer; null before they were read.</summary>
    public EventKinds? Kinds { get; set; }

    /// <summary>Why it cannot be read, or null.</summary>
    public string? Damage { get; set; }

    /// <summary>Attached to the hub now.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Deleted, or to be deleted when the last lease ends.</summary>
    public bool IsGone { get; set; }

    public int Leases { get; set; }

    public long LastUsed { get; set; }

    /// <summary>The bytes it takes on disk with its write-ahead log and its packs.</summary>
    public long Bytes => LengthOf(Path) + LengthOf(Path + ".wal") + LengthOf(PacksPath);

    /// <summary>The packs that queries which began before they were put together may still read.</summary>
    public List<(PackFile File, long First)> OldPacks { get; } = [];

    /// <summary>Where a file of packs lies.</summary>
    public string PacksPathOf(int number) => System.IO.Path.ChangeExtension(Path, number == 0 ? ".packs" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $".packs{number}"));

    /// <summary>Lists the file as damaged. It is not asked again until it has changed.</summary>
    public void MarkDamaged(string reason)
    {
        lock (Gate) Damage ??= reason;
    }

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } info ? info.Length : 0;
}

/// <summary>The right to use an open file; ends with <see cref="Dispose"/>.</summary>
internal sealed class FileLease(DayFiles files, DayFile file, EventHub hub) : IDisposable
{
    private bool _ended;

    public DayFile File => file;

    public EventHub Hub => hub;

    /// <summary>Reads the file's facts again, after a write whose outcome is not known. Only of a file of the newest layout.</summary>
    public void Refresh()
    {
        using var connection = hub.Connect();
        file.Facts = DayFileSql.ReadFacts(connection, file.Alias);
        file.Kinds = null;
        var places = DayFileSql.ReadPacks(connection, file.Alias);
        file.Packs!.Add(places.Skip(file.Packs.Count));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ended) return;
        _ended = true;
        files.End(file);
    }
}
