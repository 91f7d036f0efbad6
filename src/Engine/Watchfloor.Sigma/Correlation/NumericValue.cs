using System.Globalization;

namespace Watchfloor.Sigma.Correlation;

/// <summary>
/// Numbers in field values. Decimal, so that a sliding sum is exact: what was added can be taken away again
/// without a rest, which binary floating point does not promise.
/// </summary>
internal static class NumericValue
{
    /// <summary>The greatest magnitude. It leaves a sum of ten billion such values within the range of decimal.</summary>
    public const decimal Greatest = 1_000_000_000_000_000_000m;

    private const int Digits = 6;

    /// <summary>Reads a decimal number, with exponent or without; digits past the sixth of a fraction are rounded away.</summary>
    public static bool TryParse(string text, out decimal number)
    {
        const NumberStyles style = NumberStyles.Float;
        if (!decimal.TryParse(text, style, CultureInfo.InvariantCulture, out number) || decimal.Abs(number) > Greatest) return false;
        number = decimal.Round(number, Digits);
        return true;
    }
}
