using Watchfloor.Events;
using Watchfloor.Platform;

namespace Watchfloor.Analysis.Rules;

/// <summary>
/// Rule sets by their hash: on disk, so that a replay finds the one that was active, and the newest in memory, so that a change does not
/// wait for its compilation. Any thread.
/// </summary>
internal sealed class RuleSetStore(DataDirectory data, EventCatalog catalog)
{
    /// <summary>How many sets are kept on disk. The log is replayed from a checkpoint of half a minute ago, so few are ever needed.</summary>
    private const int Kept = 32;

    private readonly Lock _lock = new();
    private ActiveRules? _newest;

    private string Folder => Path.Combine(data.Content, "rulesets");

    /// <summary>Compiles a snapshot and keeps it.</summary>
    public ActiveRules Add(RuleSnapshot snapshot)
    {
        Directory.CreateDirectory(Folder);
        DurableFile.Replace(FileOf(snapshot.Hash), snapshot.ToBytes());
        var rules = new ActiveRules(snapshot, catalog);
        lock (_lock) _newest = rules;
        foreach (var old in new DirectoryInfo(Folder).EnumerateFiles("*.rules").OrderByDescending(f => f.LastWriteTimeUtc).Skip(Kept)) old.Delete();
        return rules;
    }

    /// <summary>The rules of a hash.</summary>
    /// <exception cref="InvalidDataException">They are not here, or damaged.</exception>
    public ActiveRules Get(string hash)
    {
        lock (_lock)
            if (_newest?.Hash == hash)
                return _newest;
        if (!File.Exists(FileOf(hash))) throw new InvalidDataException($"the rule set {hash} is not in {Folder}");
        return new ActiveRules(RuleSnapshot.Parse(File.ReadAllBytes(FileOf(hash))), catalog);
    }

    private string FileOf(string hash) => Path.Combine(Folder, hash + ".rules");
}
