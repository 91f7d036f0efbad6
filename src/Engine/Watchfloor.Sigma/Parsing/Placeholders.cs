using Watchfloor.Events.Content;

namespace Watchfloor.Sigma.Parsing;

/// <summary>
/// Values for placeholders such as <c>%Administrators%</c> (Sigma rules specification 2.1, "Placeholders"). A rule whose placeholder
/// has no values is refused.
/// </summary>
internal sealed class Placeholders(IReadOnlyDictionary<string, IReadOnlyList<string>> values)
{
    public static Placeholders None { get; } = new(new Dictionary<string, IReadOnlyList<string>>());

    /// <summary>Every pattern that arises by putting the values in; <c>\%</c> is a plain percent sign.</summary>
    public IEnumerable<TextPattern> Expand(TextPattern pattern, ContentScalar at) => pattern.Rewrite(literal => Alternatives(literal, at));

    /// <summary>A hash of all values when the detection uses any, else null: which ones it uses is not looked at.</summary>
    public string? DefinitionFor(ContentNode detection)
    {
        if (values.Count == 0 || !Uses(detection)) return null;
        using var hash = new DefinitionHash();
        foreach (var (name, texts) in values.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            hash.Add(name);
            foreach (var text in texts) hash.Add(text);
            hash.Add((string?)null);
        }

        return hash.Finish();
    }

    private static bool Uses(ContentNode node) => node switch
    {
        ContentMap map => map.Entries.Exists(e => e.Key.Value.Contains("|expand", StringComparison.Ordinal) || Uses(e.Value)),
        ContentList list => list.Items.Exists(Uses),
        _ => false,
    };

    private IEnumerable<IReadOnlyList<TextPattern.Part>> Alternatives(string literal, ContentScalar at)
    {
        IEnumerable<IReadOnlyList<TextPattern.Part>> all = [[]];
        var plain = new System.Text.StringBuilder();
        for (var i = 0; i < literal.Length; i++)
        {
            if (literal[i] == '\\' && i + 1 < literal.Length && literal[i + 1] == '%')
            {
                plain.Append('%');
                i++;
                continue;
            }

            var close = literal[i] == '%' ? literal.IndexOf('%', i + 1) : -1;
            if (close <= i + 1)
            {
                plain.Append(literal[i]);
                continue;
            }

            var options = Values(literal[(i + 1)..close], at).Select(value => TextPattern.Parse(value).Parts).ToList();
            all = Combine(all, plain, options);
            i = close;
        }

        return Combine(all, plain, [[]]);
    }

    private IReadOnlyList<string> Values(string name, ContentScalar at) =>
        values.TryGetValue(name, out var found) && found.Count > 0
            ? found
            : throw new RuleFaultException(at, $"placeholder %{name}% has no values", $"give values for {name} in a placeholder file");

    /// <summary>Every combination, made as it is asked for: there may be too many.</summary>
    private static IEnumerable<IReadOnlyList<TextPattern.Part>> Combine(
        IEnumerable<IReadOnlyList<TextPattern.Part>> before, System.Text.StringBuilder plain, List<IReadOnlyList<TextPattern.Part>> options)
    {
        var text = plain.Length == 0 ? [] : new[] { new TextPattern.Part(TextPattern.PartKind.Literal, System.Text.Encoding.UTF8.GetBytes(plain.ToString())) };
        plain.Clear();
        return before.SelectMany(parts => options.Select(option => (IReadOnlyList<TextPattern.Part>)[.. parts, .. text, .. option]));
    }
}
