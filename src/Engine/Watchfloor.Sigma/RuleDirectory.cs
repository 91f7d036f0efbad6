namespace Watchfloor.Sigma;

/// <summary>
/// Finds rules by id or name (Sigma correlation specification 2.1, "Related rules").
/// Ids ignore case, as UUIDs do; names are compared as they stand. A reference is tried as an id first.
/// </summary>
internal sealed class RuleDirectory
{
    private readonly Dictionary<string, List<int>> _ids = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<int>> _names = new(StringComparer.Ordinal);

    /// <summary>Enters a rule under its id and its name, as far as it has them.</summary>
    public void Add(int index, string? id, string? name)
    {
        Enter(_ids, id, index);
        Enter(_names, name, index);
    }

    /// <summary>The index of the one rule a reference means.</summary>
    /// <param name="reference">An id or a name.</param>
    /// <param name="problem">What is wrong when the answer is null.</param>
    public int? Find(string reference, out string problem)
    {
        problem = "";
        if (!_ids.TryGetValue(reference, out var found) && !_names.TryGetValue(reference, out found))
        {
            problem = $"no rule has the id or name '{reference}'";
            return null;
        }

        if (found.Count == 1) return found[0];
        problem = $"'{reference}' is the id or name of {found.Count} rules";
        return null;
    }

    private static void Enter(Dictionary<string, List<int>> table, string? key, int index)
    {
        if (key is null) return;
        if (table.TryGetValue(key, out var rules)) rules.Add(index);
        else table[key] = [index];
    }
}
