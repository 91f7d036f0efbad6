using System.Security.Cryptography;
using System.Text;

namespace Watchfloor.Sigma.Correlation;

/// <summary>
/// A field's value as correlations keep it. A long one is kept as its beginning and a hash of the whole: values are still the same when
/// they were, ignoring case, and a million of them have a known size. The form is longer than any value that is kept whole.
/// </summary>
internal static class KeptValue
{
    /// <summary>The longest value, in bytes, that is kept whole.</summary>
    public const int MaxBytes = 1_024;

    public static string Of(ReadOnlySpan<byte> value)
    {
        var text = Encoding.UTF8.GetString(value);
        if (value.Length <= MaxBytes) return text;
        var end = MaxBytes;
        // Not in the middle of a character.
        while (end > MaxBytes - 3 && (value[end] & 0xc0) == 0x80) end--;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToUpperInvariant()));
        return $"{Encoding.UTF8.GetString(value[..end])}…{Convert.ToHexStringLower(hash)}";
    }
}
