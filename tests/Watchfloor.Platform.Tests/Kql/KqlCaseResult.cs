using System.Globalization;
using System.Text.Json;

namespace Watchfloor.Platform.Tests.Kql;

/// <summary>Compares a result with a case.</summary>
internal static class KqlCaseResult
{
    /// <summary>What differs; null when nothing does.</summary>
    /// <param name="expected">The case.</param>
    /// <param name="columns">The result's columns.</param>
    /// <param name="rows">The result's rows, a cell as JSON text in the form of the case files.</param>
    public static string? Difference(KqlCase expected, IReadOnlyList<KqlCaseColumn> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var isSame = expected.Columns.SequenceEqual(columns) && expected.Rows.Count == rows.Count && (expected.IsOrdered ? SameInOrder(expected.Rows, rows) : SameInAnyOrder(expected.Rows, rows));
        return isSame ? null : $"{expected}\n{expected.Query}\n--- expected\n{Text(expected.Columns, expected.Rows)}\n--- given\n{Text(columns, rows)}";
    }

    private static bool SameInOrder(IReadOnlyList<IReadOnlyList<string>> expected, IReadOnlyList<IReadOnlyList<string>> given) =>
        expected.Zip(given).All(pair => SameRow(pair.First, pair.Second));

    private static bool SameInAnyOrder(IReadOnlyList<IReadOnlyList<string>> expected, IReadOnlyList<IReadOnlyList<string>> given)
    {
        var left = given.ToList();
        foreach (var row in expected)
        {
            var at = left.FindIndex(r => SameRow(row, r));
            if (at < 0) return false;
            left.RemoveAt(at);
        }

        return left.Count == 0;
    }

    private static bool SameRow(IReadOnlyList<string> expected, IReadOnlyList<string> given) => expected.Zip(given).All(pair => Same(pair.First, pair.Second));

    private static bool Same(string expected, string given)
    {
        if (expected == given) return true;
        using var left = JsonDocument.Parse(expected);
        using var right = JsonDocument.Parse(given);
        return Same(left.RootElement, right.RootElement);
    }

    /// <summary>Numbers are the same when they are the same double, bags whatever the order of their properties.</summary>
    private static bool Same(JsonElement left, JsonElement right)
    {
        if (left.ValueKind != right.ValueKind) return false;
        return left.ValueKind switch
        {
            JsonValueKind.Number => left.GetRawText() == right.GetRawText() || (left.GetDouble().Equals(right.GetDouble()) && !(left.TryGetInt64(out var a) && right.TryGetInt64(out var b) && a != b)),
            JsonValueKind.String => left.GetString() == right.GetString(),
            JsonValueKind.Array => left.GetArrayLength() == right.GetArrayLength() && left.EnumerateArray().Zip(right.EnumerateArray()).All(pair => Same(pair.First, pair.Second)),
            JsonValueKind.Object => left.EnumerateObject().Count() == right.EnumerateObject().Count()
                && left.EnumerateObject().All(property => right.TryGetProperty(property.Name, out var other) && Same(property.Value, other)),
            _ => true,
        };
    }

    private static string Text(IReadOnlyList<KqlCaseColumn> columns, IReadOnlyList<IReadOnlyList<string>> rows) =>
        string.Join('\t', columns.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Name}:{c.Type}"))) + string.Concat(rows.Select(r => "\n" + string.Join('\t', r)));
}
