using System.Globalization;
using Watchfloor.Events.Text;

namespace Watchfloor.Sigma;

/// <summary>The value is this number, by text or by worth: <c>1</c> is <c>1</c> and <c>1.0</c>.</summary>
public sealed class NumberPredicate(string text) : ValuePredicate
{
    private readonly byte[] _text = System.Text.Encoding.ASCII.GetBytes(text);
    private readonly double _number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>The number as the rule writes it.</summary>
    public string Text { get; } = text;

    /// <inheritdoc/>
    public override bool Test(ReadOnlySpan<byte> value) =>
        value.SequenceEqual(_text)
        || (!value.IsEmpty && value[0] is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'.'
            && TypedText.TryNumber(value, out var number) && number == _number);

    /// <inheritdoc/>
    public override string ToString() => $"= {Text}";
}

/// <summary>How two numbers compare (modifiers <c>lt lte gt gte</c>).</summary>
public enum Comparison
{
    /// <summary>The same.</summary>
    Equal,

    /// <summary>Less.</summary>
    Less,

    /// <summary>Less or the same.</summary>
    LessOrEqual,

    /// <summary>Greater.</summary>
    Greater,

    /// <summary>Greater or the same.</summary>
    GreaterOrEqual,
}

/// <summary>Comparison by its operator.</summary>
internal static class Comparisons
{
    public static bool Holds(this Comparison comparison, double left, double right) => comparison switch
    {
        Comparison.Less => left < right,
        Comparison.LessOrEqual => left <= right,
        Comparison.Greater => left > right,
        Comparison.GreaterOrEqual => left >= right,
        _ => left == right,
    };

    public static string Sign(this Comparison comparison) => comparison switch
    {
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        Comparison.GreaterOrEqual => ">=",
        _ => "=",
    };
}

/// <summary>The value is a number that compares as asked. A value that is no number never does.</summary>
public sealed class ComparePredicate(Comparison comparison, double number) : ValuePredicate
{
    /// <summary>How the value compares with <see cref="Number"/>.</summary>
    public Comparison Comparison { get; } = comparison;

    /// <summary>What the value is compared with.</summary>
    public double Number { get; } = number;

    /// <inheritdoc/>
    public override bool Test(ReadOnlySpan<byte> value) => TypedText.TryNumber(value, out var actual) && Comparison.Holds(actual, Number);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Comparison.Sign()} {Number}");
}
