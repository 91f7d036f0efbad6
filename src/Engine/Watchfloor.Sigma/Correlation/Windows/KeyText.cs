using System.Globalization;

namespace Watchfloor.Sigma.Correlation.Windows;

/// <summary>
/// Joins values into one text that tells any two tuples apart: the lengths stand before the values, so no character in a value
/// can be taken for a separator. The memory is used again for each key.
/// </summary>
internal sealed class KeyText(int longest)
{
    private char[] _text = new char[256];

    /// <summary>What became of a key.</summary>
    internal enum Outcome
    {
        Made,
        ValueMissing,
        TooLong,
    }

    /// <summary>Makes the key of some of a hit's values. A single value is its own key.</summary>
    /// <param name="values">The hit's values.</param>
    /// <param name="places">Which of them, in order.</param>
    /// <param name="key">The key, valid until the next one is made.</param>
    public Outcome Join(IReadOnlyList<string?> values, int[] places, out ReadOnlySpan<char> key)
    {
        key = default;
        if (places.Length == 1)
        {
            var only = values[places[0]];
            key = only;
            return only is null ? Outcome.ValueMissing : only.Length > longest ? Outcome.TooLong : Outcome.Made;
        }

        var used = 0;
        foreach (var place in places)
        {
            if (values[place] is not { } value) return Outcome.ValueMissing;
            // Ten digits and a colon are the longest prefix.
            if (used + value.Length > longest) return Outcome.TooLong;
            if (used + value.Length + 11 > _text.Length) Array.Resize(ref _text, (used + value.Length + 11) * 2);
            value.Length.TryFormat(_text.AsSpan(used), out var digits, provider: CultureInfo.InvariantCulture);
            used += digits;
            _text[used++] = ':';
            value.CopyTo(_text.AsSpan(used));
            used += value.Length;
        }

        key = _text.AsSpan(0, used);
        return Outcome.Made;
    }
}
