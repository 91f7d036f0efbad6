namespace Watchfloor.Events.Catalog;

/// <summary>
/// The log-source rules, compiled: one pass over an event answers every question they ask with a bit, and whether a rule holds
/// depends on these bits alone.
/// </summary>
internal sealed class LogSourceRules
{
    private readonly FieldRoles _roles;
    private readonly FieldTests[] _tests;
    private readonly Dictionary<string, int> _formats = [];
    private readonly (Clause[] Clauses, LogSource Is)[] _rules;

    public LogSourceRules(CanonicalNames canonical, IReadOnlyList<LogSourceRule> rules)
    {
        var fields = rules.SelectMany(r => r.When).Select(c => c.Field).Distinct(StringComparer.Ordinal).ToList();
        var place = fields.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
        _roles = new FieldRoles(canonical, fields);
        _tests = [.. fields.Select(_ => new FieldTests())];
        var next = 0;
        _rules = [.. rules.Select(r => (Compile(r, place, ref next), r.Is))];
        Words = Math.Max(1, (next + 63) / 64);
    }

    /// <summary>How many words the answers take.</summary>
    public int Words { get; }

    /// <summary>Answers every question about the event; <paramref name="bits"/> has <see cref="Words"/> words, all zero.</summary>
    public void Answer(EventView view, Span<ulong> bits)
    {
        if (_formats.TryGetValue(view.Format, out var format)) bits[format >> 6] |= 1UL << format;
        var ids = view.FieldIds;
        for (var i = 0; i < ids.Length; i++)
        {
            var role = _roles.Of(ids[i]);
            if (role >= 0) _tests[role].Answer(view, i, bits);
        }
    }

    /// <summary>The log sources of an event with these answers, in the order of the rules, without those that others include.</summary>
    public IReadOnlyList<LogSource> Sources(ReadOnlySpan<ulong> bits)
    {
        var sources = new List<LogSource>();
        foreach (var (clauses, source) in _rules)
            if (!sources.Contains(source) && Holds(clauses, bits))
                sources.Add(source);
        return sources.FindAll(wide => !sources.Exists(narrow => narrow != wide && wide.Wants(narrow)));
    }

    private static bool Holds(Clause[] clauses, ReadOnlySpan<ulong> bits)
    {
        foreach (var clause in clauses)
        {
            var any = false;
            foreach (var bit in clause.Bits) any |= (bits[bit >> 6] >> bit & 1) != 0;
            if (any == clause.Negated) return false;
        }

        return true;
    }

    private Clause[] Compile(LogSourceRule rule, Dictionary<string, int> place, ref int next)
    {
        var clauses = new List<Clause>();
        foreach (var formats in rule.Formats)
        {
            var bits = new int[formats.Count];
            for (var i = 0; i < bits.Length; i++)
                if (!_formats.TryGetValue(formats[i], out bits[i]))
                    _formats.Add(formats[i], bits[i] = next++);
            clauses.Add(new Clause(bits, Negated: false));
        }

        foreach (var condition in rule.When) clauses.Add(Compile(condition, _tests[place[condition.Field]], ref next));
        return [.. clauses];
    }

    private static Clause Compile(FieldCondition condition, FieldTests tests, ref int next)
    {
        if (condition.Operator is FieldOperator.Exists or FieldOperator.Missing)
        {
            if (tests.ExistsBit < 0) tests.ExistsBit = next++;
            return new Clause([tests.ExistsBit], condition.Operator == FieldOperator.Missing);
        }

        var bits = new int[condition.Values.Count];
        for (var i = 0; i < bits.Length; i++)
            bits[i] = condition.Operator is FieldOperator.StartsWith or FieldOperator.StartsNotWith
                ? tests.BitForPrefix(condition.Values[i], ref next)
                : tests.BitFor(condition.Values[i], ref next);
        return new Clause(bits, condition.Operator is FieldOperator.IsNot or FieldOperator.StartsNotWith);
    }

    /// <summary>Some bit is set, or with <paramref name="Negated"/> none is.</summary>
    private readonly record struct Clause(int[] Bits, bool Negated);
}
