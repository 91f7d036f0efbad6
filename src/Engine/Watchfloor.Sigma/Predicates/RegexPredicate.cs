using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Watchfloor.Events.Text;
using Watchfloor.Sigma.Matching;

namespace Watchfloor.Sigma;

/// <summary>
/// A regular expression is found somewhere in the value (modifier <c>re</c>). Matched in linear time by .NET's non-backtracking
/// engine, so that no value can make a rule slow.
/// </summary>
public sealed class RegexPredicate : ValuePredicate
{
    private Regex? _regex;
    private byte[][]? _runs;
    private readonly string _text;

    /// <summary>A predicate from a pattern and the sub-modifiers <c>i</c>, <c>m</c> and <c>s</c>.</summary>
    /// <exception cref="ArgumentException">The pattern is no regular expression.</exception>
    /// <exception cref="NotSupportedException">The pattern uses look-around, a back-reference or another construct without linear time.</exception>
    public RegexPredicate(string pattern, RegexOptions options)
    {
        Pattern = pattern;
        Options = options;
        if (!LinearRegex.IsCertain(pattern)) _regex = Build();
        else Parse();
        _text = $"matches /{pattern}/{(options.HasFlag(RegexOptions.IgnoreCase) ? "i" : "")}{(options.HasFlag(RegexOptions.Multiline) ? "m" : "")}{(options.HasFlag(RegexOptions.Singleline) ? "s" : "")}";
    }

    /// <summary>The pattern as the rule writes it.</summary>
    public string Pattern { get; }

    /// <summary>The sub-modifiers as options.</summary>
    public RegexOptions Options { get; }

    /// <summary>Made when first asked for. Two threads that ask at once make two equal ones.</summary>
    private Regex Engine => _regex ??= Build();

    /// <summary>Texts that stand in this order in everything the expression finds. Made when first asked for, as the engine is.</summary>
    private byte[][] Runs => _runs ??= RegexLiteral.Runs(this);

    /// <inheritdoc/>
    public override bool Test(ReadOnlySpan<byte> value)
    {
        if (!HasRuns(value)) return false;
        if (value.Length <= 512)
        {
            Span<char> small = stackalloc char[value.Length];
            return Engine.IsMatch(small[..Encoding.UTF8.GetChars(value, small)]);
        }

        var rented = ArrayPool<char>.Shared.Rent(value.Length);
        var found = Engine.IsMatch(rented.AsSpan(0, Encoding.UTF8.GetChars(value, rented)));
        ArrayPool<char>.Shared.Return(rented);
        return found;
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    /// <summary>False of nearly every value that the expression is not found in, long before an engine is made for it.</summary>
    private bool HasRuns(ReadOnlySpan<byte> value)
    {
        var ignoreCase = RegexLiteral.IgnoresCase(this);
        foreach (var run in Runs)
        {
            var at = ignoreCase ? FoldedText.IndexOf(value, run, out _) : value.IndexOf(run);
            if (at < 0) return false;
            value = value[(at + run.Length)..];
        }

        return true;
    }

    private Regex Build() => new(Pattern, Options | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>Only to throw for what is no regular expression: the engine that this makes never runs.</summary>
    private void Parse() => _ = new Regex(Pattern, Options | RegexOptions.CultureInvariant);
}
