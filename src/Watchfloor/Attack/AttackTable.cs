using System.Collections.Frozen;

namespace Watchfloor.Attack;

/// <summary>
/// The ATT&amp;CK Enterprise matrix as far as reports need it: tactics in order, techniques with their names and tactics.
/// The facts are in <c>content/attack/enterprise.tsv</c>.
/// </summary>
internal sealed class AttackTable
{
    /// <summary>The version of ATT&amp;CK that the table was made from.</summary>
    public const string Version = "18";

    // Rules are tagged by newer versions too, in which these two tactics took the place of defense-evasion.
    private static readonly Tactic[] _successors =
        [new("stealth", "Stealth"), new("defense-impairment", "Defense Impairment")];

    private static readonly Lazy<AttackTable> _default = new(Load);

    private readonly FrozenDictionary<string, Technique> _techniques;

    private AttackTable(IReadOnlyList<Tactic> tactics, IEnumerable<Technique> techniques)
    {
        Tactics = tactics;
        _techniques = techniques.ToFrozenDictionary(t => t.Id, StringComparer.Ordinal);
    }

    /// <summary>The table that ships with the program.</summary>
    public static AttackTable Default => _default.Value;

    /// <summary>The tactics in the matrix's order.</summary>
    public IReadOnlyList<Tactic> Tactics { get; }

    /// <summary>How many techniques and sub-techniques there are.</summary>
    public int Count => _techniques.Count;

    /// <summary>The technique with this id, such as <c>T1059.001</c>, or null.</summary>
    public Technique? Find(string id) => _techniques.GetValueOrDefault(id);

    /// <summary>The technique's name, with its parent's before it for a sub-technique; the id itself when it is not known.</summary>
    public string FullName(string id)
    {
        if (Find(id) is not { } technique) return id;
        var dot = id.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && Find(id[..dot]) is { } parent ? $"{parent.Name}: {technique.Name}" : technique.Name;
    }

    /// <summary>
    /// The cells of the matrix that a rule's tags name. A technique stands in those of its tactics that the rule names too;
    /// when the rule names none of them, in all of its tactics; when the technique is not known, in all tactics of the rule.
    /// </summary>
    /// <param name="tags">Tags such as <c>attack.t1059.001</c> and <c>attack.execution</c>; others are passed over.</param>
    public IReadOnlyList<MatrixCell> Cells(IReadOnlyList<string> tags)
    {
        var named = tags.Select(TacticOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var cells = new List<MatrixCell>();
        foreach (var id in tags.Select(TechniqueOf).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            var own = Find(id)?.Tactics;
            var shared = Tactics.Where(t => named.Contains(t.ShortName) && (own is null || own.Contains(Ancestor(t)))).ToList();
            if (shared.Count == 0 && own is not null) shared = [.. Tactics.Where(t => own.Contains(t.ShortName))];
            cells.AddRange(shared.Select(t => new MatrixCell(id, t.ShortName)));
        }

        return cells;
    }

    /// <summary>The technique a tag names, in capitals, or null for any other tag.</summary>
    public static string? TechniqueOf(string tag)
    {
        if (!tag.StartsWith("attack.t", StringComparison.OrdinalIgnoreCase)) return null;
        var id = tag.AsSpan("attack.t".Length);
        var whole = id.Length is 4 || (id.Length is 8 && id[4] == '.' && AreDigits(id[5..]));
        return whole && AreDigits(id[..4]) ? "T" + id.ToString() : null;
    }

    private static bool AreDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    private string? TacticOf(string tag)
    {
        if (!tag.StartsWith("attack.", StringComparison.OrdinalIgnoreCase)) return null;
        // Older rules join the words with underscores.
        var name = tag["attack.".Length..].Replace('_', '-');
        return Tactics.FirstOrDefault(t => t.ShortName.Equals(name, StringComparison.OrdinalIgnoreCase))?.ShortName;
    }

    private static string Ancestor(Tactic tactic) => _successors.Contains(tactic) ? "defense-evasion" : tactic.ShortName;

    private static AttackTable Load()
    {
        using var resource = typeof(AttackTable).Assembly.GetManifestResourceStream("attack/enterprise.tsv")!;
        using var reader = new StreamReader(resource);
        var tactics = new List<Tactic>();
        var techniques = new List<Technique>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var cells = line.Split('\t');
            if (!line.StartsWith("TA", StringComparison.Ordinal))
            {
                techniques.Add(new Technique(cells[0], cells[1], cells[2].Split(',')));
                continue;
            }

            tactics.Add(new Tactic(cells[1], cells[2]));
            if (cells[1] == "defense-evasion") tactics.AddRange(_successors);
        }

        return new AttackTable(tactics, techniques);
    }
}

/// <summary>A column of the matrix.</summary>
/// <param name="ShortName">The name that tags use, such as <c>lateral-movement</c>.</param>
/// <param name="Name">The name for people.</param>
internal sealed record Tactic(string ShortName, string Name);

/// <summary>A technique or sub-technique.</summary>
/// <param name="Id">Such as <c>T1059.001</c>.</param>
/// <param name="Name">The name without its parent's.</param>
/// <param name="Tactics">Short names of the tactics it serves.</param>
internal sealed record Technique(string Id, string Name, IReadOnlyList<string> Tactics);

/// <summary>A technique in one column of the matrix.</summary>
internal readonly record struct MatrixCell(string Technique, string Tactic);
