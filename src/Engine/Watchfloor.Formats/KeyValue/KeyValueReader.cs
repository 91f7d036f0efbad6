using Watchfloor.Events;
using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.KeyValue;

/// <summary>Adds the pairs that <see cref="KeyValueScanner"/> finds to an event.</summary>
internal sealed class KeyValueReader(FieldNames names, DecodeLimits limits)
{
    /// <summary>Adds each pair as a field.</summary>
    /// <param name="batch">Has an event open.</param>
    /// <param name="start">Where <paramref name="text"/> begins in the arena.</param>
    /// <param name="text">The pairs.</param>
    /// <param name="words">How many words there were that are no pairs.</param>
    /// <returns>How many pairs there were.</returns>
    public int AddPairs(EventBatch batch, int start, ReadOnlySpan<byte> text, out int words)
    {
        var pairs = words = 0;
        var scanner = new KeyValueScanner(text);
        while (scanner.MoveNext() && batch.OpenFieldCount <= limits.MaxFields)
        {
            if (scanner.Key.IsEmpty)
            {
                words++;
                continue;
            }

            pairs++;
            var field = names.Intern(scanner.Key.Of(text));
            var value = scanner.Value.Of(text);
            if (scanner.Quote != 0 && value.Contains((byte)'\\')) AddQuoted(batch, field, value, scanner.Quote);
            else batch.Add(field, start + scanner.Value.Start, value.Length, ValueKind.Text);
        }

        return pairs;
    }

    /// <summary>Inside quotes only the quote itself is escaped: most writers leave the backslashes of Windows paths alone.</summary>
    private static void AddQuoted(EventBatch batch, int field, ReadOnlySpan<byte> value, byte quote) =>
        Escapes.AddUnescaped(batch, field, value, [quote]);
}
