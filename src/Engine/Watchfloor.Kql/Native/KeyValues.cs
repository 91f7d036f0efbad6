namespace Watchfloor.Kql.Native;

/// <summary>The pairs of keys and values in a text, for <c>parse-kv</c>.</summary>
internal static class KeyValues
{
    /// <summary>
    /// A bag of the wanted keys that the text has; the first value of a key counts, without the space around it. The arguments are the
    /// text, an array of the keys, and a bag of options: <c>regex</c>, an expression of two groups; or <c>pair</c> and <c>kv</c>, what
    /// stands between pairs and between key and value, <c>greedy</c>; for both modes without an expression <c>quote</c> and
    /// <c>escape</c>, arrays. Without delimiters everything divides that is no letter or digit.
    /// </summary>
    public static string? Parse(ReadOnlySpan<string?> arguments)
    {
        var text = arguments.Text(0);
        var keys = JsonText.Elements(arguments.Text(1))?.Select(JsonText.Shown).ToList() ?? [];
        var options = KeyValueOptions.Read(arguments.Text(2));
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        if (options.Regex is { } regex) ByPattern(text, regex, found);
        else if (options.Pair.Length > 0 && options.KeyValue.Length > 0) ByDelimiters(text, options, found);
        else ByWords(text, keys, options, found);
        return JsonText.Bag(keys.Distinct().Where(found.ContainsKey).Select(k => KeyValuePair.Create(k, JsonText.Quoted(found[k]))));
    }

    private static void ByPattern(string text, string pattern, Dictionary<string, string> found)
    {
        for (var match = Patterns.Of(pattern)?.Match(text); match is { Success: true }; match = match.NextMatch())
            found.TryAdd(match.Groups[1].Value.Trim(), match.Groups[2].Value.Trim());
    }

    private static void ByDelimiters(string text, KeyValueOptions options, Dictionary<string, string> found)
    {
        for (var at = 0; at < text.Length;)
        {
            at = AfterSpace(text, at);
            string key;
            if (options.Quoted(text, ref at) is { } quoted)
            {
                key = quoted;
                at = AfterSpace(text, at);
            }
            else
            {
                var end = Next(text, options.KeyValue, at);
                var nextPair = Next(text, options.Pair, at);
                // What has no value up to the next pair is no pair.
                if (nextPair < end)
                {
                    at = nextPair + options.Pair.Length;
                    continue;
                }

                key = text[at..end].Trim();
                at = end;
            }

            if (!StandsAt(text, options.KeyValue, at))
            {
                at = Math.Min(text.Length, Next(text, options.Pair, at) + options.Pair.Length);
                continue;
            }

            at = AfterSpace(text, at + options.KeyValue.Length, except: options.Pair);
            if (options.Quoted(text, ref at) is not { } value)
            {
                var end = options.IsGreedy ? LastPairBeforeNextKey(text, options, at) : Next(text, options.Pair, at);
                value = text[at..end].Trim();
                at = end;
            }

            found.TryAdd(key, value);
            at = Math.Min(text.Length, Next(text, options.Pair, at) + options.Pair.Length);
        }
    }

    private static void ByWords(string text, List<string> keys, KeyValueOptions options, Dictionary<string, string> found)
    {
        foreach (var key in keys.Where(k => k.Length > 0))
        {
            for (var at = text.IndexOf(key, StringComparison.Ordinal); at >= 0; at = text.IndexOf(key, at + 1, StringComparison.Ordinal))
            {
                var end = at + key.Length;
                if ((at > 0 && char.IsLetterOrDigit(text[at - 1])) || (end < text.Length && char.IsLetterOrDigit(text[end]))) continue;
                string? quoted = null;
                // The quote behind a key in quotes closes it.
                while (end < text.Length && !char.IsLetterOrDigit(text[end]) && (quoted = end > at + key.Length ? options.Quoted(text, ref end) : null) is null) end++;
                var start = end;
                while (quoted is null && end < text.Length && char.IsLetterOrDigit(text[end])) end++;
                found.TryAdd(key, quoted ?? text[start..end]);
                break;
            }
        }
    }

    private static int LastPairBeforeNextKey(string text, KeyValueOptions options, int at)
    {
        var nextKey = Next(text, options.KeyValue, at);
        if (nextKey == text.Length) return text.Length;
        var pair = nextKey > at ? text.LastIndexOf(options.Pair, nextKey - 1, nextKey - at, StringComparison.Ordinal) : -1;
        return pair < 0 ? Next(text, options.Pair, at) : pair;
    }

    private static int AfterSpace(string text, int at, string except = "")
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]) && !(except.Length > 0 && StandsAt(text, except, at))) at++;
        return at;
    }

    private static int Next(string text, string wanted, int at) => at <= text.Length && text.IndexOf(wanted, at, StringComparison.Ordinal) is >= 0 and var next ? next : text.Length;

    private static bool StandsAt(string text, string wanted, int at) => string.CompareOrdinal(text, at, wanted, 0, wanted.Length) == 0;
}
