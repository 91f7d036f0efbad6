using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Watchfloor.Sigma;

/// <summary>
/// A regular expression is found somewhere in the value (modifier <c>re</c>). Matched in linear time by .NET's non-backtracking
/// engine, so that no value can make a rule slow.
/// </summary>
public sealed class RegexPredicate : ValuePredicate
{
    private readonly Regex _regex;
    private readonly string _text;

    /// <summary>A predicate from a pattern and the sub-modifiers <c>i</c>, <c>m</c> and <c>s</c>.</summary>
    /// <exception cref="ArgumentException">The pattern is no regular expression.</exception>
    /// <exception cref="NotSupportedException">The pattern uses look-around, a back-reference or another construct without linear time.</exception>
    public RegexPredicate(string pattern, RegexOptions options)
    {
        Pattern = pattern;
        Options = options;
        _regex = new Regex(pattern, options | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        _text = $"matches /{pattern}/{(options.HasFlag(RegexOptions.IgnoreCase) ? "i" : "")}{(options.HasFlag(RegexOptions.Multiline) ? "m" : "")}{(options.HasFlag(RegexOptions.Singleline) ? "s" : "")}";
    }

    /// <summary>The pattern as the rule writes it.</summary>
    public string Pattern { get; }

    /// <summary>The sub-modifiers as options.</summary>
    public RegexOptions Options { get; }

    /// <inheritdoc/>
    public override bool Test(ReadOnlySpan<byte> value)
    {
        if (value.Length <= 512)
        {
            Span<char> small = stackalloc char[value.Length];
            return _regex.IsMatch(small[..Encoding.UTF8.GetChars(value, small)]);
        }

        var rented = ArrayPool<char>.Shared.Rent(value.Length);
        var found = _regex.IsMatch(rented.AsSpan(0, Encoding.UTF8.GetChars(value, rented)));
        ArrayPool<char>.Shared.Return(rented);
        return found;
    }

    /// <inheritdoc/>
    public override string ToString() => _text;
}
