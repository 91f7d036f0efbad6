using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Watchfloor.Sigma;

namespace Watchfloor.Engine.Tests.Sigma;

/// <summary>
/// Sigma as the specification tells it, rule by rule and value by value, with nothing but the framework's own text operations.
/// What the indexed matcher finds must be exactly this.
/// </summary>
internal static class NaiveMatcher
{
    private static readonly ConcurrentDictionary<(string, RegexOptions), Regex> Compiled = [];

    /// <summary>The places of the rules that match.</summary>
    public static List<int> Match(IReadOnlyList<Rule> rules, NaiveEvent @event)
    {
        var hits = new List<int>();
        for (var i = 0; i < rules.Count; i++)
            if (@event.Fits(rules[i].LogSource) && Holds(rules[i].Expression, @event))
                hits.Add(i);
        return hits;
    }

    public static bool Holds(Expression expression, NaiveEvent @event) => expression switch
    {
        AllOf all => all.Parts.All(p => Holds(p, @event)),
        AnyOf any => any.Parts.Any(p => Holds(p, @event)),
        NotOf not => !Holds(not.Part, @event),
        FieldTest { Field: null } keyword => @event.All.Any(v => v is not null && Fits((ValuePredicate)keyword.Predicate, v)),
        FieldTest test => Holds(test, @event),
        _ => throw new NotSupportedException(),
    };

    private static bool Holds(FieldTest test, NaiveEvent @event)
    {
        var values = @event.Of(test.Field!);
        return test.Predicate switch
        {
            NullPredicate => values.All(v => v is null),
            ExistsPredicate exists => values.Count > 0 == exists.Wanted,
            FieldReferencePredicate other => values.Any(v => v is not null && @event.Of(other.Other).Any(o => o is not null && Fits(other, v, o))),
            ValuePredicate predicate => values.Any(v => v is not null && Fits(predicate, v)),
            _ => throw new NotSupportedException(),
        };
    }

    private static bool Fits(FieldReferencePredicate predicate, string value, string other)
    {
        var how = predicate.Cased ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return (predicate.OpenStart, predicate.OpenEnd) switch
        {
            (false, false) => value.Equals(other, how),
            (false, true) => value.StartsWith(other, how),
            (true, false) => value.EndsWith(other, how),
            _ => value.Contains(other, how),
        };
    }

    private static bool Fits(ValuePredicate predicate, string value) => predicate switch
    {
        TextPredicate text => NaiveWildcards.Fits(text.Pattern, value, text.Cased ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase),
        NumberPredicate number => value == number.Text || (value.Length > 0 && !char.IsWhiteSpace(value[0])
            && Number(value) is { } n && n == double.Parse(number.Text, CultureInfo.InvariantCulture)),
        ComparePredicate compare => Number(value) is { } n && Compares(n, compare.Comparison, compare.Number),
        TimePartPredicate time => Time(value, time.Part) is { } t && Compares(Part(t, time.Part), time.Comparison, time.Number),
        RegexPredicate regex => Regex(regex).IsMatch(value),
        CidrPredicate cidr => Address(value) is { } address && IsIn(address, cidr.Network),
        _ => throw new NotSupportedException(),
    };

    private static double? Number(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static bool Compares(double left, Comparison comparison, double right) => comparison switch
    {
        Comparison.Less => left < right,
        Comparison.LessOrEqual => left < right || left == right,
        Comparison.Greater => left > right,
        Comparison.GreaterOrEqual => left > right || left == right,
        _ => left == right,
    };

    private static DateTime? Time(string value, TimePart part)
    {
        if (value.Length is < 8 or > 64 || !value.All(char.IsAscii)) return null;
        var isClock = TimeOnly.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock);
        if (isClock) return part is TimePart.Hour or TimePart.Minute ? new DateTime(DateOnly.MinValue, clock) : null;
        if (!DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return null;
        var years = System.Text.RegularExpressions.Regex.Matches(value, @"(?<!\d)(?<!:.*[.,])\d{4}(?!\d)").Select(m => m.Value);
        return years.Contains(time.Year.ToString("0000", CultureInfo.InvariantCulture)) ? time.DateTime : null;
    }

    private static int Part(DateTime time, TimePart part) => part switch
    {
        TimePart.Minute => time.Minute,
        TimePart.Hour => time.Hour,
        TimePart.Day => time.Day,
        TimePart.Week => ISOWeek.GetWeekOfYear(time),
        TimePart.Month => time.Month,
        TimePart.Year => time.Year,
        _ => throw new NotSupportedException(),
    };

    private static Regex Regex(RegexPredicate predicate) => Compiled.GetOrAdd((predicate.Pattern, predicate.Options),
        key => new Regex(key.Item1, key.Item2 | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));

    private static IPAddress? Address(string value)
    {
        value = value.Split('%')[0];
        if (!value.Contains(':', StringComparison.Ordinal) && value.Split('.').Length != 4) return null;
        return !IPAddress.TryParse(value, out var address) ? null : address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    /// <summary>The first bits of both are the same.</summary>
    private static bool IsIn(IPAddress address, IPNetwork network)
    {
        static string Bits(IPAddress a) => string.Concat(a.GetAddressBytes().Select(b => Convert.ToString(b, 2).PadLeft(8, '0')));
        return address.AddressFamily == network.BaseAddress.AddressFamily
            && Bits(address)[..network.PrefixLength] == Bits(network.BaseAddress)[..network.PrefixLength];
    }
}
