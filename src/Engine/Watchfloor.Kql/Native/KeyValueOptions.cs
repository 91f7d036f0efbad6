using System.Text;

namespace Watchfloor.Kql.Native;

/// <summary>How the pairs of a text are written.</summary>
/// <param name="Pair">What stands between pairs; empty where nothing is said.</param>
/// <param name="KeyValue">What stands between key and value; empty where nothing is said.</param>
/// <param name="Quotes">One character that opens and closes, or two.</param>
/// <param name="Escapes">Characters behind which a quote does not close.</param>
/// <param name="IsGreedy">A value ends where the next key begins, not at the next delimiter of pairs.</param>
/// <param name="Regex">An expression whose groups are key and value.</param>
internal sealed record KeyValueOptions(string Pair, string KeyValue, IReadOnlyList<string> Quotes, IReadOnlyList<string> Escapes, bool IsGreedy, string? Regex)
{
    /// <summary>The options that a bag holds.</summary>
    public static KeyValueOptions Read(string json)
    {
        var bag = JsonText.Properties(json) ?? [];
        return new KeyValueOptions(Text("pair") ?? "", Text("kv") ?? "", Texts("quote"), Texts("escape"), bag.TryGetValue("greedy", out var greedy) && greedy == "true", Text("regex"));

        string? Text(string name) => bag.TryGetValue(name, out var value) ? JsonText.String(value) : null;
        IReadOnlyList<string> Texts(string name) => bag.TryGetValue(name, out var value) ? JsonText.Elements(value)?.Select(JsonText.Shown).Where(t => t.Length > 0).ToList() ?? [] : [];
    }

    /// <summary>What stands in quotes at a place, which is moved behind them; null when no quote opens there or none closes it.</summary>
    public string? Quoted(string text, ref int at)
    {
        var start = at;
        if (start >= text.Length || Quotes.FirstOrDefault(q => q[0] == text[start]) is not { } quote) return null;
        var value = new StringBuilder();
        for (var i = at + 1; i < text.Length; i++)
        {
            if (i + 1 < text.Length && Escapes.Any(e => e[0] == text[i]))
            {
                value.Append(text[++i]);
            }
            else if (text[i] == quote[^1])
            {
                at = i + 1;
                return value.ToString();
            }
            else
            {
                value.Append(text[i]);
            }
        }

        return null;
    }
}
